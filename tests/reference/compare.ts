import { expect } from 'vitest';
import { lineOf } from '../../src/app/ledger/book-year.js';
import { balancesOf, moveOfPayment, movesOfLines, movesOfYear, type LedgerMove } from '../../src/engine/clearing/ledger.js';
import { must } from '../../src/engine/kit/assert.js';
import { periodKindOf, PERIODS, YEAR_KEY } from '../../src/engine/plan/periods.js';
import { ACCOUNTS } from '../../src/engine/plan/accounts.js';
import type { ClosedProduct } from './product-year.js';
import type { SettledRun, WaterfallStepRecord } from '../../src/app/clearing/settle/settle-run.js';
import type { Figures } from './drawn.js';
import { print, rational } from './rational.js';
import type { ReferenceResult } from './statements.js';

/** A month in which nothing counted need not be there. */
const isEmptyMonth = (key: string, named: Readonly<Record<string, string>>): boolean =>
  key.startsWith('institutionMonth ') && Object.values(named).every((text) => text === '0.00');

/** The figures of a run of the names that the reference has. */
export function sameFigures({ scopeValues }: Pick<SettledRun, 'scopeValues'>, wanted: Figures): Record<string, unknown> {
  const values = new Map([...scopeValues].map(({ scope, key, values: own }) => [`${scope} ${key}`, own]));
  return Object.fromEntries(
    [...wanted].map(([key, named]) => {
      const own = values.get(key);
      const found = Object.fromEntries(Object.keys(named).map((name) => [name, own?.[name]]));
      return [key, own === undefined && isEmptyMonth(key, named) ? named : found];
    }),
  );
}

/** The amounts of a statement's steps by the line's name. */
export const stepsOf = (steps: unknown): readonly (readonly [string, string])[] =>
  (steps as readonly WaterfallStepRecord[]).map(({ key, amount }) => [key, amount]);

/** Yuan of fen. */
export const ofFen = (amount: bigint): string => print(rational(amount, 100n), 2);

/** A run says what the reference says, to the fen: figures of every scope, lines, totals, point value, accounts. */
export function expectSame(reference: ReferenceResult, run: SettledRun): void {
  expect(sameFigures(run, reference.figures)).toEqual(Object.fromEntries(reference.figures));
  const lines = run.statements.map(({ institutionCode, steps, payableFen }) => [
    institutionCode,
    { ...Object.fromEntries(stepsOf(steps)), payable: ofFen(payableFen) },
  ]);
  expect(lines).toEqual(
    [...reference.lines].map(([code, own]) => [
      code,
      {
        ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, print(value, 2)])),
        payable: print(reference.payable.get(code) ?? rational(0n), 2),
      },
    ]),
  );
  const { n, d } = reference.pointValue;
  expect(run.totals.pointValueFraction).toBe(`${n}/${d}`);
  const accounts = run.accounts.map(({ account, openingFen, closingFen }) => [account, ofFen(openingFen), ofFen(closingFen)]);
  expect(accounts.sort()).toEqual(
    [...reference.accounts].map(([account, { opening, closing }]) => [account, print(opening, 2), print(closing, 2)]).sort(),
  );
}

function linesOf(run: SettledRun, period: string) {
  const { total } = PERIODS[must(periodKindOf(period), period)];
  return run.postings.map((posting) => lineOf(posting, total));
}

/** What the product's ledger holds after every period was booked, what it owed was paid, and the year was cleared: yuan by account. */
export function bookedBalances({ parts, year }: ClosedProduct): Readonly<Record<string, string>> {
  const moves: LedgerMove[] = [];
  const ofParts: LedgerMove[] = [];
  for (const [period, run] of parts) {
    const lines = movesOfLines(linesOf(run, period));
    ofParts.push(...lines);
    moves.push(...lines);
    for (const { institutionCode, payableFen } of run.statements) {
      if (payableFen > 0n) moves.push(...moveOfPayment({ institutionCode, amountFen: payableFen, from: 'INSTITUTION' }));
    }
  }
  const openings = year.accounts.map(({ account, openingFen }) => ({
    account: must(
      ACCOUNTS.find((one) => one === account),
      account,
    ),
    openingFen,
  }));
  const prepaid = balancesOf(moves).filter(({ account }) => account === 'PREPAID');
  moves.push(...movesOfYear({ openings, lines: linesOf(year, YEAR_KEY), ofPeriods: balancesOf(ofParts), prepaid }));
  const held = new Map<string, bigint>();
  for (const { account, institutionCode, balanceFen } of balancesOf(moves)) {
    const name = account === 'INSTITUTION' ? `${account} ${institutionCode ?? ''}` : account;
    held.set(name, (held.get(name) ?? 0n) + balanceFen);
  }
  return Object.fromEntries([...held].filter(([, fen]) => fen !== 0n).map(([name, fen]) => [name, ofFen(fen)]));
}
