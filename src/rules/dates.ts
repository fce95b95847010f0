import { addDays } from '../engine/calendar.js';
import { finding } from './finding-codes.js';
import type { Finding } from './finding.js';

/** Days on which a version says that it is in force: both ends belong to it; without `to` it has no end. */
export interface DeclaredRange {
  readonly id: string;
  readonly from: string;
  readonly to?: string | undefined;
}

/** Days on which a version really is in force, after its successors cut it. `to` before `from` never happens: such a version is left out. */
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
 * What the published versions of one region and scheme really govern (ARCHITECTURE 3 "In force"): each ends at its own `to`, and at the
 * latest on the day before the next `from`; that holds for back-dated versions too. Rising by `from`. Order of the input is of no account.
 */
export function actualRanges(versions: readonly DeclaredRange[]): ActualRange[] {
  const rising = [...versions].sort((a, b) => compareText(a.from, b.from));
  return rising.map((version, index) => {
    const next = rising[index + 1];
    const ends = [version.to, next === undefined ? undefined : dayBefore(next.from)].filter((end) => end !== undefined).sort(compareText);
    const to = ends[0];
    return { id: version.id, from: version.from, ...(to === undefined ? {} : { to }) };
  });
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

/** What keeps a version from being published beside those that are. `closedTo` is the last day of the last closed period, if any. */
export function publishFindings(args: {
  readonly version: DeclaredRange;
  readonly published: readonly DeclaredRange[];
  readonly closedTo?: string | undefined;
}): Finding[] {
  const { version, published, closedTo } = args;
  const { from } = version;
  const taken = published.find((one) => one.from === from && one.id !== version.id);
  return [
    ...(published.some((one) => one.id === version.id) ? [finding('VERSION_TAKEN', '/version', { version: version.id })] : []),
    ...(taken === undefined ? [] : [finding('FROM_TAKEN', '/effective/from', { version: taken.id, from })]),
    ...(closedTo !== undefined && from <= closedTo ? [finding('CLOSED_PERIOD', '/effective/from', { from, closedTo })] : []),
  ];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
