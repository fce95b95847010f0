import { lineOf } from './book-year.js';
import type { FundYearKey, PeriodKey } from '../ports/clearing/ports-fund-year.js';
import type { ClosedRun } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import { changeOfInstitutions, dueOfLines } from '../../engine/clearing/ledger.js';
import { assert, must } from '../../engine/kit/assert.js';
import type { Fen } from '../../engine/number/quantity.js';
import { PERIODS, periodKindOf } from '../../engine/plan/periods.js';

/** What a further run of a period changes for an institution; `due` is what the run gives it, however much of it was advanced or paid. */
export interface InstitutionAdjustment {
  readonly institutionCode: string;
  readonly beforeFen: Fen;
  readonly afterFen: Fen;
  readonly differenceFen: Fen;
}

/** 调整清算 what a run changes of the one that was confirmed for its period before. */
export interface RunAdjustment {
  readonly previousRunNo: number;
  /** Whether the run is confirmed itself, so that the difference is booked. */
  readonly isBooked: boolean;
  readonly beforeFen: Fen;
  readonly afterFen: Fen;
  readonly differenceFen: Fen;
  /** By code: every institution of either run. */
  readonly institutions: readonly InstitutionAdjustment[];
}

/** Which run. */
export interface RunOfPeriod extends FundYearKey {
  readonly runNo: number;
  readonly period: PeriodKey;
}

/**
 * The difference of a run from the run of its period that was confirmed before it; `undefined`: there is none. Of a confirmed run it is asserted
 * that, for every institution, the difference is what the run booked in the ledger. An institution's key sees its own.
 */
export async function adjustmentOf(unit: Unit, run: RunOfPeriod): Promise<RunAdjustment | undefined> {
  const confirmed = (await unit.runs.closed(run)).filter(({ period }) => period === run.period);
  const own = confirmed.find(({ runNo }) => runNo === run.runNo);
  const previous = lastBefore(confirmed, own);
  if (previous === undefined) return undefined;
  const [before, after] = [await dueOf(unit, run, previous.runNo), await dueOf(unit, run, run.runNo)];
  const institutions = [...new Set([...before.keys(), ...after.keys()])].sort().map((institutionCode): InstitutionAdjustment => {
    const [beforeFen, afterFen] = [before.get(institutionCode) ?? 0n, after.get(institutionCode) ?? 0n];
    return { institutionCode, beforeFen, afterFen, differenceFen: afterFen - beforeFen };
  });
  if (own !== undefined) await requireTie(unit, run, institutions);
  const sum = (of: (one: InstitutionAdjustment) => Fen): Fen => institutions.reduce((total, one) => total + of(one), 0n);
  return {
    ...{ previousRunNo: previous.runNo, isBooked: own !== undefined, institutions },
    ...{ beforeFen: sum((one) => one.beforeFen), afterFen: sum((one) => one.afterFen), differenceFen: sum((one) => one.differenceFen) },
  };
}

/** The last of the confirmed runs, or of those that were confirmed before one of them. */
function lastBefore(confirmed: readonly ClosedRun[], own: ClosedRun | undefined): ClosedRun | undefined {
  return confirmed
    .filter((one) => one !== own && (own === undefined || one.confirmedAt < own.confirmedAt))
    .sort((a, b) => a.confirmedAt.getTime() - b.confirmedAt.getTime())
    .at(-1);
}

async function dueOf({ runResults }: Unit, { regionCode, period }: RunOfPeriod, runNo: number): Promise<ReadonlyMap<string, Fen>> {
  const { total } = PERIODS[must(periodKindOf(period), 'kind of a period')];
  return dueOfLines((await runResults.postings(regionCode, runNo)).map((posting) => lineOf(posting, total)));
}

/** What the run moved for an institution besides settling advances is the difference: two sums made apart from each other. */
async function requireTie({ ledger }: Unit, run: RunOfPeriod, institutions: readonly InstitutionAdjustment[]): Promise<void> {
  const booked = changeOfInstitutions(await ledger.balances({ ...run, cause: 'RUN', causeId: String(run.runNo) }));
  for (const { institutionCode, differenceFen } of institutions) {
    const bookedFen = booked.get(institutionCode) ?? 0n;
    assert(
      bookedFen === differenceFen,
      `run ${run.runNo} booked ${bookedFen} fen for ${institutionCode}, its difference is ${differenceFen}`,
    );
  }
}
