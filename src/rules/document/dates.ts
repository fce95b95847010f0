import { addDays } from '../../engine/kit/calendar.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { bilingual } from '../findings/report.js';
import type { Label } from '../../engine/plan/plan.js';

/** Days on which a version says that it is in force: both ends belong to it; without `to` it has no end. */
export interface DeclaredRange {
  readonly id: string;
  readonly from: string;
  readonly to?: string | undefined;
}

/** Days on which a version really is in force. One that a temporary version interrupts has several of them. */
export interface ActualRange {
  readonly id: string;
  readonly from: string;
  readonly to?: string;
}

/** The day before a date. */
export function dayBefore(date: string): string {
  return addDays(date, -1);
}

/**
 * What the published versions of one region and scheme really govern (ARCHITECTURE 3 "In force", docs/decisions/0008): a day belongs to the
 * version that began last among those that declare it. So a version without an end takes over for good, also from back-dated ones, and one with
 * an end gives the days after it back. Rising by `from`; days that nobody declares are in no range. Order of the input is of no account.
 */
export function actualRanges(versions: readonly DeclaredRange[]): ActualRange[] {
  const falling = [...versions].sort((a, b) => compareText(b.from, a.from));
  const ends = versions.flatMap(({ to }) => (to === undefined ? [] : [addDays(to, 1)]));
  const cuts = [...new Set([...versions.map(({ from }) => from), ...ends])].sort(compareText);
  const ranges: { id: string; from: string; to?: string }[] = [];
  let last: (typeof ranges)[number] | undefined;
  for (const from of cuts) {
    const holder = falling.find((one) => one.from <= from && (one.to === undefined || from <= one.to));
    if (last !== undefined && last.id === holder?.id) continue;
    if (last !== undefined) last.to = dayBefore(from);
    last = holder && { id: holder.id, from };
    if (last !== undefined) ranges.push(last);
  }
  return ranges;
}

/** The version in force on a date; `undefined` on a day in no range (NO_RULESET_IN_FORCE). */
export function inForce(versions: readonly DeclaredRange[], date: string): ActualRange | undefined {
  return actualRanges(versions).find((range) => range.from <= date && (range.to === undefined || date <= range.to));
}

/** Whether a document's own dates are in order; real dates were checked with its shape. */
export function dateFindings(effective: { readonly from: string; readonly to?: string | undefined }): Finding[] {
  const { from, to } = effective;
  return to !== undefined && to < from ? [finding('DATES_ORDER', '/effective/to', { from, to })] : [];
}

/**
 * What keeps a version from being published beside those that are. `names`: every name that the region has used, for another scheme or a version that was
 * withdrawn, too. `closedTo` is the last day of the last closed period, if any.
 */
export function publishFindings(args: {
  readonly version: DeclaredRange;
  readonly published: readonly DeclaredRange[];
  readonly names?: readonly string[];
  readonly closedTo?: string | undefined;
}): Finding[] {
  const { version, published, names = published.map(({ id }) => id), closedTo } = args;
  const { from } = version;
  const taken = published.find((one) => one.from === from && one.id !== version.id);
  return [
    ...(names.includes(version.id) ? [finding('VERSION_TAKEN', '/version', { version: version.id })] : []),
    ...(taken === undefined ? [] : [finding('FROM_TAKEN', '/effective/from', { version: taken.id, from })]),
    ...(closedTo !== undefined && from <= closedTo ? [finding('CLOSED_PERIOD', '/effective/from', { from, closedTo })] : []),
  ];
}

/**
 * What publishing a version does to the days: whose days it takes, to whom it gives the days after it back, and which days beside its own are
 * left without rules.
 */
export function takeoverFindings({
  version,
  published,
}: {
  readonly version: DeclaredRange;
  readonly published: readonly DeclaredRange[];
}): Finding[] {
  const others = published.filter(({ id }) => id !== version.id);
  const before = actualRanges(others);
  const after = actualRanges([...others, version]);
  return after.flatMap((own, index): Finding[] => {
    if (own.id !== version.id) return [];
    const next = after[index + 1];
    return [
      ...gapFindings(after[index - 1], own),
      ...before.flatMap((range) => {
        const taken = common(range, own);
        return taken === undefined ? [] : [finding('DAYS_CHANGE_HANDS', '/effective', { days: daysText(taken), before: range.id })];
      }),
      ...(own.to !== undefined && next?.from === addDays(own.to, 1) && before.some(({ id, from }) => id === next.id && from < own.from)
        ? [finding('DAYS_GIVEN_BACK', '/effective/to', { days: daysText(next), after: next.id })]
        : []),
      ...gapFindings(own, next, '/effective/to'),
    ];
  });
}

type Days = Omit<ActualRange, 'id'>;

/** Days between two ranges; after the last one it is only said that the rules end. */
function gapFindings(range: ActualRange | undefined, next: ActualRange | undefined, pointer = '/effective/from'): Finding[] {
  if (range?.to === undefined) return [];
  const from = addDays(range.to, 1);
  if (next === undefined) return [finding('DAYS_WITHOUT_RULES', pointer, { days: daysText({ from }) }, { severity: 'INFO' })];
  return from === next.from ? [] : [finding('DAYS_WITHOUT_RULES', pointer, { days: daysText({ from, to: dayBefore(next.from) }) })];
}

function common(a: Days, b: Days): Days | undefined {
  const from = a.from > b.from ? a.from : b.from;
  const [to] = [a.to, b.to].filter((end) => end !== undefined).sort(compareText);
  return to !== undefined && to < from ? undefined : { from, ...(to === undefined ? {} : { to }) };
}

function daysText({ from, to }: Days): Label {
  return to === undefined ? bilingual(`${from} 起`, `from ${from} on`) : bilingual(`${from} 至 ${to}`, `from ${from} to ${to}`);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
