import type { Bundle, PublishedAmount, PublishedProgress } from './bundle.js';
import type { LeftOutAmounts } from './small-pools.js';
import type { IndicatorReport } from '../indicators/indicator-report.js';
import type { BoardRow } from '../periods/board/settlement-periods.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import { LEDGER_ACCOUNT_LABELS, LEDGER_ACCOUNTS, type LedgerAccount } from '../../engine/clearing/ledger.js';
import { POOL_ACCOUNTS, poolOf, type Pool, type PoolAccount } from '../../engine/plan/accounts.js';
import { divide, fenToYuan, parseDecimal, printAmount, printFen, printFixed, round } from '../../engine/number/quantity.js';

const SCOPES = ['fundYear', 'fundYearEnd'] as const;
/** Accounts that a payment moves. */
const OF_PAYMENTS: ReadonlySet<LedgerAccount> = new Set<LedgerAccount>(['INSTITUTION', 'BANK']);
const SHARE = { scale: 4, mode: 'HALF_UP' } as const;

/**
 * 基金收支与预算 every amount of the fund year that the run was given or worked out, in the ruleset's order: sums of the region, of no institution.
 * What the rules made of the year's cases is left out where those are few.
 */
export async function fundAmounts(
  unit: Unit,
  { key, sources, compiled }: IndicatorReport,
  leftOut: Pick<LeftOutAmounts, 'yearEnd'>,
): Promise<readonly PublishedAmount[]> {
  if (sources.cases === null) return [];
  const slots = SCOPES.flatMap((scope) =>
    compiled.plan.slots[scope]
      .filter(({ unit: of, source }) => of === 'yuan' && (source === 'fact' || source === 'output'))
      .map((slot) => ({ ...slot, isLeftOut: leftOut.yearEnd && scope === 'fundYearEnd' && slot.source === 'output' })),
  );
  const rows = await unit.runSums.values(
    key.regionCode,
    sources.cases.runNo,
    SCOPES,
    slots.map(({ name }) => name),
  );
  const values = new Map(rows.flatMap((row) => Object.entries(row.values)));
  return slots.flatMap(({ name, label, isLeftOut }) => {
    const amount = parseDecimal(values.get(name) ?? '');
    return amount === undefined ? [] : [{ name, label, amount: isLeftOut ? null : printAmount(amount) }];
  });
}

/** 预算执行 what the ledger's accounts hold now, and how much of the budget was paid; without what would tell few cases. */
export async function execution(
  unit: Unit,
  key: FundYearKey,
  { fund, leftOut }: { readonly fund: readonly PublishedAmount[]; readonly leftOut: LeftOutAmounts },
): Promise<Bundle['execution']> {
  const balances = await unit.ledger.balances(key);
  const held = (account: string, pool: Pool = 'BASIC'): bigint =>
    balances.reduce((sum, one) => (one.account === account && one.pool === pool ? sum + one.balanceFen : sum), 0n);
  const amountOf = (account: LedgerAccount, pool: Pool = 'BASIC'): string | null =>
    leftOut.pools.has(pool) || (leftOut.payments && OF_PAYMENTS.has(account)) ? null : printFen(held(account, pool));
  const accounts = [
    ...LEDGER_ACCOUNTS.filter((name) => poolOf(name) === 'BASIC').map((name) => ({
      name,
      label: LEDGER_ACCOUNT_LABELS[name],
      amount: amountOf(name),
    })),
    ...POOL_ACCOUNTS.filter((pool) => balances.some((one) => one.pool === pool)).flatMap((pool) => otherFund(pool, amountOf)),
  ];
  const budget = fund.find(({ name }) => name === 'dipBudget')?.amount ?? null;
  const paid = amountOf('BANK');
  const share = budget === null || paid === null ? undefined : divide(fenToYuan(held('BANK')), parseDecimal(budget) ?? fenToYuan(0n));
  return {
    accounts,
    budget,
    paid,
    paidShare: share === undefined ? null : printFixed(round(share, SHARE), SHARE.scale),
  };
}

/** 其他基金 what another fund's account holds, what it owes institutions and what it paid, each an amount of its own. */
function otherFund(pool: PoolAccount, amountOf: (account: LedgerAccount, of: Pool) => string | null): readonly PublishedAmount[] {
  const own = LEDGER_ACCOUNT_LABELS[pool];
  return ([pool, 'INSTITUTION', 'BANK'] as const).map((account) => {
    const { zh, en } = LEDGER_ACCOUNT_LABELS[account];
    const amount = amountOf(account, pool);
    return account === pool
      ? { name: pool, label: own, amount }
      : { name: `${pool}.${account}`, label: { zh: `${own.zh}：${zh}`, en: `${own.en}: ${en}` }, amount };
  });
}

/** 结算清算进度 the board without its days and names: what is late depends on the day on which it is read. */
export function progressOf(rows: readonly BoardRow[]): readonly PublishedProgress[] {
  return rows.map(({ period, state, run, institutions, declared, reviewed, paid }) => ({
    ...{ period: period.key, state, runNo: run?.runNo ?? null, institutions: institutions.length },
    ...{ declared, reviewed, paid },
  }));
}
