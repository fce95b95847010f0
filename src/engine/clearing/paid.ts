import type { Fen } from '../number/quantity.js';
import type { Pool } from '../plan/accounts.js';

/** What the ledger holds on INSTITUTION of one pool for one institution and one period. */
export interface OwedOfPeriod {
  readonly institutionCode: string;
  readonly pool: Pool;
  readonly period: string;
  /** Above 0: it is owed this; below 0: too much was paid for the period, or the period itself came to less than 0. */
  readonly balanceFen: Fen;
  /** The entry by which a run of the period was booked first; null: none was. */
  readonly settledSeq: bigint | null;
}

/**
 * 未付清 the institutions that are still owed something, by period. What an institution was paid too much for one period, or owes of it, sets off
 * what it is owed of others, those that were settled first before the rest (N21-30d). So an institution is owed nothing of any period exactly
 * where its periods add up to 0 or less. What one pool paid too much sets off nothing that another owes: a period is paid when every pool has
 * paid its part (record 0042).
 */
export function unpaidByPeriod(balances: readonly OwedOfPeriod[]): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...owedAfterSetOff(balances)].map(([period, owed]) => [period, new Set(owed.keys())]));
}

/** 尚欠付 what is still owed, by period and institution, of all pools given: above 0, what `unpaidByPeriod` sets off taken off. */
export function owedAfterSetOff(balances: readonly OwedOfPeriod[]): ReadonlyMap<string, ReadonlyMap<string, Fen>> {
  const owed = new Map<string, Map<string, Fen>>();
  for (const own of byInstitutionAndPool(balances).values()) {
    let setOff = own.reduce((sum, { balanceFen }) => (balanceFen < 0n ? sum - balanceFen : sum), 0n);
    for (const { institutionCode, period, balanceFen } of own.filter((one) => one.balanceFen > 0n).sort(settledFirst)) {
      const covered = balanceFen < setOff ? balanceFen : setOff;
      setOff -= covered;
      if (covered === balanceFen) continue;
      const ofPeriod = owed.get(period) ?? new Map<string, Fen>();
      owed.set(period, ofPeriod.set(institutionCode, (ofPeriod.get(institutionCode) ?? 0n) + balanceFen - covered));
    }
  }
  return owed;
}

function byInstitutionAndPool(balances: readonly OwedOfPeriod[]): ReadonlyMap<string, readonly OwedOfPeriod[]> {
  const groups = new Map<string, OwedOfPeriod[]>();
  for (const one of balances) {
    const key = `${one.pool} ${one.institutionCode}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function settledFirst(a: OwedOfPeriod, b: OwedOfPeriod): number {
  if (a.settledSeq === b.settledSeq) return a.period < b.period ? -1 : 1;
  if (a.settledSeq === null || b.settledSeq === null) return a.settledSeq === null ? 1 : -1;
  return a.settledSeq < b.settledSeq ? -1 : 1;
}
