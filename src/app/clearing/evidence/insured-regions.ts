import { Aggregates } from '../run/aggregates.js';
import type { Platform } from '../../kernel/platform.js';
import type { InsuredRegionSum } from '../../ports/clearing/ports-run-sums.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { Reader, Unit } from '../../ports/ports.js';
import { assert, must } from '../../../engine/kit/assert.js';
import { allocate } from '../../../engine/number/allocate.js';
import { add, storedDecimal, ZERO, type Fen, type Fraction } from '../../../engine/number/quantity.js';
import { STATEMENT_TOTAL } from '../../../engine/plan/accounts.js';
import type { Label, Plan } from '../../../engine/plan/plan.js';
import { YEAR_KEY } from '../../../engine/plan/periods.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** What an institution is paid for patients of a region of insurance. */
export interface InsuredRegionShare {
  readonly institutionCode: string;
  readonly cases: bigint;
  /** What the method divides by: the sum of these cases. */
  readonly value: Fraction;
  readonly amountFen: Fen;
}

/** 参保地 what is to be charged to a region of insurance; of none (null): what was paid without a case to charge it by. */
export interface InsuredRegion {
  readonly insuredRegionCode: string | null;
  readonly cases: bigint;
  readonly value: Fraction;
  readonly amountFen: Fen;
  /** By code. */
  readonly institutions: readonly InsuredRegionShare[];
}

/** 异地清算表 a year's payments for patients insured elsewhere, by region of insurance. */
export interface InsuredRegionReport {
  /** The sum by which they are divided. */
  readonly by: { readonly name: string; readonly label: Label };
  /** By code; those of no region last. Their amounts are what OUT_OF_REGION paid, to the fen. */
  readonly regions: readonly InsuredRegion[];
}

/**
 * 向参保地清算 what a year's run charges to each region of insurance (N25-03): what each institution is paid from OUT_OF_REGION, divided by the sum
 * that the ruleset names (`methods.insuredRegions`), to the fen. `undefined`: the ruleset names none, the run is no year's, has not ended, or the
 * reader may not see its statements yet. An institution's key gets its own part.
 */
export async function insuredRegions(platform: Platform, read: Reader, run: RunRecord): Promise<InsuredRegionReport | undefined> {
  if (run.period !== YEAR_KEY || run.status !== 'SUCCEEDED') return undefined;
  const compiled = await yearRuleset(platform, read, run);
  return await read((unit) => insuredRegionsOf(unit, run, compiled));
}

/** The same within a transaction, of a year's run that has ended, by the ruleset that decided it. */
export async function insuredRegionsOf(
  { runSums, runResults }: Unit,
  { regionCode, runNo }: Pick<RunRecord, 'regionCode' | 'runNo'>,
  compiled: CompiledRuleset,
): Promise<InsuredRegionReport | undefined> {
  const { plan } = compiled;
  const by = plan.aggregates.find(({ id }) => id === plan.insuredRegions?.by);
  if (by === undefined) return undefined;
  const { id, bit, sum } = must(
    new Aggregates({ compiled }).list.find((one) => one.id === by.id),
    by.id,
  );
  const postings = (await runResults.postings(regionCode, runNo)).filter(({ total }) => total === STATEMENT_TOTAL);
  if (postings.length === 0) return undefined;
  const paid = new Map<string, Fen>();
  for (const { institutionCode, account, sign, amountFen } of postings)
    if (account === 'OUT_OF_REGION') paid.set(institutionCode, (paid.get(institutionCode) ?? 0n) + BigInt(sign) * amountFen);
  const sums = await runSums.ofInsuredRegions(regionCode, runNo, { id, bit, ...(sum === undefined ? {} : { sum }) });
  const codes = [...new Set([...sums.map(({ institutionCode }) => institutionCode), ...paid.keys()])].sort();
  const shares = codes.flatMap((code) =>
    divided(
      sums.filter(({ institutionCode }) => institutionCode === code),
      { institutionCode: code, paidFen: paid.get(code) ?? 0n, ties: plan.allocationTies },
    ),
  );
  const total = shares.reduce((all, { amountFen }) => all + amountFen, 0n);
  const wanted = [...paid.values()].reduce((all, fen) => all + fen, 0n);
  assert(total === wanted, `regions of insurance are charged ${total} fen, OUT_OF_REGION paid ${wanted}`);
  return { by: { name: by.id, label: by.label }, regions: byRegion(shares) };
}

async function yearRuleset(platform: Platform, read: Reader, { regionCode, rulesetIds }: RunRecord): Promise<CompiledRuleset> {
  const id = must(rulesetIds.at(-1), 'ruleset of a run');
  const { effectiveHash } = must(await read(({ rulesets }) => rulesets.findById(regionCode, id)), 'ruleset of a run');
  return await platform.rulesets.get(read, { regionCode, id, effectiveHash });
}

interface Share extends InsuredRegionShare {
  readonly insuredRegionCode: string | null;
}

interface Paid {
  readonly institutionCode: string;
  readonly paidFen: Fen;
  readonly ties: Plan['allocationTies'];
}

/** What one institution is paid, among its regions: by their sums, or to none where nothing can tell. A negative amount is taken back likewise. */
function divided(sums: readonly InsuredRegionSum[], { institutionCode, paidFen, ties }: Paid): readonly Share[] {
  const rows = sums.map(({ insuredRegionCode, cases, value }) => ({
    institutionCode,
    insuredRegionCode,
    cases,
    value: storedDecimal(value),
  }));
  const totalFen = paidFen < 0n ? -paidFen : paidFen;
  const weights = rows.map(({ insuredRegionCode, value }) => ({ code: insuredRegionCode, weight: value }));
  const found = allocate({ totalFen, weights, ties });
  if (found.kind === 'allocated')
    return rows.map((row, place) => ({ ...row, amountFen: (paidFen < 0n ? -1n : 1n) * must(found.sharesFen[place], 'share') }));
  const uncharged = { institutionCode, insuredRegionCode: null, cases: 0n, value: ZERO, amountFen: paidFen };
  return [...rows.map((row) => ({ ...row, amountFen: 0n })), ...(paidFen === 0n ? [] : [uncharged])];
}

function byRegion(shares: readonly Share[]): readonly InsuredRegion[] {
  const codes = [...new Set(shares.flatMap(({ insuredRegionCode }) => insuredRegionCode ?? []))].sort();
  return [...codes, null].flatMap((code): InsuredRegion[] => {
    const own = shares.filter(({ insuredRegionCode }) => insuredRegionCode === code);
    if (own.length === 0) return [];
    return [
      {
        insuredRegionCode: code,
        cases: own.reduce((all, { cases }) => all + cases, 0n),
        value: own.reduce((all, { value }) => add(all, value), ZERO),
        amountFen: own.reduce((all, { amountFen }) => all + amountFen, 0n),
        institutions: own.map(({ insuredRegionCode: _, ...share }) => share),
      },
    ];
  });
}
