import { z } from 'zod';

const step = z.object({
  key: z.string(),
  label: z.object({ zh: z.string(), en: z.string().optional() }),
  amount: z.string().regex(/^-?\d+\.\d{2}$/),
  runningTotal: z.string().regex(/^-?\d+\.\d{2}$/),
});

/** One step of a stored waterfall: yuan with 2 places. */
export type Step = z.infer<typeof step>;

/** The steps of a stored statement. */
export function parseSteps(value: unknown): readonly Step[] {
  return z.array(step).parse(value);
}

/** The waterfalls of a run, by the id of their total. */
export function parseWaterfalls(value: unknown): Readonly<Record<string, readonly Step[]>> {
  return z.record(z.string(), z.array(step)).parse(value);
}
