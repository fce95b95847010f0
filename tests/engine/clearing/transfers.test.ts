import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearFundYear, type ClearingResult } from '../../../src/engine/clearing/clearing.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { ACCOUNTS, accountUse, type Account } from '../../../src/engine/plan/accounts.js';
import { decimal, printFen, type Fen } from '../../../src/engine/number/quantity.js';
import { CENTS, minus, num, plus, rounded } from '../hand-made-plan.js';
import { smallCity, THREE, yearOf } from '../small-city.js';

/** A line of a total of the year's end, or of every institution's year: its sign, the account that it names, and its amounts in fen. */
interface Line {
  readonly scope: 'fundYearEnd' | 'institutionYear';
  readonly sign: '+' | '-';
  readonly account: Account | undefined;
  readonly amounts: readonly Fen[];
}

const yuan = rounded('yuan', CENTS);
const CODES = THREE.map(({ code }) => code);

/** The small city, whose fund stays whole (entitlements are paid from RETAINED), with a further total in both scopes that has these lines. */
function clear(lines: readonly Line[], entitlementAccount: Account = 'RETAINED'): ClearingResult {
  const plan = smallCity({ fixedRatio: '0.70', entitlementAccount });
  lines.forEach(({ scope }, n) => {
    plan.slot(scope, `amount${n}`, { unit: 'yuan' });
  });
  lines.forEach(({ scope, sign, account }, n) => {
    const line = { of: `booked.${scope}`, order: n, sign, ...(account === undefined ? {} : { account }) };
    plan.decide({ scope, id: `line${n}`, output: yuan, formula: plan.fact(`amount${n}`), line });
  });
  for (const scope of ['fundYearEnd', 'institutionYear'] as const) {
    if (!lines.some((line) => line.scope === scope)) continue;
    const sum = lines.reduce((total, line, n) => {
      if (line.scope !== scope) return total;
      return (line.sign === '+' ? plus : minus)(total, plan.fact(`line${n}`));
    }, num('0'));
    plan.decide({ scope, id: `booked.${scope}`, output: yuan, formula: sum });
  }
  const inputs = yearOf(THREE);
  const facts = (scope: Line['scope'], n: number) =>
    lines.flatMap((line, i) => (line.scope === scope ? [[`amount${i}`, decimal(printFen(line.amounts[n] ?? 0n))] as const] : []));
  return clearFundYear(
    prepare(plan.build()),
    {
      ...inputs,
      fundYearEnd: new Map([...inputs.fundYearEnd, ...facts('fundYearEnd', 0)]),
      institutions: inputs.institutions.map((one, n) => ({
        ...one,
        yearFacts: new Map([...one.yearFacts, ...facts('institutionYear', n)]),
      })),
    },
    plan.verdicts,
  );
}

/** What a line moves into its account from FUND, worked out apart from the engine. */
function into({ scope, sign, amounts }: Line): Fen {
  const amount = (scope === 'fundYearEnd' ? amounts.slice(0, 1) : amounts).reduce((sum, fen) => sum + fen, 0n);
  return sign === '-' ? amount : -amount;
}

const closings = (result: ClearingResult): Record<string, Fen> => {
  if (result.kind !== 'cleared') throw new Error(result.kind);
  return Object.fromEntries(result.accounts.map(({ account, closingFen }) => [account, closingFen]));
};

describe('lines of any total that names accounts after the fund (L2) (N21-15)', () => {
  const fen = fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n });
  const line = fc.record({
    scope: fc.constantFrom('fundYearEnd' as const, 'institutionYear' as const),
    sign: fc.constantFrom('+' as const, '-' as const),
    account: fc.constantFrom(undefined, ...ACCOUNTS.filter((account) => account !== 'FUND')),
    amounts: fc.array(fen, { minLength: CODES.length, maxLength: CODES.length }),
  });

  it('close every account to the fen and leave the identity of money whole, whatever lines and amounts', () => {
    const before = closings(clear([]));
    let cleared = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const moved = (account: Account): Fen => lines.reduce((sum, one) => (one.account === account ? sum + into(one) : sum), 0n);
        const leaves = lines.reduce((sum, one) => (one.account === undefined ? sum : sum + into(one)), 0n);
        const fundFen = 700_000_000_00n;
        const adjusted = (before['ADJUSTMENT_FUND'] ?? 0n) + moved('ADJUSTMENT_FUND');
        const result = clear(lines);
        const overdrawn = [
          ...(leaves > fundFen ? ['FUND'] : []),
          ...(adjusted < 0n ? ['ADJUSTMENT_FUND'] : []),
          ...(moved('BY_ITEM') < 0n ? ['BY_ITEM'] : []), // nothing was set aside for it
        ];
        if (overdrawn.length > 0) {
          expect(result).toMatchObject({ kind: 'failed', failures: overdrawn.map((fact) => ({ code: 'ACCOUNT_OVERDRAWN', fact })) });
          return;
        }
        cleared += 1;
        const after = closings(result);
        for (const account of ACCOUNTS) {
          const left = account === 'RETAINED' ? -leaves : 0n; // what is left in FUND still goes to RETAINED
          expect([account, after[account] ?? 0n]).toEqual([account, (before[account] ?? 0n) + moved(account) + left]);
        }
        if (result.kind !== 'cleared') throw new Error('it was');
        expect(result.imbalanceFen).toBe(0n);
        const between = result.postings.filter(({ total }) => total !== 'payable');
        expect(between.reduce((sum, { changeFen }) => sum + changeFen, 0n)).toBe(0n);
        const keys = result.postings.map(({ institutionCode, decision }) => `${institutionCode ?? '*'} ${decision}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 200 },
    );
    expect(cleared).toBeGreaterThan(20);
  });

  it('move a − line from FUND into its account and a + line back, and leave the rest to RETAINED', () => {
    const amounts = [72_500_000_00n];
    const result = clear([
      { scope: 'fundYearEnd', sign: '-', account: 'RESERVE', amounts },
      { scope: 'fundYearEnd', sign: '+', account: 'PREPAID', amounts: [1n] },
      { scope: 'fundYearEnd', sign: '-', account: undefined, amounts },
    ]);
    if (result.kind !== 'cleared') throw new Error(result.kind);
    const shown = result.postings
      .filter(({ institutionCode }) => institutionCode === null)
      .map(({ total, decision, sign, account, changeFen }) => [total, decision, sign, account, printFen(changeFen)]);
    expect(shown).toEqual([
      ['booked.fundYearEnd', 'line0', '-', 'RESERVE', '72500000.00'],
      ['booked.fundYearEnd', 'line0.FUND', '+', 'FUND', '-72500000.00'],
      ['booked.fundYearEnd', 'line1', '+', 'PREPAID', '-0.01'],
      ['booked.fundYearEnd', 'line1.FUND', '-', 'FUND', '0.01'],
      ['retained', 'retained.FUND', '+', 'FUND', '-627500000.01'],
      ['retained', 'retained.RETAINED', '-', 'RETAINED', '627500000.01'],
    ]);
  });

  it('cannot take more from FUND than institutions leave', () => {
    const lines: Line[] = [{ scope: 'fundYearEnd', sign: '-', account: 'RESERVE', amounts: [1n] }];
    expect(clear(lines, 'FUND')).toMatchObject({ kind: 'failed', failures: [{ code: 'ACCOUNT_OVERDRAWN', fact: 'FUND' }] });
  });
});

describe('what an account on a line does (L2)', () => {
  const totals: Readonly<Record<string, string>> = { part: 'whole', brought: 'fund', subtotal: 'payable', round: 'trip', trip: 'round' };
  it.each([
    ['institutionYear', 'payable', 'STATEMENT'],
    ['fundYearEnd', 'whole', 'TRANSFER'],
    ['institutionYear', 'whole', 'TRANSFER'],
    ['fundYearEnd', 'part', 'PART'],
    ['institutionYear', 'subtotal', 'PART'],
    ['fundYearEnd', 'round', 'PART'],
    ['fundYearEnd', 'fund', 'RECORD'],
    ['fundYearEnd', 'brought', 'RECORD'],
    ['fundYear', 'dipBudget', 'RECORD'],
    ['institutionMonth', 'preSettlement', 'ADVANCE'],
    ['institutionMonth', 'monthTotal', 'RECORD'],
  ] as const)('in %s, of %s: %s', (scope, of, use) => {
    expect(accountUse({ scope, of }, (id) => totals[id])).toBe(use);
  });
});
