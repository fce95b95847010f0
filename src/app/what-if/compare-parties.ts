import type { SettledParty, SettledSide } from './settle-side.js';
import { assert } from '../../engine/kit/assert.js';
import { byCode } from '../../engine/number/allocate.js';
import {
  compare,
  divide,
  Fraction,
  multiply,
  printFen,
  printFixed,
  printShort,
  round,
  storedDecimal,
  subtract,
  yuanToFen,
  ZERO,
  decimal,
  type Fen,
} from '../../engine/number/quantity.js';

/** A figure before and after, as text. */
export interface Change {
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

/** 机构差额 an institution under a candidate beside the year as it is in force. Money in yuan with 2 places. */
export interface WhatIfInstitutionRow {
  readonly code: string;
  readonly name: string;
  readonly cases: number;
  readonly points: Change;
  /** 结算权重 what the fund is shared by. */
  readonly weight: Change;
  readonly entitlement: Change;
  readonly payable: Change;
  /** Difference of the entitlement ÷ before, over 6 places; null where that was 0.00. */
  readonly rate: string | null;
  /** 规则：(weight after − before) × old price, to the fen. */
  readonly byRule: string;
  /** 价格：weight after × (new price − old price), to the fen. */
  readonly byPrice: string;
  /** 尾差与其他：what is left of the entitlement's difference: rounding to the fen, and whatever is no share of the fund by weight. */
  readonly byRest: string;
  /** 后续环节：what comes after the entitlement: assessment, sharing, deductions. */
  readonly byLater: string;
}

const RATE_PLACES = 6;

/** Rows of all institutions of either side, in the order of codes. The four parts of a row add up to its difference payable: asserted. */
export function institutionRows(
  before: SettledSide,
  after: SettledSide,
  names: ReadonlyMap<string, string>,
): readonly WhatIfInstitutionRow[] {
  const codes = [...new Set([...before.parties.keys(), ...after.parties.keys()])].sort(byCode);
  return codes.map((code) => rowOf({ code, name: names.get(code) ?? code, before, after }));
}

interface RowAt {
  readonly code: string;
  readonly name: string;
  readonly before: SettledSide;
  readonly after: SettledSide;
}

const NOBODY: Omit<SettledParty, 'code'> = { cases: 0, points: '0', weight: ZERO, entitlementFen: 0n, payableFen: 0n };

function rowOf({ code, name, before, after }: RowAt): WhatIfInstitutionRow {
  const [old, fresh] = [before.parties.get(code) ?? NOBODY, after.parties.get(code) ?? NOBODY];
  const entitlementFen = fresh.entitlementFen - old.entitlementFen;
  const payableFen = fresh.payableFen - old.payableFen;
  const [oldPrice, newPrice] = [before.price ?? ZERO, after.price ?? ZERO];
  const byRule = inFen(multiply(subtract(fresh.weight, old.weight), oldPrice));
  const byPrice = inFen(multiply(fresh.weight, subtract(newPrice, oldPrice)));
  const byRest = entitlementFen - byRule - byPrice;
  const byLater = payableFen - entitlementFen;
  assert(byRule + byPrice + byRest + byLater === payableFen, 'the parts of a difference add up to it');
  return {
    ...{ code, name, cases: fresh.cases },
    points: changeOf(storedDecimal(old.points), storedDecimal(fresh.points)),
    weight: changeOf(old.weight, fresh.weight),
    entitlement: moneyChange(old.entitlementFen, fresh.entitlementFen),
    payable: moneyChange(old.payableFen, fresh.payableFen),
    rate: rateOf(entitlementFen, old.entitlementFen),
    ...{ byRule: printFen(byRule), byPrice: printFen(byPrice), byRest: printFen(byRest), byLater: printFen(byLater) },
  };
}

/** Yuan in fen, HALF_UP. */
function inFen(yuan: Fraction): Fen {
  return yuanToFen(round(yuan, { scale: 2, mode: 'HALF_UP' }));
}

/** Money before and after. */
export function moneyChange(before: Fen, after: Fen): Change {
  return { before: printFen(before), after: printFen(after), difference: printFen(after - before) };
}

/** Numbers before and after. */
export function changeOf(before: Fraction, after: Fraction): Change {
  return { before: printShort(before), after: printShort(after), difference: printShort(subtract(after, before)) };
}

function rateOf(difference: Fen, before: Fen): string | null {
  const rate = divide(new Fraction(difference, 1n), new Fraction(before, 1n));
  return rate === undefined ? null : printFixed(rate, RATE_PLACES);
}

/** 受益、受损 how many institutions get more, how many less, how many the same, by their entitlement. */
export function winnersOf(rows: readonly WhatIfInstitutionRow[]): {
  readonly winners: number;
  readonly losers: number;
  readonly unchanged: number;
} {
  const signs = rows.map(({ entitlement }) => compare(decimal(entitlement.difference), ZERO));
  const count = (wanted: -1 | 0 | 1): number => signs.filter((sign) => sign === wanted).length;
  return { winners: count(1), losers: count(-1), unchanged: count(0) };
}
