import type { Figures } from './drawn.js';
import { minus, negative, NIL, plus, type Rational } from './rational.js';

/** The lines of a total: the sign, and the account that a line leaves (+) or enters (−). */
export type StatedLines = Readonly<Record<string, readonly ['+' | '-', string]>>;
/** Yuan by name. */
type Named = Readonly<Record<string, Rational>>;

/** An account when the year's clearing opens and closes it, yuan. */
export interface ReferenceAccount {
  readonly opening: Rational;
  readonly closing: Rational;
}

/** A year worked out by a reference: figures as they are printed, statements' lines and totals, accounts. */
export interface ReferenceResult {
  readonly figures: Figures;
  /** Exact. */
  readonly pointValue: Rational;
  /** As their totals add them up: below 0 where a line is taken off. */
  readonly lines: ReadonlyMap<string, Named>;
  readonly payable: ReadonlyMap<string, Rational>;
  readonly accounts: ReadonlyMap<string, ReferenceAccount>;
}

function signOf(stated: StatedLines, name: string): '+' | '-' {
  const line = stated[name];
  if (line === undefined) throw new RangeError(`no line ${name}`);
  return line[0];
}

/** Lines as their total adds them up. */
export function signed(stated: StatedLines, lines: Named): Named {
  return Object.fromEntries(Object.entries(lines).map(([name, value]) => [name, signOf(stated, name) === '+' ? value : negative(value)]));
}

/** FUND opens with the fund, ADJUSTMENT_FUND with its balance, BY_ITEM with what was set aside; each line leaves or enters its account; what is left of FUND is retained. */
export function accountsOf(
  stated: StatedLines,
  lines: ReadonlyMap<string, Named>,
  { fund, balance, byItem = NIL }: { readonly fund: Rational; readonly balance: Rational; readonly byItem?: Rational },
): ReadonlyMap<string, ReferenceAccount> {
  const names = ['FUND', 'ADJUSTMENT_FUND', 'RESERVE', 'QUALITY_DEPOSIT', 'PERFORMANCE_DEPOSIT', 'PREPAID', 'RETAINED', 'BY_ITEM'];
  const opening = new Map(names.map((name) => [name, NIL]));
  opening.set('FUND', fund).set('ADJUSTMENT_FUND', balance).set('BY_ITEM', byItem);
  const closing = new Map(opening);
  for (const own of lines.values()) {
    for (const [name, value] of Object.entries(own)) {
      const [, account] = stated[name] ?? ['+', name];
      closing.set(account, minus(closing.get(account) ?? NIL, value));
    }
  }
  closing.set('RETAINED', plus(closing.get('RETAINED') ?? NIL, closing.get('FUND') ?? NIL)).set('FUND', NIL);
  // An account that few cities have is listed where something moved on it.
  const seldom = ['PERFORMANCE_DEPOSIT', 'BY_ITEM'];
  const isMoved = (name: string): boolean => [opening, closing].some((side) => (side.get(name) ?? NIL).n !== 0n);
  const listed = names.filter((name) => !seldom.includes(name) || isMoved(name));
  return new Map(listed.map((name) => [name, { opening: opening.get(name) ?? NIL, closing: closing.get(name) ?? NIL }]));
}
