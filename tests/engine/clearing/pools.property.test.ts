import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  balancesOf,
  moveOfPayment,
  movesOfAdvances,
  movesOfLines,
  movesOfYear,
  type BookedLine,
  type LedgerMove,
} from '../../../src/engine/clearing/ledger.js';
import { unpaidByPeriod } from '../../../src/engine/clearing/paid.js';
import { POOL_ACCOUNTS, POOLS, type Pool } from '../../../src/engine/plan/accounts.js';

const fen = fc.bigInt({ min: 0n, max: 1_000_000n });
/** Of each pool of one institution: what a month pays, what is paid before and after it, what the year comes to. */
const part = fc.record({ pool: fc.constantFrom(...POOLS), month: fen, before: fen, after: fen, year: fen });
const years = fc.record({
  institutions: fc.array(fc.uniqueArray(part, { selector: ({ pool }) => pool, minLength: 1 }), { minLength: 1, maxLength: 3 }),
  openings: fc.record({ CATASTROPHIC: fen, ASSISTANCE: fen, CIVIL_SERVANT: fen, OUT_OF_REGION: fen }),
});
type Years = typeof years extends fc.Arbitrary<infer T> ? T : never;
type Part = Years['institutions'][number][number];

const accountOf = (pool: Pool): BookedLine['account'] => (pool === 'BASIC' ? 'FUND' : pool);
const line = (institutionCode: string, name: string, account: BookedLine['account'], amountFen: bigint): BookedLine => ({
  ...{ institutionCode, line: name, isStatement: true, account, sign: 1, amountFen },
});

/** A month and its year, every pool with its own advances and payments. What was paid is taken off on PREPAID, whose line is of the basic pool. */
function book({ institutions, openings }: Years): readonly LedgerMove[] {
  const parts = institutions.flatMap((pools, i) => pools.map((one) => ({ ...one, institutionCode: `H${i}` })));
  const pay = (one: Part & { institutionCode: string }, amountFen: bigint, from: 'PREPAID' | 'INSTITUTION') =>
    moveOfPayment({ institutionCode: one.institutionCode, pool: one.pool, amountFen, from });
  const before = parts.flatMap((one) => pay(one, one.before, 'PREPAID'));
  const month = [
    ...movesOfLines(
      parts.map(({ institutionCode, pool, month: due }) =>
        line(institutionCode, `month.${pool}`, pool === 'BASIC' ? 'PREPAID' : pool, due),
      ),
    ),
    ...movesOfAdvances(parts.map(({ institutionCode, pool, before: amountFen }) => ({ institutionCode, pool, amountFen }))),
  ];
  const after = parts.flatMap((one) => pay(one, one.after, 'INSTITUTION'));
  const sofar = [...before, ...month, ...after];
  const fundFen = parts.reduce((sum, { pool, year }) => (pool === 'BASIC' ? sum + year : sum), 0n);
  const cleared = movesOfYear({
    openings: [{ account: 'FUND', openingFen: fundFen }, ...POOL_ACCOUNTS.map((account) => ({ account, openingFen: openings[account] }))],
    lines: parts.flatMap(({ institutionCode, pool, year, before: early, after: late }) => [
      line(institutionCode, `year.${pool}`, accountOf(pool), year),
      { ...line(institutionCode, `taken.${pool}`, 'PREPAID', early + late), sign: -1 },
    ]),
    ofPeriods: balancesOf(month),
    prepaid: balancesOf(sofar).filter(({ account }) => account === 'PREPAID'),
  });
  return [...sofar, ...cleared];
}

describe('pools (N25-03, N25-11, N25-27)', () => {
  it("each pool's books balance by themselves, and each owes exactly what its year comes to less what it paid", () => {
    fc.assert(
      fc.property(years, (one) => {
        const moves = book(one);
        const balances = balancesOf(moves);
        const held = (pool: Pool, account: string, code?: string): bigint =>
          balances.reduce(
            (sum, of) =>
              of.pool === pool && of.account === account && (code === undefined || of.institutionCode === code) ? sum + of.balanceFen : sum,
            0n,
          );
        for (const pool of POOLS) {
          const own = balances.filter((of) => of.pool === pool);
          expect(own.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
          expect(held(pool, 'PREPAID')).toBe(0n);
        }
        one.institutions.forEach((pools, i) => {
          for (const { pool, year, before, after } of pools) expect(held(pool, 'INSTITUTION', `H${i}`)).toBe(year - before - after);
        });
        expect(held('BASIC', 'FUND')).toBe(0n);
        for (const pool of POOL_ACCOUNTS) {
          const shares = one.institutions.flat().reduce((sum, of) => (of.pool === pool ? sum + of.year : sum), 0n);
          expect(held(pool, pool)).toBe(one.openings[pool] - shares);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what is booked together has one line of a name for an institution', () => {
    fc.assert(
      fc.property(years, (one) => {
        const names = book(one).filter((moved) => moved.line !== 'payment').map((moved) => `${moved.institutionCode ?? ''} ${moved.line}`); // prettier-ignore
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it('a period is paid when every pool has paid: what one paid too much sets off nothing that another owes', () => {
    const owed = (pool: Pool, period: string, balanceFen: bigint) => ({ institutionCode: 'H1', pool, period, balanceFen, settledSeq: 1n });
    expect([...unpaidByPeriod([owed('BASIC', 'YEAR', -500n), owed('ASSISTANCE', 'YEAR', 1n)]).keys()]).toEqual(['YEAR']);
    expect([...unpaidByPeriod([owed('BASIC', 'YEAR', 1n), owed('ASSISTANCE', '01', -500n)]).keys()]).toEqual(['YEAR']);
    expect([...unpaidByPeriod([owed('ASSISTANCE', 'YEAR', 500n), owed('ASSISTANCE', '01', -500n)]).keys()]).toEqual([]);
    expect([...unpaidByPeriod([owed('BASIC', 'YEAR', 0n), owed('ASSISTANCE', '01', 0n)]).keys()]).toEqual([]);
  });
});
