import { changeOf, institutionRows, moneyChange, winnersOf, type Change, type WhatIfInstitutionRow } from './compare-parties.js';
import type { ChangedValue } from './open/change-target.js';
import type { CaseWay, Compared } from './score/case-marks.js';
import { COMPARED } from './score/case-marks.js';
import type { ScoredSide } from './score/score-sides.js';
import type { SideSums } from './score/side-sums.js';
import type { SettledSide } from './settle-side.js';
import { countSituations, type SituationCounts } from './situation-counts.js';
import { inputHashOf } from '../clearing/run/run-snapshot.js';
import type { RunPlan } from '../clearing/run/run-plan.js';
import type { JobFailure } from '../ports/kit/ports-job.js';
import type { Account } from '../../engine/plan/accounts.js';
import { assert } from '../../engine/kit/assert.js';
import { byCode } from '../../engine/number/allocate.js';
import type { ExactSums } from '../../engine/number/exact-sums.js';
import { decimal, printFen, printShort, storedDecimal, yuanToFen, ZERO, type Fen, type Fraction } from '../../engine/number/quantity.js';

/** 一方总况 a year as it was worked out: money in yuan with 2 places, other numbers as decimal text. */
export interface SideReport {
  /** SHA-256 of everything that it was worked out from beside the cases; the rules are in it by their effective hashes. */
  readonly inputHash: string;
  readonly rulesets: readonly { readonly version: string; readonly effectiveHash: string; readonly from: string; readonly to: string }[];
  readonly cases: number;
  readonly exceptions: number;
  readonly points: string;
  readonly budget: string;
  readonly fund: string;
  /** 结算权重合计 what the fund is shared by. */
  readonly weight: string;
  /** 结算点值 to 8 places; null where the weight is money. */
  readonly pointValue: string | null;
  readonly entitlement: string;
  readonly payable: string;
  /** 未分配 fund less entitlements. */
  readonly undistributed: string;
  readonly accounts: readonly { readonly account: Account; readonly opening: string; readonly closing: string }[];
}

/** 候选结果 what came of a candidate; `result` is absent where its year could not be settled, and then why. */
export interface CandidateReport {
  readonly name: string;
  readonly changes: readonly ChangedValue[];
  readonly inputHash: string;
  /** Every case comes out as in force: none was scored again. */
  readonly sameCases: boolean;
  readonly failure: JobFailure | null;
  readonly result: CandidateResult | null;
}

/** The region under a candidate beside the year in force. */
export interface CandidateResult {
  readonly side: SideReport;
  readonly fund: Change;
  readonly pointValue: Change | null;
  /** Sum over institutions; where both sides share the fund out whole it is the fund's difference: 0.00 where the fund is the same. */
  readonly entitlement: Change;
  readonly payable: Change;
  readonly undistributed: Change;
  readonly winners: number;
  readonly losers: number;
  readonly unchanged: number;
  /** Cases of which anything compared changed, and by what. */
  readonly moved: number;
  readonly movedBy: readonly { readonly output: Compared; readonly cases: number }[];
  readonly ways: readonly CaseWay[];
  readonly otherWays: number;
  /** Situations that are decided otherwise, with the cases that are in them; absent in what-ifs from before they were counted. */
  readonly situations?: SituationCounts;
}

/** 病种差额 a group under a candidate beside the year in force; the empty code is for cases without one. */
export interface WhatIfGroupRow {
  readonly code: string;
  readonly name: string;
  readonly cases: Change;
  readonly points: Change;
}

/** A result with its tables. */
export interface ComparedSide {
  readonly result: CandidateResult;
  readonly institutions: readonly WhatIfInstitutionRow[];
  readonly groups: readonly WhatIfGroupRow[];
}

/** Ways from one result of a decision to another that are listed; the rest are counted. */
const MOST_WAYS = 50;

/** What a year came to. */
export function sideReport(plan: RunPlan, { cleared, budgetFen, total, weight }: SettledSide): SideReport {
  const { snapshot } = plan;
  const entitlementFen = entitlementOf(cleared.institutions);
  return {
    inputHash: inputHashOf(snapshot),
    rulesets: snapshot.rulesets.map(({ version, effectiveHash, from, to }) => ({ version, effectiveHash, from, to })),
    ...{ cases: Number(total.cases), exceptions: Number(total.exceptions), points: printShort(storedDecimal(total.points)) },
    ...{ budget: printFen(budgetFen), fund: printFen(cleared.fundFen), weight: printShort(weight) },
    ...{ pointValue: cleared.pointValue?.display ?? null, entitlement: printFen(entitlementFen) },
    ...{ payable: printFen(cleared.payableFen), undistributed: printFen(cleared.fundFen - entitlementFen) },
    accounts: cleared.accounts.map(({ account, openingFen, closingFen }) => ({
      ...{ account, opening: printFen(openingFen), closing: printFen(closingFen) },
    })),
  };
}

function entitlementOf(institutions: readonly { readonly entitlementFen: Fen }[]): Fen {
  return institutions.reduce((sum, { entitlementFen }) => sum + entitlementFen, 0n);
}

/** 账户差额 an account of a candidate beside that of the year in force, yuan. */
export interface AccountChange {
  readonly account: Account;
  readonly opening: Change;
  readonly closing: Change;
}

/** The accounts of both sides, those of the year in force first; one that a side does not have stands there with 0.00. */
export function accountChanges({ accounts: before }: SideReport, { accounts: after }: SideReport): readonly AccountChange[] {
  const NONE = { opening: '0.00', closing: '0.00' };
  const names = [...new Set([...before, ...after].map(({ account }) => account))];
  return names.map((account) => {
    const [old, fresh] = [before, after].map((side) => side.find((one) => one.account === account) ?? NONE);
    assert(old !== undefined && fresh !== undefined, 'an account has two sides');
    return { account, opening: yuanChange(old.opening, fresh.opening), closing: yuanChange(old.closing, fresh.closing) };
  });
}

/** 年度预算 the budget of a candidate beside that of the year in force, yuan. */
export function budgetChange(before: SideReport, after: SideReport): Change {
  return yuanChange(before.budget, after.budget);
}

function yuanChange(before: string, after: string): Change {
  return moneyChange(yuanToFen(storedDecimal(before)), yuanToFen(storedDecimal(after)));
}

/** What is compared: both years settled, and what their cases came to. */
export interface SidesToCompare {
  readonly before: { readonly plan: RunPlan; readonly settled: SettledSide; readonly sums: SideSums };
  readonly after: { readonly plan: RunPlan; readonly settled: SettledSide; readonly scored: ScoredSide };
}

/** Sets a candidate's year beside the one in force. What institutions win and lose ties with the fund: asserted. */
export function compareSides({ before, after }: SidesToCompare): ComparedSide {
  const [old, fresh] = [before.settled.cleared, after.settled.cleared];
  const names = new Map([...before.plan.snapshot.institutions, ...after.plan.snapshot.institutions].map(({ code, name }) => [code, name]));
  const institutions = institutionRows(before.settled, after.settled, names);
  const entitlements = [entitlementOf(old.institutions), entitlementOf(fresh.institutions)] as const;
  requireTie({ before, after }, institutions, entitlements);
  const { moves } = after.scored;
  const ways = moves.ways(MOST_WAYS);
  const result: CandidateResult = {
    side: sideReport(after.plan, after.settled),
    fund: moneyChange(old.fundFen, fresh.fundFen),
    pointValue: pointValueChange(before.settled, after.settled),
    entitlement: moneyChange(...entitlements),
    payable: moneyChange(old.payableFen, fresh.payableFen),
    undistributed: moneyChange(old.fundFen - entitlements[0], fresh.fundFen - entitlements[1]),
    ...winnersOf(institutions),
    moved: moves.moved,
    movedBy: COMPARED.flatMap((output) => (moves.by.has(output) ? [{ output, cases: moves.by.get(output) ?? 0 }] : [])),
    ways: ways.list,
    otherWays: ways.others,
    situations: countSituations(before.plan, after.plan, { pairs: moves.pairs(), price: old.pointValue?.value ?? null }),
  };
  return { result, institutions, groups: groupRows(before, after) };
}

/** The rows add up to the whole; and where both sides share their fund out whole, what is won and lost is what the funds differ by. */
function requireTie({ before, after }: SidesToCompare, rows: readonly WhatIfInstitutionRow[], [old, fresh]: readonly [Fen, Fen]): void {
  const sum = rows.reduce((all, { entitlement }) => all + yuanToFen(decimal(entitlement.difference)), 0n);
  assert(sum === fresh - old, 'the differences of institutions add up to that of the region');
  if (!sharesWhole(before.plan) || !sharesWhole(after.plan)) return;
  const funds = after.settled.cleared.fundFen - before.settled.cleared.fundFen;
  assert(sum === funds, `the differences of institutions add up to ${printFen(sum)}, the funds differ by ${printFen(funds)}`);
}

/** Whether entitlements are the shares of the fund, so that they add up to it. */
function sharesWhole({ yearVersion: { compiled } }: RunPlan): boolean {
  const entitlement = compiled.plan.decisions.institutionYear.find(({ id }) => id === 'entitlement');
  return entitlement?.allocate?.kind === 'total' && entitlement.allocate.total.name === 'fund';
}

function pointValueChange({ cleared: { pointValue: a } }: SettledSide, { cleared: { pointValue: b } }: SettledSide): Change | null {
  return a === null || b === null ? null : changeOf(a.value, b.value);
}

function groupRows(
  { plan, sums }: SidesToCompare['before'],
  { plan: candidate, scored }: SidesToCompare['after'],
): readonly WhatIfGroupRow[] {
  const [old, fresh] = [sums.groups, scored.sums.groups];
  const catalogues = [...plan.year.catalogues, ...candidate.year.catalogues];
  const codes = [...new Set([...old.keys(), ...fresh.keys()])].sort(byCode);
  const named = new Set(codes);
  const names = new Map(
    catalogues.flatMap(({ groups }) => groups).flatMap(({ code, name }) => (named.has(code) ? [[code, name] as const] : [])),
  );
  return codes.map((code) => {
    const at = (side: ReadonlyMap<string, ExactSums>, index: number): Fraction => side.get(code)?.at(index) ?? ZERO;
    return {
      ...{ code, name: names.get(code) ?? '' },
      ...{ cases: changeOf(at(old, 0), at(fresh, 0)), points: changeOf(at(old, 1), at(fresh, 1)) },
    };
  });
}
