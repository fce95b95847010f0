import { closeBooks, type AccountClosing, type Posting } from './accounts.js';
import { fillAggregate, isHandedIn, sumRuns, type AggregateRows, type RunsByScope } from '../decide/aggregates.js';
import { assert, must } from '../kit/assert.js';
import { CLEARING_OUTPUTS, lackingOutputs, type ContractOutput } from '../plan/contract-outputs.js';
import type { Unmet } from '../decide/decide.js';
import { checkTotals, isMoney, totalsOf, waterfall, waterfallsTo, type StatementLine } from './lines.js';
import type { Value, VerdictSource } from '../plan/plan.js';
import { slotOf, type Program } from '../decide/program.js';
import { byCode } from '../number/allocate.js';
import { compare, EXACT_DISPLAY_SCALE, Fraction, lowestTerms, printFixed, type Fen, yuanToFen, ZERO } from '../number/quantity.js';
import { KeyRun, type Facts } from '../decide/key-run.js';
import { evaluateScope, rootFailures, type RunFailure } from '../decide/scope-run.js';
import { openYear, type OpenedYear, type YearInputs, type YearInstitution } from './year.js';
import type { Scope } from '../plan/scopes.js';

/** One institution of a year to clear, with its facts of scope `institutionYear`: deduction, prepaid, assessmentScore, declared ones. */
export interface ClearingInstitution extends YearInstitution {
  readonly yearFacts: Facts;
}

/** Everything that a year is cleared from. Aggregates of cases and months come added up; the engine adds up the others itself. */
export interface ClearingInputs extends YearInputs {
  readonly institutions: readonly ClearingInstitution[];
  readonly fundYearEnd: Facts;
  readonly rows: AggregateRows;
}

/** 结算点值: the exact quotient in lowest terms, and how it is shown. Yuan per point. */
export interface PointValue {
  readonly value: Fraction;
  /** `numerator/denominator` in lowest terms. */
  readonly fraction: string;
  /** 8 places HALF_UP, for display. */
  readonly display: string;
}

/** One institution's statement, and the frames that made it. */
export interface SettledInstitution {
  readonly code: string;
  readonly payableFen: Fen;
  /** Those of the statement's total, after those of its lines that are totals of lines themselves. */
  readonly lines: readonly StatementLine[];
  /** In the order of scopes: the last one is the statement's own. */
  readonly runs: readonly KeyRun[];
}

/** An institution of a cleared year. */
export interface ClearedInstitution extends SettledInstitution {
  readonly entitlementFen: Fen;
}

/** A rule of the mechanism that was checked while the year was cleared, and how often. */
export interface Invariant {
  readonly code: 'SHARES_SUM_TO_WHOLE' | 'LINES_SUM_TO_TOTAL' | 'ACCOUNTS_NOT_OVERDRAWN' | 'IDENTITY_OF_MONEY';
  readonly checked: number;
}

/** Statements and books of a year or of a period of it. Amounts are fen. */
interface Settlement {
  readonly kind: 'cleared';
  readonly payableFen: Fen;
  /** Always 0. */
  readonly imbalanceFen: Fen;
  /** In the order of codes. */
  readonly institutions: readonly SettledInstitution[];
  readonly postings: readonly Posting[];
  readonly accounts: readonly AccountClosing[];
  /** Waterfalls of the totals of fundYear and fundYearEnd, by total: the budget's deductions, the fund's. */
  readonly waterfalls: ReadonlyMap<string, readonly StatementLine[]>;
  readonly invariants: readonly Invariant[];
  readonly fundYear: KeyRun;
}

/** A cleared year. */
export interface Cleared extends Settlement {
  readonly fundFen: Fen;
  readonly pointValue: PointValue | null;
  readonly institutions: readonly ClearedInstitution[];
  /** 机构病种 the disease groups of institutions, by institution and code; none where the ruleset decides nothing about them. */
  readonly groups: readonly KeyRun[];
  readonly fundYearEnd: KeyRun;
}

/** A settled month or quarter: the fund and its point value are the year's. */
export interface ClearedPeriod extends Settlement {
  readonly fundFen: null;
  readonly pointValue: null;
  readonly groups: readonly [];
  readonly fundYearEnd: null;
}

/**
 * What came of clearing a year: cleared; situations to put to the Judge first, with the keys that met them among `runs`; failures by key; or
 * a ruleset that lacks outputs.
 */
export type ClearingResult<T extends Cleared | ClearedPeriod = Cleared> =
  T | Stopped | { readonly kind: 'lacking'; readonly outputs: readonly ContractOutput[] };

/** Why a year or period went no further. */
export type Stopped =
  | { readonly kind: 'unmet'; readonly unmet: readonly Unmet[]; readonly runs: readonly KeyRun[] }
  | { readonly kind: 'failed'; readonly failures: readonly RunFailure[] };

/**
 * Clears one insurance of one year (N21-30, ZB-16): budget and coefficients, sums, fund and point value, entitlement and everything that is
 * added and taken off, to the fen. Same inputs, same result, in whatever order they are stated.
 */
export function clearFundYear(program: Program, inputs: ClearingInputs, verdicts: VerdictSource): ClearingResult {
  const outputs = lackingOutputs(program.plan, CLEARING_OUTPUTS);
  if (outputs.length > 0) return { kind: 'lacking', outputs };
  const worked = workOut(program, inputs, verdicts, 'institutionYear');
  return worked.kind === 'worked out' ? settle(program, worked.runs) : worked;
}

/**
 * 机构病种 works out no more of a year than the disease groups of institutions that `inputs` has sums of, whichever these are: how one of them was
 * decided is told by what all cases of the region came to, and by its own.
 */
export function decideGroups(
  program: Program,
  inputs: ClearingInputs,
  verdicts: VerdictSource,
): Stopped | { readonly kind: 'decided'; readonly groups: readonly KeyRun[] } {
  const worked = workOut(program, inputs, verdicts, 'institutionGroup');
  return worked.kind === 'worked out' ? { kind: 'decided', groups: worked.runs.institutionGroup } : worked;
}

/** Works out a year scope by scope, to the last one. */
function workOut(
  program: Program,
  inputs: ClearingInputs,
  verdicts: VerdictSource,
  last: YearScope,
): Stopped | { readonly kind: 'worked out'; readonly runs: YearRuns } {
  const year = openYear(program, inputs, verdicts);
  const runs = makeRuns(program, inputs, year);
  const opened = stopOf(year, Object.values(runs).flat());
  if (opened !== undefined) return opened;
  // Those of months and quarters are for whoever settles these.
  for (const plan of program.plan.aggregates) {
    if (isHandedIn(plan) && plan.per in runs) fillAggregate(plan, knownRows(inputs, plan.id), runs);
  }
  fillOwn(program, 'institution', runs);
  for (const scope of YEAR_SCOPES.slice(YEAR_SCOPES.indexOf('institutionTotal'), YEAR_SCOPES.indexOf(last) + 1)) {
    const stop = stopOf(evaluateScope(program, scope, runs[scope], verdicts), Object.values(runs).flat());
    if (stop !== undefined) return stop;
    fillOwn(program, scope, runs);
  }
  return { kind: 'worked out', runs };
}

const YEAR_SCOPES = [
  'fundYear',
  'institution',
  'institutionTotal',
  'fundYearEnd',
  'institutionGroup',
  'institutionYear',
] as const satisfies Scope[];
type YearScope = (typeof YEAR_SCOPES)[number];
type YearRuns = RunsByScope & Readonly<Record<YearScope, readonly KeyRun[]>>;

/** Amounts that adjustments and payments add up to are 0 where nothing was recorded; one that may be missing is, and one that can't be 0 was forgotten. */
export function nothingRecorded({ scopes }: Program, scope: Scope): readonly (readonly [string, Value])[] {
  const amounts = scopes[scope].slots.filter(({ source, unit, optional }) => source === 'fact' && unit === 'yuan' && !optional);
  return amounts.filter(({ min }) => min === undefined || compare(min, ZERO) <= 0).map(({ name }) => [name, ZERO] as const);
}

function makeRuns(program: Program, inputs: ClearingInputs, year: OpenedYear): YearRuns {
  const fundYear = year.fundYear.frame;
  const yearEnd = new KeyRun(program.scopes.fundYearEnd, {}, inputs.fundYearEnd, { fundYear });
  const facts = new Map(inputs.institutions.map(({ code, yearFacts }) => [code, yearFacts]));
  const nothing = nothingRecorded(program, 'institutionYear');
  const groups = groupsOf(program, inputs);
  const institutionTotal: KeyRun[] = [];
  const institutionGroup: KeyRun[] = [];
  const institutionYear: KeyRun[] = [];
  for (const [institutionCode, { frame: institution }] of year.institutions) {
    const total = new KeyRun(program.scopes.institutionTotal, { institutionCode }, new Map(), { fundYear, institution });
    const outer = { fundYear, institution, institutionTotal: total.frame, fundYearEnd: yearEnd.frame };
    const yearFacts = new Map([...nothing, ...(facts.get(institutionCode) ?? [])]);
    institutionTotal.push(total);
    for (const groupCode of groups.get(institutionCode) ?? []) {
      const key = { institutionCode, groupCode };
      institutionGroup.push(new KeyRun(program.scopes.institutionGroup, key, new Map([[GROUP_FACT, groupCode]]), outer));
    }
    institutionYear.push(new KeyRun(program.scopes.institutionYear, { institutionCode }, yearFacts, outer));
  }
  const institution = [...year.institutions.values()];
  return { fundYear: [year.fundYear], institution, institutionTotal, fundYearEnd: [yearEnd], institutionGroup, institutionYear };
}

/** The fact that names the group of a frame of `institutionGroup`. */
const GROUP_FACT = 'diseaseGroup';

/** The groups by institution in which anything was added up, rising; an institution's cases without a group belong to none. */
function groupsOf(program: Program, inputs: ClearingInputs): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const { id, per } of program.plan.aggregates) {
    if (per !== 'institutionGroup') continue;
    for (const { institutionCode, groupCode } of knownRows(inputs, id)) {
      const own = groups.get(institutionCode) ?? new Set();
      groups.set(institutionCode, own.add(must(groupCode, `the group of a sum of ${id}`)));
    }
  }
  return new Map([...groups].map(([code, own]) => [code, [...own].sort(byCode)]));
}

/** Rows of an aggregate of cases or months: they must have been added up, and belong to institutions of this year. */
function knownRows(inputs: ClearingInputs, id: string): readonly AggregateRowOf[] {
  const rows = must(inputs.rows.get(id), `the sums of ${id}`);
  const codes = new Set(inputs.institutions.map(({ code }) => code));
  const stranger = rows.find(({ institutionCode }) => !codes.has(institutionCode));
  assert(stranger === undefined, `${id}: sums of an institution that is not in this year: ${stranger?.institutionCode}`);
  return rows;
}

type AggregateRowOf = NonNullable<ReturnType<AggregateRows['get']>>[number];

/** Adds up the aggregates of a scope that was just worked out, for later ones; those within it, too, whose region's sum they may read. */
function fillOwn(program: Program, of: YearScope, runs: YearRuns): void {
  for (const plan of program.plan.aggregates) if (plan.of === of) fillAggregate(plan, sumRuns(plan, runs[of]), runs);
}

interface Met {
  readonly failures: readonly RunFailure[];
  readonly unmet: readonly Unmet[];
}

/** What stops a year or period: situations to be judged first, or failures; `undefined` where nothing does. */
export function stopOf({ failures, unmet }: Met, runs: readonly KeyRun[]): Stopped | undefined {
  if (unmet.length > 0) return { kind: 'unmet', unmet, runs };
  return failures.length > 0 ? { kind: 'failed', failures: rootFailures(failures) } : undefined;
}

/** Checks every sum, closes the accounts and makes the statements. */
function settle(program: Program, runs: YearRuns): ClearingResult {
  const checks = YEAR_SCOPES.map((scope) => checkTotals(program, scope, runs[scope]));
  const failures = checks.flatMap((check) => check.failures);
  if (failures.length > 0) return { kind: 'failed', failures };
  const yearEnd = must(runs.fundYearEnd[0], 'year end');
  const amounts = [
    ...notMoney(program, yearEnd, 'fund'),
    ...runs.institutionYear.flatMap((run) => notMoney(program, run, 'entitlement', 'payable')),
  ];
  if (amounts.length > 0) return { kind: 'failed', failures: amounts };
  const fundFen = money(program, yearEnd, 'fund');
  const books = closeBooks(program, fundFen, yearEnd, runs.institutionYear);
  if (books.kind === 'failed') return books;
  const payableFen = runs.institutionYear.reduce((sum, run) => sum + money(program, run, 'payable'), 0n);
  const imbalanceFen = books.accounts.reduce((sum, { openingFen, closingFen }) => sum + openingFen - closingFen, 0n) - payableFen;
  assert(imbalanceFen === 0n, `the accounts are out by ${imbalanceFen} fen`);
  const fundYear = must(runs.fundYear[0], 'fund year');
  return {
    kind: 'cleared',
    fundFen,
    payableFen,
    imbalanceFen,
    pointValue: pointValueOf(program, yearEnd),
    institutions: statements(program, runs),
    groups: runs.institutionGroup,
    postings: books.postings,
    accounts: books.accounts,
    waterfalls: new Map([fundYear, yearEnd].flatMap((run) => waterfallsOf(program, run))),
    invariants: invariantsOf(program, runs, { checks, guarded: books.guarded.length }),
    fundYear,
    fundYearEnd: yearEnd,
  };
}

/** The waterfalls of the totals of a run's scope, by total. */
export function waterfallsOf(program: Program, run: KeyRun): (readonly [string, readonly StatementLine[]])[] {
  return totalsOf(program, run.scope.scope).map((total) => [total, waterfall(program, run, total)] as const);
}

function invariantsOf(
  program: Program,
  runs: YearRuns,
  { checks, guarded }: { readonly checks: readonly { readonly checked: number }[]; readonly guarded: number },
): readonly Invariant[] {
  const pooled = Object.values(program.plan.decisions)
    .flat()
    .filter(({ allocate, scope }) => allocate !== undefined && (runs[scope] ?? []).length > 0);
  return [
    { code: 'SHARES_SUM_TO_WHOLE', checked: pooled.length },
    { code: 'LINES_SUM_TO_TOTAL', checked: checks.reduce((sum, { checked }) => sum + checked, 0) },
    { code: 'ACCOUNTS_NOT_OVERDRAWN', checked: guarded },
    { code: 'IDENTITY_OF_MONEY', checked: 1 },
  ];
}

function statements(program: Program, runs: YearRuns): readonly ClearedInstitution[] {
  return runs.institutionYear.map((institutionYear, i) => ({
    code: must(institutionYear.key.institutionCode, 'code'),
    entitlementFen: money(program, institutionYear, 'entitlement'),
    payableFen: money(program, institutionYear, 'payable'),
    lines: waterfallsTo(program, institutionYear, 'payable'),
    runs: [must(runs.institution[i], 'institution'), must(runs.institutionTotal[i], 'institution total'), institutionYear],
  }));
}

/** Outputs of a run that must be amounts in whole fen and are not. */
export function notMoney(program: Program, run: KeyRun, ...ids: readonly string[]): readonly RunFailure[] {
  return ids.flatMap((id): RunFailure[] => {
    const { scope } = run.scope;
    const value = run.frame[must(slotOf(program, scope, id), id)];
    if (isMoney(value)) return [];
    return [{ code: value instanceof Fraction ? 'NOT_WHOLE_FEN' : 'MISSING_VALUE', scope, key: run.key, decision: id, fact: id }];
  });
}

/** A required amount of money of a run, in fen. */
export function money(program: Program, run: KeyRun, id: string): Fen {
  const value = run.frame[must(slotOf(program, run.scope.scope, id), id)];
  assert(value instanceof Fraction, `${id} has no value`);
  return yuanToFen(value);
}

function pointValueOf(program: Program, yearEnd: KeyRun): PointValue | null {
  const slot = slotOf(program, 'fundYearEnd', 'settlementPointValue');
  const value = slot === undefined ? undefined : yearEnd.frame[slot];
  if (!(value instanceof Fraction)) return null;
  const lowest = lowestTerms(value);
  return { value: lowest, fraction: `${lowest.n}/${lowest.d}`, display: printFixed(lowest, EXACT_DISPLAY_SCALE) };
}
