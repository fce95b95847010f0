import { z } from 'zod';
import type { FieldProblem } from '../base/errors.js';
import type { ImportRecord } from '../ports/cases/ports-import.js';

/** Warnings of accepted rows by row, from 0. */
export type RowNotices = ReadonlyMap<number, readonly FieldProblem[]>;

const Stored = z.strictObject({
  notices: z.array(
    z.strictObject({
      row: z.int(),
      path: z.array(z.string()),
      code: z.string(),
      messages: z.strictObject({ zh: z.string(), en: z.string() }),
    }),
  ),
});

/** What a batch's job keeps of the warnings that were found while it was stored, so that its answer can be given again. */
export function storedNotices(notices: RowNotices): unknown {
  return { notices: [...notices].flatMap(([row, list]) => list.map((notice) => ({ row, ...notice }))) };
}

/** The warnings that a batch's job kept. */
export function noticesOf({ controlTotals }: Pick<ImportRecord, 'controlTotals'>): RowNotices {
  const parsed = Stored.safeParse(controlTotals);
  const notices = new Map<number, FieldProblem[]>();
  if (!parsed.success) return notices;
  for (const { row, ...notice } of parsed.data.notices) notices.set(row, [...(notices.get(row) ?? []), notice]);
  return notices;
}
