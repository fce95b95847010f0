import { z } from 'zod';
import type { GrouperDocument } from '../../rules/grouper/grouper-document.js';
import type { BookReport } from './book-report.js';

const code = z.string().min(1).max(64);
const lists = z.record(code, z.array(code).min(1).max(10_000));
const amendmentsSchema = z.strictObject({
  amendments: z
    .array(
      z.strictObject({
        what: z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200).optional() }),
        basis: z.string().min(1).max(200),
        date: z.iso.date().optional(),
        /** Codes to be added to sets of the book, and to its exclusion tables. */
        sets: lists.optional(),
        exclusions: lists.optional(),
      }),
    )
    .max(1_000),
});

type Amendments = z.infer<typeof amendmentsSchema>['amendments'];

/** 勘误 corrections of a printed book, dated and with their source: they come beside the workbook and are told apart from it. */
export function readAmendments(file: Uint8Array, report: BookReport): Amendments {
  const place = { sheet: '勘误', row: 0, column: '' };
  try {
    const read = amendmentsSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file)));
    if (read.success) return read.data.amendments;
    for (const { path, message } of read.error.issues.slice(0, 20)) report.add(place, 'AMENDMENT', `/${path.join('/')} ${message}`);
  } catch (error) {
    report.add(place, 'AMENDMENT', error instanceof Error ? error.message : '');
  }
  return [];
}

/**
 * Adds what amendments add, in place. One that the book has already is idle, and named; a set or table that isn't there is an error. What
 * was done becomes part of the document.
 */
export function amend(
  lists: Pick<GrouperDocument, 'sets' | 'exclusions'>,
  amendments: Amendments,
  report: BookReport,
): NonNullable<GrouperDocument['amendments']> {
  return amendments.flatMap(({ what, basis, date, sets = {}, exclusions = {} }, i) => {
    const place = { sheet: '勘误', row: i + 1, column: '' };
    const added = [
      ...Object.entries(sets).flatMap(([name, codes]) => additions(lists.sets, name, codes)),
      ...Object.entries(exclusions).flatMap(([name, codes]) => additions(lists.exclusions, name, codes)),
    ];
    for (const name of added.filter((one) => typeof one === 'string')) report.add(place, 'AMENDMENT', name);
    const changed = added.filter((one) => typeof one !== 'string');
    if (changed.every(({ codes }) => codes.length === 0)) {
      if (added.length === changed.length) report.add(place, 'AMENDMENT_IDLE', what.zh);
      return [];
    }
    for (const { list, codes } of changed) list.push(...codes);
    const words = what.en === undefined ? { zh: what.zh } : { zh: what.zh, en: what.en };
    return [{ what: words, basis, ...(date === undefined ? {} : { date }) }];
  });
}

/** What a list lacks of the codes; the list's name where there is none. */
function additions(
  lists: Record<string, string[]>,
  name: string,
  codes: readonly string[],
): readonly (string | { readonly list: string[]; readonly codes: readonly string[] })[] {
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (list === undefined) return [name];
  const known = new Set(list.map((one) => one.toUpperCase()));
  return [{ list, codes: codes.filter((one) => !known.has(one.toUpperCase())) }];
}
