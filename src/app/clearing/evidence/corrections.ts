import { comparedIds, earlierMonths, storedMonths, type EarlierMonths } from '../parts/earlier-months.js';
import { ALL_CASES, ALL_POINTS, Aggregates } from '../run/aggregates.js';
import { parseSnapshot, type RunSnapshot } from '../run/run-snapshot.js';
import type { Platform } from '../../kernel/platform.js';
import type { ChangedCase, ChangesAsked, ChangesOfMonth, ComparedRun, CorrectionKind } from '../../ports/clearing/ports-corrections.js';
import type { GroupPage } from '../../ports/clearing/ports-run-sums.js';
import type { FundYearKey } from '../../ports/clearing/ports-fund-year.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { Reader } from '../../ports/ports.js';
import { assert, must } from '../../../engine/kit/assert.js';
import {
  add,
  compare,
  printFixed,
  printShort,
  storedDecimal,
  subtract,
  ZERO,
  type Fen,
  type Fraction,
} from '../../../engine/number/quantity.js';
import { periodsOf, YEAR_KEY } from '../../../engine/plan/periods.js';
import type { Label, Plan } from '../../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** A sum that is compared: cases, points, or one of the ruleset's, with its unit. */
export interface ComparedFigure {
  /** `cases`, `points`, or the id of the aggregate. */
  readonly name: string;
  readonly label: Label;
  readonly unit: string;
}

/** What the closed periods counted of a figure, what is known now, and the difference, which the run counts. Yuan with 2 places. */
export interface CorrectedFigure extends ComparedFigure {
  readonly counted: string;
  readonly now: string;
  readonly difference: string;
}

/** The cases of one kind, and what they change of each figure of the month. */
export interface CorrectionCause {
  readonly kind: CorrectionKind;
  readonly cases: bigint;
  readonly differences: readonly (ComparedFigure & { readonly difference: string })[];
}

/** 已关闭月份的更正 an earlier month as it was counted and as it is known now. */
export interface CorrectedMonth {
  /** `01` to `12`. */
  readonly month: string;
  /** The run that closed it, and what that gave the institution; null where it had no statement. */
  readonly closedBy: { readonly period: string; readonly runNo: number; readonly payableFen: Fen | null };
  readonly figures: readonly CorrectedFigure[];
  /** By kind; none: nothing changed. Their differences add up to those of the figures, which is asserted. */
  readonly causes: readonly CorrectionCause[];
}

/** 更正 what a statement's run counts of months that were closed before it. */
export interface Corrections {
  /** The run that knew these months last. */
  readonly comparedWith: number;
  readonly figures: readonly ComparedFigure[];
  /** In the order of the fund year, those in which nothing changed among them. */
  readonly months: readonly CorrectedMonth[];
}

/** A case that counts otherwise, by figure. */
export interface CorrectedCase extends Omit<ChangedCase, 'before' | 'after' | 'monthBefore' | 'monthAfter'> {
  /** `01` to `12`; null: it was, or is, none of the run's cases. */
  readonly monthBefore: string | null;
  readonly monthAfter: string | null;
  readonly figures: readonly CorrectedFigure[];
}

/** Which statement. */
export type StatementOf = Pick<RunRecord, 'regionCode' | 'year' | 'insurance' | 'period' | 'runNo' | 'rulesetIds' | 'status'> & {
  readonly institutionCode: string;
};

/**
 * What a run counts of months that were closed before it, for an institution: late, voided, reversed and corrected cases count by the difference
 * (N21-28). Of a month or quarter, the differences and its own months are what it counted, which was asserted when it ended; a year counts all
 * cases anew, and is compared with the run of it that was confirmed before, else with its last month or quarter. `undefined`: nothing was closed before, or
 * the run ended before sums were kept. An institution's key sees its own scores, and nothing of another.
 */
export async function correctionsOf(platform: Platform, read: Reader, statement: StatementOf): Promise<Corrections | undefined> {
  const compared = await comparison(platform, read, statement);
  if (compared === undefined) return undefined;
  const { asked, before, figures, closed } = compared;
  const { regionCode, runNo, institutionCode } = statement;
  return await read(async ({ runSums, runResults }) => {
    const then = await storedMonths(runSums, { ...before, regionCode });
    const now = await storedMonths(runSums, { regionCode, runNo, months: before.months });
    if (then === undefined && now === undefined) return undefined;
    const changes = await runSums.changes(asked);
    const months: CorrectedMonth[] = [];
    for (const month of before.months) {
      const values = asked.ids.map((id) => ({
        counted: then?.(month, institutionCode, id) ?? ZERO,
        now: now?.(month, institutionCode, id) ?? ZERO,
      }));
      const own = changes.filter((change) => change.month === Number(month));
      const wrong = unexplained(values, own);
      if (wrong !== undefined && then === undefined) return undefined;
      assert(wrong === undefined, `month ${month}: ${wrong ?? ''}`);
      const closing = closed(month);
      const stored = await runResults.findStatement(regionCode, closing.runNo, institutionCode);
      months.push({
        month,
        closedBy: { ...closing, payableFen: stored?.payableFen ?? null },
        figures: figures.map((figure, index) => correctedFigure(figure, must(values[index], 'values of a figure'))),
        causes: own.map((change) => causeOf(change, figures)),
      });
    }
    return { comparedWith: before.runNo, figures, months };
  });
}

/** The cases behind it, rising by number; see `correctionsOf`. */
export async function correctedCases(
  platform: Platform,
  read: Reader,
  statement: StatementOf,
  page: Pick<GroupPage, 'limit' | 'after' | 'before' | 'begin'>,
): Promise<readonly CorrectedCase[]> {
  const compared = await comparison(platform, read, statement);
  if (compared === undefined) return [];
  const { asked, figures } = compared;
  return (await read(({ runSums }) => runSums.changedCases(asked, page))).map(({ before, after, monthBefore, monthAfter, ...row }) => ({
    ...row,
    ...{ monthBefore: monthKey(monthBefore), monthAfter: monthKey(monthAfter) },
    figures: figures.map((figure, index) =>
      correctedFigure(figure, { counted: storedDecimal(before?.[index] ?? '0'), now: storedDecimal(after?.[index] ?? '0') }),
    ),
  }));
}

/** What is compared with what, for one institution. */
interface Comparison {
  readonly before: Pick<EarlierMonths, 'runNo' | 'months'>;
  readonly asked: ChangesAsked;
  readonly figures: readonly ComparedFigure[];
  /** The period that closed a month. */
  readonly closed: (month: string) => { readonly period: string; readonly runNo: number };
}

async function comparison(platform: Platform, read: Reader, statement: StatementOf): Promise<Comparison | undefined> {
  const { regionCode, runNo, institutionCode, status } = statement;
  if (status !== 'SUCCEEDED') return undefined;
  const snapshot = await snapshotOf(read, regionCode, runNo);
  const parts = earlierMonths(snapshot);
  const yearRun = await yearRunBefore(read, statement);
  const before = yearRun === undefined ? parts : { runNo: yearRun, months: periodsOf(snapshot, 'MONTH').map(({ key }) => key) };
  if (before === undefined || before.months.length === 0) return undefined;
  const earlier = await snapshotOf(read, regionCode, before.runNo);
  const [own, other] = [await yearRuleset(platform, read, snapshot), await yearRuleset(platform, read, earlier)];
  const ids = comparedIds(snapshot, new Aggregates({ compiled: own }).list, yearRun === undefined ? parts : undefined);
  const side = (no: number, { throughImportSeq }: RunSnapshot, compiled: CompiledRuleset): ComparedRun => ({
    ...{ runNo: no, throughImportSeq: BigInt(throughImportSeq), asked: new Aggregates({ compiled }).asked },
  });
  return {
    before,
    figures: ids.map((id) => figureOf(own.plan, id)),
    asked: {
      ...{ regionCode, institutionCode, ids, months: before.months.map(Number) },
      before: side(before.runNo, earlier, other),
      after: side(runNo, snapshot, own),
    },
    closed: (month) => {
      if (yearRun !== undefined) return { period: YEAR_KEY, runNo: yearRun };
      const period = closedPeriodOf(snapshot, month);
      return { period: period.key, runNo: period.runNo };
    },
  };
}

async function snapshotOf(read: Reader, regionCode: string, runNo: number): Promise<RunSnapshot> {
  return parseSnapshot(must(await read(({ runs }) => runs.frozenInputs(regionCode, runNo)), 'frozen inputs'));
}

async function yearRuleset(platform: Platform, read: Reader, { regionCode, rulesets }: RunSnapshot): Promise<CompiledRuleset> {
  const { id, effectiveHash } = must(rulesets.at(-1), 'version of the year');
  return await platform.rulesets.get(read, { regionCode, id, effectiveHash });
}

/** The year's run that was confirmed last before this run of a year. */
async function yearRunBefore(read: Reader, { period, runNo, ...key }: StatementOf): Promise<number | undefined> {
  if (period !== YEAR_KEY) return undefined;
  const confirmed = (await read(({ runs }) => runs.closed(key)))
    .filter((run) => run.period === YEAR_KEY)
    .sort((a, b) => a.confirmedAt.getTime() - b.confirmedAt.getTime());
  const own = confirmed.findIndex((run) => run.runNo === runNo);
  return (own === -1 ? confirmed : confirmed.slice(0, own)).at(-1)?.runNo;
}

/** Of the closed periods of the run's kind the one that a month lies in. */
function closedPeriodOf(snapshot: RunSnapshot, month: string): { readonly key: string; readonly runNo: number } {
  const { from } = must(
    periodsOf(snapshot, 'MONTH').find(({ key }) => key === month),
    'month of the year',
  );
  const kinds = snapshot.period === undefined ? (['MONTH', 'QUARTER'] as const) : [snapshot.period.kind];
  const candidates = kinds.flatMap((kind) => periodsOf(snapshot, kind).filter((period) => period.from <= from && from <= period.to));
  return must(
    candidates.map(({ key }) => snapshot.closed?.find((one) => one.key === key)).find((one) => one !== undefined),
    `period that closed ${month}`,
  );
}

const COUNTED: Readonly<Record<string, { readonly name: string; readonly label: Label }>> = {
  [ALL_CASES]: { name: 'cases', label: { zh: '病例数', en: 'cases' } },
  [ALL_POINTS]: { name: 'points', label: { zh: '分值合计', en: 'points' } },
};

function figureOf({ aggregates, pointUnit }: Plan, id: string): ComparedFigure {
  const counted = COUNTED[id];
  if (counted !== undefined) return { ...counted, unit: id === ALL_CASES ? 'case' : pointUnit };
  const { label, unit } = must(
    aggregates.find((one) => one.id === id),
    id,
  );
  return { name: id, label, unit };
}

function correctedFigure(
  figure: ComparedFigure,
  { counted, now }: { readonly counted: Fraction; readonly now: Fraction },
): CorrectedFigure {
  const print = (value: Fraction): string => printed(figure, value);
  return { ...figure, counted: print(counted), now: print(now), difference: print(subtract(now, counted)) };
}

function causeOf({ kind, cases, differences }: ChangesOfMonth, figures: readonly ComparedFigure[]): CorrectionCause {
  return {
    ...{ kind, cases },
    differences: figures.map((figure, index) => ({ ...figure, difference: printed(figure, storedDecimal(differences[index] ?? '0')) })),
  };
}

/** Money to the fen, which it is exactly: amounts of cases have 2 places. */
function printed({ unit }: ComparedFigure, value: Fraction): string {
  const text = unit === 'yuan' ? printFixed(value, 2) : printShort(value);
  return compare(storedDecimal(text), value) === 0 ? text : printShort(value);
}

/** What the cases change, added up in SQL case by case, is the difference of the sums that both runs kept; otherwise what is wrong. */
function unexplained(
  values: readonly { readonly counted: Fraction; readonly now: Fraction }[],
  changes: readonly ChangesOfMonth[],
): string | undefined {
  for (const [index, { counted, now }] of values.entries()) {
    const caused = changes.reduce((sum, { differences }) => add(sum, storedDecimal(differences[index] ?? '0')), ZERO);
    const difference = subtract(now, counted);
    if (compare(caused, difference) !== 0) return `the cases change ${printShort(caused)}, the sums ${printShort(difference)}`;
  }
  return undefined;
}

function monthKey(month: number | null): string | null {
  return month === null ? null : String(month).padStart(2, '0');
}

/** 对账的更正 what each confirmed period of a fund year, or one of them, counted of months that were closed before it; those without changes are left out. */
export async function correctionsOfYear(
  platform: Platform,
  read: Reader,
  { period, institutionCode, ...key }: FundYearKey & { readonly period: string | null; readonly institutionCode: string },
): Promise<readonly (Corrections & { readonly period: string; readonly runNo: number })[]> {
  const confirmed = (await read(({ runs }) => runs.closed(key))).filter((run) => period === null || run.period === period);
  const found: (Corrections & { readonly period: string; readonly runNo: number })[] = [];
  for (const { runNo, period: own } of [...confirmed].sort((a, b) => a.confirmedAt.getTime() - b.confirmedAt.getTime())) {
    const run = must(await read(({ runs }) => runs.findByNo(key.regionCode, runNo)), 'confirmed run');
    const corrections = await correctionsOf(platform, read, { ...run, institutionCode });
    const months = corrections?.months.filter(({ causes }) => causes.length > 0) ?? [];
    if (corrections !== undefined && months.length > 0) found.push({ ...corrections, months, period: own, runNo });
  }
  return found;
}
