import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  balancesOf,
  moveOfPayment,
  movesOfAdvances,
  movesOfLines,
  movesOfYear,
  reversed,
  type BookedLine,
  type LedgerAccount,
  type LedgerMove,
} from '../../../src/engine/clearing/ledger.js';

const fen = fc.bigInt({ min: -50_000n, max: 1_000_000n });
const positive = fc.bigInt({ min: 0n, max: 1_000_000n });
const institution = fc.record({
  /** Of each month: what is due, what is withheld of it, what is paid before it is settled and after. */
  months: fc.array(fc.record({ due: fen, withheld: positive, before: positive, after: positive }), { maxLength: 4 }),
  entitlement: positive,
  returned: positive,
  retained: positive,
  paidInYear: positive,
});
const year = fc.record({ institutions: fc.array(institution, { minLength: 1, maxLength: 4 }), adjustmentFund: positive, left: positive });
type Year = typeof year extends fc.Arbitrary<infer T> ? T : never;

/** What stands on an account, written apart from the ledger: by institution, or of all. */
const held = (moves: readonly LedgerMove[], account: LedgerAccount, code?: string | null): bigint =>
  moves.reduce((sum, { institutionCode, from, to, amountFen }) => {
    if (code !== undefined && institutionCode !== code) return sum;
    return sum + (to === account ? amountFen : 0n) - (from === account ? amountFen : 0n);
  }, 0n);

const line = (institutionCode: string, name: string, account: BookedLine['account'], sign: 1 | -1, amountFen: bigint): BookedLine => ({
  ...{ institutionCode, line: name, isStatement: true, account, sign, amountFen },
});

/** Books a year as it goes: payments before each month's settlement and after it, then the clearing. */
function book({ institutions, adjustmentFund, left }: Year) {
  const moves: LedgerMove[] = [];
  const paid = new Map<string, bigint>();
  const pay = (institutionCode: string, amountFen: bigint, isAdvance: boolean): void => {
    moves.push(...moveOfPayment({ institutionCode, amountFen, from: isAdvance ? 'PREPAID' : 'INSTITUTION' }));
    paid.set(institutionCode, (paid.get(institutionCode) ?? 0n) + amountFen);
  };
  const parts: LedgerMove[] = [];
  institutions.forEach(({ months, paidInYear }, i) => {
    const code = `H${i}`;
    for (const { due, withheld, before, after } of months) {
      pay(code, before, true);
      const lines = [line(code, 'due', 'PREPAID', 1, due), line(code, 'withheld', 'QUALITY_DEPOSIT', -1, withheld)];
      const own = [...movesOfLines(lines), ...movesOfAdvances([{ institutionCode: code, pool: 'BASIC', amountFen: before }])];
      parts.push(...own);
      moves.push(...own);
      pay(code, after, false);
    }
    pay(code, paidInYear, true);
  });
  const fundFen = institutions.reduce((sum, { entitlement }) => sum + entitlement, left);
  const statements = institutions.map(({ months, entitlement, returned, retained }, i) => {
    const code = `H${i}`;
    const withheld = months.reduce((sum, month) => sum + month.withheld, 0n);
    const prepaid = paid.get(code) ?? 0n;
    return {
      code,
      payable: entitlement - withheld + returned - retained - prepaid,
      lines: [
        line(code, 'entitlement', 'FUND', 1, entitlement),
        line(code, 'held', 'QUALITY_DEPOSIT', -1, withheld),
        line(code, 'returned', 'QUALITY_DEPOSIT', 1, returned),
        line(code, 'deducted', 'RETAINED', -1, retained),
        line(code, 'prepaid', 'PREPAID', -1, prepaid),
      ],
    };
  });
  const kept: readonly BookedLine[] = [
    { institutionCode: null, line: 'retained.FUND', isStatement: false, account: 'FUND', sign: 1, amountFen: left },
    { institutionCode: null, line: 'retained.RETAINED', isStatement: false, account: 'RETAINED', sign: -1, amountFen: left },
  ];
  const cleared = movesOfYear({
    openings: [
      { account: 'FUND', openingFen: fundFen },
      { account: 'ADJUSTMENT_FUND', openingFen: adjustmentFund },
    ],
    lines: [...statements.flatMap(({ lines }) => lines), ...kept],
    ofPeriods: balancesOf(parts),
    prepaid: balancesOf(moves).filter(({ account }) => account === 'PREPAID'),
  });
  return { moves: [...moves, ...cleared], cleared, before: moves, statements, fundFen };
}

it('whatever was advanced, withheld and paid: the accounts add up to 0, FUND and PREPAID close at 0, institutions are owed what is payable', () => {
  fc.assert(
    fc.property(year, (one) => {
      const { moves, statements, fundFen } = book(one);
      expect(balancesOf(moves).reduce((sum, { balanceFen }) => sum + balanceFen, 0n)).toBe(0n);
      expect(held(moves, 'FUND')).toBe(0n);
      expect(held(moves, 'BUDGET')).toBe(-fundFen - one.adjustmentFund);
      for (const { code, payable } of statements) {
        expect(held(moves, 'PREPAID', code)).toBe(0n);
        expect(held(moves, 'INSTITUTION', code)).toBe(payable);
      }
      // Money’s identity: what came in is paid out, owed, withheld, retained, or still in the adjustment fund.
      const out = (['BANK', 'INSTITUTION', 'QUALITY_DEPOSIT', 'RETAINED', 'ADJUSTMENT_FUND'] as const).reduce(
        (sum, account) => sum + held(moves, account),
        0n,
      );
      expect(out).toBe(fundFen + one.adjustmentFund);
    }),
    { numRuns: 300 },
  );
});

it('a clearing that is taken back leaves the books as they were', () => {
  fc.assert(
    fc.property(year, (one) => {
      const { before, cleared } = book(one);
      const sorted = (moves: readonly LedgerMove[]) =>
        balancesOf(moves)
          .map(({ institutionCode, account, balanceFen }) => `${institutionCode ?? ''} ${account} ${balanceFen}`)
          .sort();
      expect(sorted([...before, ...cleared, ...reversed(cleared)])).toEqual(sorted(before));
    }),
  );
});
