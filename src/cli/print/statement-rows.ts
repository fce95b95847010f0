import { z } from 'zod';
import type { Basis } from '../../rules/document/basis.js';

const basis: z.ZodType<Basis> = z.object({
  source: z.string(),
  title: z.string(),
  article: z.string().nullable(),
  kind: z.enum(['OFFICIAL', 'LOCAL', 'ASSUMPTION', 'ORAL']),
});
const step = z.object({
  key: z.string(),
  total: z.string().optional(),
  label: z.object({ zh: z.string(), en: z.string().optional() }),
  amount: z.string().regex(/^-?\d+\.\d{2}$/),
  runningTotal: z.string().regex(/^-?\d+\.\d{2}$/),
  basis: z.array(basis),
});

/** One step of a stored waterfall: yuan with 2 places. */
export type Step = z.infer<typeof step>;

/** The steps of a stored statement. */
export function parseSteps(value: unknown): readonly Step[] {
  return z.array(step).parse(value);
}

/** How a step is called: a line of another total than the statement's says of which. */
export function stepLabel(step: Step, steps: readonly Step[]): string {
  const { label, total } = step;
  if (total === undefined) return label.zh;
  return `${label.zh}（计入${steps.find(({ key }) => key === total)?.label.zh ?? total}）`;
}

/** The first step of `payable` itself: what the rest is added to and taken from. */
export function startOf(value: unknown): Step | undefined {
  return parseSteps(value).find(({ total }) => total === undefined);
}

/** The waterfalls of a run, by the id of their total. */
export function parseWaterfalls(value: unknown): Readonly<Record<string, readonly Step[]>> {
  return z.record(z.string(), z.array(step)).parse(value);
}
