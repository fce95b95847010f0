import { openBudget } from './budget-warnings.js';
import { regionIndex } from '../caches/region-cache.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { budgetState, type FundYearKey, type PaymentPurpose } from '../ports/clearing/ports-fund-year.js';
import type { DecimalText } from '../ports/clearing/ports-score.js';
import { rulesetsOfYearIfAny } from '../rulesets/ruleset-years.js';
import { LEDGER_ACCOUNT_LABELS, type LedgerAccount, type LedgerBalance } from '../../engine/clearing/ledger.js';
import { checkTotals, waterfallsTo } from '../../engine/clearing/lines.js';
import { parseDecimal, printFen, yuanToFen, type Fen } from '../../engine/number/quantity.js';
import { ADJUSTMENT_FUND_BALANCE, ADJUSTMENT_FUND_OPENING } from '../../engine/plan/accounts.js';
import type { Label } from '../../engine/plan/plan.js';
import type { ContractOutputName } from '../../engine/plan/contract-outputs.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** What payments of a fund year are warned of. */
export const PAYMENT_WARNINGS = ['PAID_ABOVE_FUND'] as const;

/** 可用资金的一项 a part of what the year's basic fund holds, in yuan to the fen. */
export interface HeldLine {
  /** The output, fact or account that it is. */
  readonly name: string;
  readonly label: Label;
  readonly amount: DecimalText;
}

/** 拨付警告 what somebody who records or reviews payments is told; it keeps nothing out. */
export interface PaymentWarning {
  readonly code: (typeof PAYMENT_WARNINGS)[number];
  readonly message: Label;
  /** Yuan, as text: what the basic fund has paid, what its year holds, and by how much the first is more. */
  readonly paid: DecimalText;
  readonly held: DecimalText;
  readonly excess: DecimalText;
  /** What `held` adds up. */
  readonly lines: readonly HeldLine[];
}

/** A payment that was recorded, or only tried. */
export interface TriedPayment {
  /** Left out: it is not stored. */
  readonly id?: string;
  readonly amountFen: Fen;
  readonly purpose?: PaymentPurpose;
}

interface Held {
  readonly name: string;
  readonly label: Label;
  readonly fen: Fen;
}

/**
 * 拨付超过基金 whether the basic fund has paid more than its year holds (N21-26, N21-30, record 0058). Paid is what stands on BANK of the basic pool: payments
 * less reversals and recoveries; other funds' shares have pools, and emergency advances an account, of their own. Held is, once the year is cleared,
 * what its accounts opened with; before, the DIP budget in force, what the budget sets aside on accounts, and the adjustment fund. Of several versions
 * in force in the year the one that holds most. `tried`: payments that may not be stored, since they were only checked; those that are count once.
 * No budget in force: no warning. Nothing is refused for it.
 * Throws FORBIDDEN, NOT_FOUND.
 */
export async function paymentWarnings(
  platform: Platform,
  caller: Caller,
  key: FundYearKey,
  tried: readonly TriedPayment[] = [],
): Promise<readonly PaymentWarning[]> {
  requirePermission(caller.actor, 'budget:read', key.regionCode);
  const index = await regionIndex(platform, caller, key.regionCode);
  const ids = tried.flatMap(({ id }) => id ?? []);
  const stored = await caller.read(async ({ fundYears, ledger }) => ({
    balances: (await ledger.balances(key)).filter(({ pool }) => pool === 'BASIC'),
    budget: (await fundYears.budgets(key)).findLast((one) => budgetState(one) === 'HOLDS'),
    actuals: (await fundYears.actuals(key))?.items ?? {},
    known: new Set((ids.length === 0 ? [] : await fundYears.payments(key, { ids })).map(({ id }) => id)),
  }));
  const added = tried.filter(({ id, purpose = 'REGULAR' }) => purpose === 'REGULAR' && (id === undefined || !stored.known.has(id)));
  const addedFen = added.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const paidFen = balanceOf(stored.balances, 'BANK') + balanceOf(stored.balances, 'EMERGENCY_ADVANCE') + addedFen;
  if (paidFen <= 0n) return [];
  const cleared = heldWhenCleared(stored.balances);
  if (cleared.length > 0) return warned(paidFen, cleared);
  if (stored.budget === undefined) return [];
  const versions = await rulesetsOfYearIfAny(platform, caller, index, { year: key.year, scheme: undefined });
  let most: readonly Held[] = [];
  for (const compiled of versions) {
    const held = await heldByBudget(compiled, key, { budget: stored.budget.items, actuals: stored.actuals });
    if (sumOf(held) > sumOf(most)) most = held;
  }
  return most.length === 0 ? [] : warned(paidFen, most);
}

function warned(paidFen: Fen, held: readonly Held[]): readonly PaymentWarning[] {
  const heldFen = sumOf(held);
  if (paidFen <= heldFen) return [];
  const [paid, all, excess] = [printFen(paidFen), printFen(heldFen), printFen(paidFen - heldFen)];
  const lines = held.map(({ name, label, fen }): HeldLine => ({ name, label, amount: printFen(fen) }));
  const zh = lines.map(({ label, amount }) => `${label.zh} ${amount}`).join('，');
  const en = lines.map(({ name, label, amount }) => `${label.en ?? name} ${amount}`).join(', ');
  const message = {
    zh: `基本基金已拨付 ${paid} 元，本年度可用的只有 ${all} 元（${zh}），多 ${excess} 元。不妨碍录入；请核对是否重复录入、金额有误，多付的用冲销或追回更正。`,
    en: `The basic fund has paid ${paid} yuan, and its year holds ${all} (${en}): ${excess} too much. Nothing is refused for it; check whether a payment was recorded twice or its amount is wrong, and take back what is too much by a reversal or a recovery.`,
  };
  return [{ code: 'PAID_ABOVE_FUND', message, paid, held: all, excess, lines }];
}

/** What the accounts of a cleared year opened with, and what the reserve paid beyond that; nothing where it is not cleared. */
function heldWhenCleared(balances: readonly LedgerBalance[]): readonly Held[] {
  const openedFen = -balanceOf(balances, 'BUDGET');
  if (openedFen === 0n) return [];
  const reserveFen = -balanceOf(balances, 'RESERVE');
  const opened = { name: 'BUDGET', label: LEDGER_ACCOUNT_LABELS.BUDGET, fen: openedFen };
  return [opened, ...(reserveFen > 0n ? [{ name: 'RESERVE', label: LEDGER_ACCOUNT_LABELS.RESERVE, fen: reserveFen }] : [])];
}

const BUDGET: ContractOutputName = 'dipBudget';

interface Stated {
  readonly budget: Readonly<Record<string, string>>;
  readonly actuals: Readonly<Record<string, string>>;
}

/** The budget, what its lines set aside on accounts of the basic fund, and the adjustment fund as it was stated; nothing where it can't be worked out. */
async function heldByBudget(compiled: CompiledRuleset, key: FundYearKey, { budget, actuals }: Stated): Promise<readonly Held[]> {
  const { plan, program } = compiled;
  const decision = plan.decisions.fundYear.find(({ id }) => id === BUDGET);
  if (decision === undefined) return [];
  const { fundYear, failures } = await openBudget(compiled, key, budget);
  if (failures.length > 0 || checkTotals(program, 'fundYear', [fundYear]).failures.length > 0) return [];
  const lines = waterfallsTo(program, fundYear, BUDGET);
  const total = lines.filter((line) => line.total === BUDGET).reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const setAside = lines.flatMap(({ decision: name, label, account, amountFen }) =>
    account === 'RESERVE' || account === 'ADJUSTMENT_FUND' ? [{ name, label, account, fen: -amountFen }] : [],
  );
  const [balanceFen, openingFen] = [fenOf(actuals[ADJUSTMENT_FUND_BALANCE]), fenOf(actuals[ADJUSTMENT_FUND_OPENING])];
  const label = LEDGER_ACCOUNT_LABELS.ADJUSTMENT_FUND;
  // A balance that was stated is the whole adjustment fund, what this year's budget puts into it included; an opening stands beside that.
  const kept = balanceFen === undefined ? setAside : setAside.filter(({ account }) => account !== 'ADJUSTMENT_FUND');
  const stated = [
    ...(balanceFen === undefined ? [] : [{ name: ADJUSTMENT_FUND_BALANCE, label, fen: balanceFen }]),
    ...(openingFen === undefined ? [] : [{ name: ADJUSTMENT_FUND_OPENING, label, fen: openingFen }]),
  ];
  return [{ name: BUDGET, label: decision.label, fen: total }, ...kept, ...stated].filter(({ fen }) => fen !== 0n);
}

function fenOf(text: string | undefined): Fen | undefined {
  const amount = text === undefined ? undefined : parseDecimal(text);
  return amount === undefined ? undefined : yuanToFen(amount);
}

function balanceOf(balances: readonly LedgerBalance[], account: LedgerAccount): Fen {
  return balances.reduce((sum, one) => (one.account === account ? sum + one.balanceFen : sum), 0n);
}

function sumOf(held: readonly Held[]): Fen {
  return held.reduce((sum, { fen }) => sum + fen, 0n);
}
