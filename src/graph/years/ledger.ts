import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { sequencePart } from '../kit/history-page.js';
import { keysetPage, type PageArguments } from '../kit/keyset-page.js';
import { PayeeRef } from '../regions/institution-changes.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import { entryLabels, voucherNumbers } from '../../app/accounting/vouchers.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import type { LedgerEntry, LedgerFilter } from '../../app/ports/clearing/ports-ledger.js';
import {
  balancesByAccount,
  LEDGER_ACCOUNT_LABELS,
  LEDGER_ACCOUNTS,
  POOL_LABELS,
  type LedgerAccount,
  type LedgerBalance,
} from '../../engine/clearing/ledger.js';
import { printFen } from '../../engine/number/quantity.js';
import { POOLS } from '../../engine/plan/accounts.js';

const called = ({ zh, en }: { readonly zh: string; readonly en: string }): string => `${zh} ${en}`;
const ACCOUNT_WORDS: Readonly<Record<LedgerAccount, string>> = {
  FUND: called(LEDGER_ACCOUNT_LABELS.FUND),
  ADJUSTMENT_FUND: called(LEDGER_ACCOUNT_LABELS.ADJUSTMENT_FUND),
  RESERVE: called(LEDGER_ACCOUNT_LABELS.RESERVE),
  QUALITY_DEPOSIT: called(LEDGER_ACCOUNT_LABELS.QUALITY_DEPOSIT),
  PERFORMANCE_DEPOSIT: called(LEDGER_ACCOUNT_LABELS.PERFORMANCE_DEPOSIT),
  PREPAID: called(LEDGER_ACCOUNT_LABELS.PREPAID),
  EMERGENCY_ADVANCE: called(LEDGER_ACCOUNT_LABELS.EMERGENCY_ADVANCE),
  BY_ITEM: called(LEDGER_ACCOUNT_LABELS.BY_ITEM),
  RETAINED: called(LEDGER_ACCOUNT_LABELS.RETAINED),
  CATASTROPHIC: called(LEDGER_ACCOUNT_LABELS.CATASTROPHIC),
  ASSISTANCE: called(LEDGER_ACCOUNT_LABELS.ASSISTANCE),
  CIVIL_SERVANT: called(LEDGER_ACCOUNT_LABELS.CIVIL_SERVANT),
  OUT_OF_REGION: called(LEDGER_ACCOUNT_LABELS.OUT_OF_REGION),
  INSTITUTION: called(LEDGER_ACCOUNT_LABELS.INSTITUTION),
  BANK: called(LEDGER_ACCOUNT_LABELS.BANK),
  BUDGET: called(LEDGER_ACCOUNT_LABELS.BUDGET),
};
/** 总账账户. */
export const LedgerAccountEnum = builder.enumType('LedgerAccount', {
  description: '总账账户 account of the ledger',
  values: describedValues(LEDGER_ACCOUNTS, ACCOUNT_WORDS),
});
/** 基金池. */
export const FundPoolEnum = builder.enumType('FundPool', {
  description: '基金池：基本医保统筹基金，或分账的其他基金 whose money it is: the basic pooled fund, or another fund that is kept apart',
  values: describedValues(POOLS, {
    BASIC: called(POOL_LABELS.BASIC),
    CATASTROPHIC: called(POOL_LABELS.CATASTROPHIC),
    ASSISTANCE: called(POOL_LABELS.ASSISTANCE),
    CIVIL_SERVANT: called(POOL_LABELS.CIVIL_SERVANT),
    OUT_OF_REGION: called(POOL_LABELS.OUT_OF_REGION),
  }),
});
const LedgerCauseEnum = builder.enumType('LedgerCause', {
  description: '分录的来由 what made an entry',
  values: { RUN: { description: '已确认的结算或清算 a confirmed run' }, PAYMENT: { description: '拨付 a payment' } },
});

interface MayBeOfInstitution {
  readonly regionCode: string;
  readonly institutionCode: string | null;
}

function institutionIfAny({ regionCode, institutionCode }: MayBeOfInstitution, args: object, context: GraphContext) {
  return institutionCode === null ? null : institutionOf({ regionCode, institutionCode }, args, context);
}

/** An entry as the graph shows it; its voucher is looked up once a page, where it is asked for. */
export type ShownEntry = LedgerEntry & {
  readonly voucher: () => Promise<number | null>;
  readonly label: () => Promise<{ readonly zh: string; readonly en: string }>;
};

/** 总账分录. */
export const LedgerEntryRef = builder.objectRef<ShownEntry>('LedgerEntry').implement({
  description:
    '总账分录：一笔钱从贷方账户转入借方账户；只增不改 an entry of the ledger: money moves from one account to another; entries are only ever added',
  fields: (t) => ({
    seq: t.string({ description: '序号 number in the order of booking', resolve: ({ seq }) => String(seq) }),
    cause: t.field({ type: LedgerCauseEnum, description: '来由 what made it', resolve: ({ cause }) => cause }),
    causeId: t.exposeString('causeId', { description: '清算序号或拨付标识 number of the run, or id of the payment' }),
    voucher: t.int({
      nullable: true,
      description:
        '凭证号：一个来由一张凭证，按登记先后编号，不因查询范围而变；分录的贷方、借方、金额即凭证的一借一贷；机构密钥为空 number of the voucher: one a cause, in the order of booking, whatever is asked for; null for an institution’s key',
      resolve: ({ voucher }) => voucher(),
    }),
    period: t.exposeString('period', { description: '结算期：01 到 12、Q1 到 Q4、YEAR the period that it is of' }),
    institution: t.field({
      type: InstitutionRef,
      nullable: true,
      description: '医疗机构；不属于任何一家时为空 institution; null where it is of none',
      resolve: institutionIfAny,
    }),
    line: t.exposeString('line', {
      description:
        '行：结算单的一行，或 payment 拨付、advance.settled 冲抵预拨、opening.* 期初、takenBack.* 转回各期暂记、prepaid.settled 结清预拨、reversed.* 更正前的冲回 a line of a statement, or a word of the ledger',
    }),
    label: t.field({ type: LocalizedTextRef, description: '行的名称 what the line is called', resolve: ({ label }) => label() }),
    pool: t.field({ type: FundPoolEnum, description: '基金池：谁的钱 whose money moves', resolve: ({ pool }) => pool }),
    from: t.field({
      type: LedgerAccountEnum,
      description: '贷方：转出的账户 credited: the account that it leaves',
      resolve: ({ from }) => from,
    }),
    to: t.field({ type: LedgerAccountEnum, description: '借方：转入的账户 debited: the account that it enters', resolve: ({ to }) => to }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数），总大于零 amount in yuan, above 0',
      resolve: ({ amountFen }) => printFen(amountFen),
    }),
    payee: t.field({
      type: PayeeRef,
      nullable: true,
      description: '收款方：拨付由承继机构或医共体收的，为其代码 of a payment: who received it in the institution’s place',
      resolve: ({ payee }) => payee,
    }),
    bookedAt: t.field({ type: 'DateTime', description: '登记时间 when it was booked', resolve: ({ bookedAt }) => bookedAt }),
  }),
});

/** 账户余额. */
export const LedgerBalanceRef = builder.objectRef<LedgerBalance & { readonly regionCode: string }>('LedgerBalance').implement({
  description: '账户余额：转入减转出，在数据库中逐笔相加 balance of an account: in less out, added up in the database',
  fields: (t) => ({
    account: t.field({ type: LedgerAccountEnum, description: '账户 account', resolve: ({ account }) => account }),
    pool: t.field({ type: FundPoolEnum, description: '基金池：谁的钱 whose money it is', resolve: ({ pool }) => pool }),
    institution: t.field({
      type: InstitutionRef,
      nullable: true,
      description: '医疗机构；不属于任何一家时为空 institution; null where it is of none',
      resolve: institutionIfAny,
    }),
    balance: t.field({
      type: 'Decimal',
      description: '余额（元，2 位小数） balance in yuan, 2 places',
      resolve: ({ balanceFen }) => printFen(balanceFen),
    }),
  }),
});

/** Which entries of a fund year a request asks for. */
export interface LedgerAsked {
  readonly institutionCode?: string | null | undefined;
  readonly period?: string | null | undefined;
}

function filterOf(key: FundYearKey, { institutionCode, period }: LedgerAsked): LedgerFilter {
  return {
    ...key,
    ...(institutionCode === null || institutionCode === undefined ? {} : { institutionCode }),
    ...(period === null || period === undefined ? {} : { period }),
  };
}

/** A page of the ledger, in the order of booking. Throws BAD_USER_INPUT. */
export async function ledgerPage(context: GraphContext, key: FundYearKey, args: LedgerAsked & PageArguments) {
  const { session } = context;
  const of = filterOf(key, args);
  const voucherOf = voucherLookUp(context, key);
  const page = await keysetPage<ShownEntry, bigint>(args, {
    name: 'LEDGER',
    placeOf: ({ seq }) => String(seq),
    parse: sequencePart,
    read: async (wanted) => {
      const entries = await session.read(({ ledger }) => ledger.entries(of, wanted));
      const { platform } = context;
      let labels: ReturnType<typeof entryLabels> | undefined;
      const labelOf = async (entry: LedgerEntry) =>
        (await (labels ??= entryLabels(platform, callerOf(context), key.regionCode, entries)))(entry);
      return entries.map((entry) => ({ ...entry, voucher: () => voucherOf(entry), label: () => labelOf(entry) }));
    },
  });
  return { ...page, count: () => session.read(({ ledger }) => ledger.count(of)) };
}

/** Numbers of vouchers, read at the first that is asked for. */
function voucherLookUp(context: GraphContext, key: FundYearKey): (entry: LedgerEntry) => Promise<number | null> {
  let numbers: ReturnType<typeof voucherNumbers> | undefined;
  return async (entry) => {
    const caller = callerOf(context);
    if (caller.actor.institutionCode !== null) return null;
    numbers ??= caller.read((unit) => voucherNumbers(unit, key));
    return (await numbers)(entry);
  };
}

/** The balances of a fund year's accounts. */
export async function ledgerBalances({ session }: GraphContext, key: FundYearKey, args: LedgerAsked) {
  const balances = await session.read(({ ledger }) => ledger.balances(filterOf(key, args)));
  return balances.map((balance) => ({ ...balance, regionCode: key.regionCode }));
}

/** The same by account alone; accounts whose institutions come to 0 are left out. */
export async function ledgerAccounts({ session }: GraphContext, key: FundYearKey, args: Pick<LedgerAsked, 'period'>) {
  const balances = await session.read(({ ledger }) => ledger.balances(filterOf(key, args)));
  return balancesByAccount(balances).map((balance) => ({ ...balance, regionCode: key.regionCode }));
}
