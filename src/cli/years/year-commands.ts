import { Option, type Command } from 'commander';
import { PERIOD_OPTION, positive, CHECKED_SCHEME_OPTION } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { printRows, type ShownRows } from '../print/printed-rows.js';
import { addBudgetCommands } from './budget-commands.js';
import { paymentsWarnedText } from '../print/accounts-report.js';
import { warnedText, warningsOfBudgets } from './budget-warned.js';
import { addJointCommands } from './joint-commands.js';
import { addReceiptCommands } from './receipt-commands.js';
import { addYearImport } from './year-import.js';
import { keyOf, SOURCE_OPTION, yearly, type YearOptions } from '../print/year-options.js';
import { recordOnce, type Recorded, type Recording } from './year-once.js';
import * as records from './year-records.js';
import { NotFoundError } from '../../app/base/errors.js';
import {
  budgetState,
  lastBudget,
  type BudgetRecord,
  type FundYearKey,
  type FundYears,
  type Grounds,
} from '../../app/ports/clearing/ports-fund-year.js';
import { askedFor } from '../../app/caches/in-force.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import { recordAdjustment } from '../../app/years/record-adjustment.js';
import { paymentWarnings } from '../../app/years/payment-warnings.js';
import { recordPayment } from '../../app/years/record-payment.js';
import { setAssessment } from '../../app/years/set-assessment.js';
import { setBudgetActuals } from '../../app/years/set-budget-actuals.js';
import { setBudget } from '../../app/years/set-budget.js';
import { POOL_ACCOUNTS, type PoolAccount } from '../../engine/plan/accounts.js';
import type { StatedValue } from '../../app/requests/stated-values.js';

interface RecordOptions extends YearOptions {
  readonly reason: string;
  readonly source?: string;
  readonly key?: string;
  readonly item: readonly StatedValue[];
  readonly institution: string;
  readonly name: string;
  readonly amount: string;
  readonly paidOn: string;
  readonly month?: number;
  readonly emergency?: boolean;
  readonly fund?: PoolAccount;
  readonly period?: string;
  readonly reverses?: string;
  readonly scheme?: PaymentScheme;
  readonly check?: boolean;
}

/** How one kind of record is made and read again. */
interface RecordKind {
  readonly kind: Recording['kind'];
  readonly work: (session: OpenPlatform, options: RecordOptions, idempotencyKey: string) => Promise<ShownRows>;
  readonly show: (session: OpenPlatform, key: FundYearKey) => Promise<ShownRows>;
}

/** `dip budget`, `actuals`, `assessment`, `adjustment`, `payment`: what is recorded about a fund year, through the API's use cases. */
export function addYearCommands(program: Command, context: Context): void {
  const group = (name: string, text: string): Command => program.command(name).description(text);
  const budget = group('budget', '年度预算：录入、查看\nthe budget of a fund year');
  withItems(
    recording(budget, context, 'set', '录入整套预算项目（新的修订替换前一次）\nrecord all items', {
      kind: 'SET',
      work: recordBudget,
      show: lastRecorded,
    }),
  );
  showing(budget, context, showItems('budget'));
  addYearImport(budget, context, 'BUDGET');
  addBudgetCommands(budget, context);
  const actuals = group('actuals', '年度决算：录入、查看\nthe actuals of a fund year');
  withItems(
    recording(actuals, context, 'set', '录入整套决算项目\nrecord all items', {
      kind: 'SET',
      work: recordActuals,
      show: showItems('actuals'),
    }),
  );
  showing(actuals, context, showItems('actuals'));
  addYearImport(actuals, context, 'ACTUALS');
  const assessment = group('assessment', '年度考核：录入、查看\nassessments of institutions');
  withItems(
    withInstitution(
      recording(assessment, context, 'set', '录入一家机构的考核项目，或一个月、一个季度的事实\nrecord items of an institution', {
        kind: 'SET',
        work: recordAssessment,
        show: showAssessments,
      }),
    ),
  ).option(...PERIOD_OPTION);
  showing(assessment, context, showAssessments);
  addYearImport(assessment, context, 'ASSESSMENT');
  const adjustment = group('adjustment', '调整金额：录入或冲销、查看\nadjustments of institutions');
  withAmount(
    withInstitution(
      recording(adjustment, context, 'record', '录入一笔调整，或以 --reverses 冲销\nrecord or reverse', {
        kind: 'ADD',
        work: addAdjustment,
        show: showAdjustments,
      }),
    ),
  )
    .option(...CHECKED_SCHEME_OPTION)
    .requiredOption('--name <fact>', '调整的项目 the fact that it adds to');
  showing(adjustment, context, showAdjustments);
  addYearImport(adjustment, context, 'ADJUSTMENT');
  addPaymentCommands(group('payment', '拨付：录入、冲销或追回、到账、查看\npayments to institutions'), context);
}

function addPaymentCommands(payment: Command, context: Context): void {
  withAmount(
    withInstitution(
      recording(
        payment,
        context,
        'record',
        '录入一笔拨付，以 --reverses 冲销，或以负数追回机构欠付的（须写 --source）\nrecord, reverse or recover',
        {
          kind: 'ADD',
          work: addPayment,
          show: showPayments,
        },
      ),
    ),
  )
    .requiredOption('--paid-on <date>', '拨付日期 YYYY-MM-DD day of payment')
    .option(...PERIOD_OPTION)
    .option('--emergency', '突发专项预拨，单独列账 an emergency advance, kept apart')
    .addOption(new Option('--fund <fund>', '由其他基金拨付 the other fund that pays').choices([...POOL_ACCOUNTS]).conflicts('emergency'))
    .option('--month <month>', '预拨的月份 1–12，即该月的结算期 the period of a month by its number', positive);
  showing(payment, context, showPayments);
  addYearImport(payment, context, 'PAYMENT');
  addReceiptCommands(payment, context);
  addJointCommands(payment, context);
}

function recording(group: Command, context: Context, verb: string, text: string, record: RecordKind): Command {
  return yearly(group.command(verb).description(text))
    .requiredOption('--reason <text>', '事由，记入结算单和审计 the reason')
    .option(...SOURCE_OPTION)
    .option('--key <key>', '幂等键；不给则同一内容只记一次 idempotency key; without it the same content is recorded once')
    .option('--check', '只检查并显示将记录什么，不作更改 say what would be recorded, change nothing')
    .action(async (options: RecordOptions) => {
      const { json: _, csv: __, key: ___, check: ____, ...content } = options;
      const recording: Recording = {
        kind: record.kind,
        content: { group: group.name(), ...content },
        work: (session, idempotencyKey) => record.work(session, options, idempotencyKey),
        stored: (session) => record.show(session, keyOf(options)),
      };
      const recorded = await withSession(context, 'NEEDS_DATA', (session) => recordOnce(session, recording, options));
      await printRows(context, options, recorded.shown);
      await context.terminal.say(`${outcomeText(recorded, record.kind, options.check === true)}\n${recorded.shown.note ?? ''}`);
    });
}

function outcomeText({ key, wasThere }: Recorded, kind: Recording['kind'], isCheck: boolean): string {
  if (wasThere) {
    const again = kind === 'ADD' ? '确要再记一笔同样的，请用 --key 另给一个幂等键。' : '';
    const againEn = kind === 'ADD' ? ' To record another one alike, give a --key.' : '';
    return `此前已经记录，未作更改。${again} This was recorded before; nothing was changed.${againEn}`;
  }
  if (isCheck) return '检查通过：将记录以上内容，未作更改。 Checked: the above would be recorded; nothing was changed.';
  return `已记录；幂等键 ${key}。 Recorded.`;
}

function showing(group: Command, context: Context, read: (session: OpenPlatform, key: FundYearKey) => Promise<ShownRows>): void {
  yearly(group.command('show').description('查看现行的记录；只读\nshow what is recorded')).action(async (options: YearOptions) => {
    await printRows(context, options, await withSession(context, 'NEEDS_DATA', (session) => read(session, keyOf(options))));
  });
}

function withItems(command: Command): Command {
  return command
    .option(...CHECKED_SCHEME_OPTION)
    .requiredOption('--item <name=value>', '项目=数值，可重复 name=value, repeated', records.statedValue);
}

function withInstitution(command: Command): Command {
  return command.requiredOption('--institution <code>', '医疗机构编码 institution code');
}

function withAmount(command: Command): Command {
  return command
    .requiredOption('--amount <yuan>', '金额（元，至多两位小数） yuan, at most 2 decimals')
    .option('--reverses <id>', '冲销的记录标识（金额为相反数） id of the record that it takes back');
}

function groundsOf({ reason, source }: RecordOptions): Grounds {
  return { reason, source };
}

function ofPeriod({ period }: RecordOptions): { readonly period?: string } {
  return period === undefined ? {} : { period };
}

/** A budget that was adjusted in mid-year. */
const WAITS =
  '本年度已有结算期关闭：这是年中调整，须由另一人审批（dip budget decide）后才生效。 A period of the year is closed: this adjustment holds once somebody else approves it.\n';

const NONE = '没有记录。 Nothing is recorded.';

async function recordBudget({ platform, caller }: OpenPlatform, options: RecordOptions, idempotencyKey: string): Promise<ShownRows> {
  const record = await setBudget(platform, caller, {
    ...keyOf(options),
    items: options.item,
    ...groundsOf(options),
    ...askedFor(options.scheme),
    idempotencyKey,
  });
  return await shownBudget({ platform, caller }, record);
}

/** A budget with what it is warned of. */
async function shownBudget(session: Pick<OpenPlatform, 'platform' | 'caller'>, record: BudgetRecord): Promise<ShownRows> {
  const shown = { key: 'budget', columns: records.ITEM_COLUMNS, rows: records.itemRows(record), none: NONE };
  const warnings = await warningsOfBudgets(session, [record]);
  return { ...shown, note: `${budgetState(record) === 'WAITS' ? WAITS : ''}${warnedText(warnings)}`, beside: { warnings } };
}

async function recordActuals({ platform, caller }: OpenPlatform, options: RecordOptions, idempotencyKey: string): Promise<ShownRows> {
  const record = await setBudgetActuals(platform, caller, {
    ...keyOf(options),
    items: options.item,
    ...groundsOf(options),
    ...askedFor(options.scheme),
    idempotencyKey,
  });
  return { key: 'actuals', columns: records.ITEM_COLUMNS, rows: records.itemRows(record), none: NONE };
}

/** The budget that holds, or the one that waits to. */
async function lastRecorded(session: OpenPlatform, key: FundYearKey): Promise<ShownRows> {
  const record = lastBudget(await ofYear(session, key, (years) => years.budgets(key)));
  if (record === undefined) return { key: 'budget', columns: records.ITEM_COLUMNS, rows: [], none: NONE };
  return await shownBudget(session, record);
}

function showItems(kind: 'budget' | 'actuals'): (session: OpenPlatform, key: FundYearKey) => Promise<ShownRows> {
  return async (session, key) => {
    const record = await ofYear(session, key, (years) => years[kind](key));
    return { key: kind, columns: records.ITEM_COLUMNS, rows: record === undefined ? [] : records.itemRows(record), none: NONE };
  };
}

async function recordAssessment({ platform, caller }: OpenPlatform, options: RecordOptions, idempotencyKey: string): Promise<ShownRows> {
  const { institution, item, scheme } = options;
  const assessments = item.map((stated) => ({ ...stated, institutionCode: institution }));
  const rows = await setAssessment(platform, caller, {
    ...keyOf(options),
    ...ofPeriod(options),
    ...{ assessments, ...groundsOf(options), idempotencyKey },
    ...askedFor(scheme),
  });
  return { key: 'assessments', columns: records.ASSESSMENT_COLUMNS, rows: rows.map(records.assessmentRow), none: NONE };
}

async function showAssessments(session: OpenPlatform, key: FundYearKey): Promise<ShownRows> {
  const rows = await ofYear(session, key, (years) => years.assessments(key));
  return { key: 'assessments', columns: records.ASSESSMENT_COLUMNS, rows: rows.map(records.assessmentRow), none: NONE };
}

async function addAdjustment({ platform, caller }: OpenPlatform, options: RecordOptions, idempotencyKey: string): Promise<ShownRows> {
  const { institution, name, amount, reverses, scheme } = options;
  const own = { institutionCode: institution, name, amount, ...groundsOf(options), ...askedFor(scheme), idempotencyKey };
  const record = await recordAdjustment(platform, caller, {
    ...keyOf(options),
    ...own,
    ...(reverses === undefined ? {} : { reversesId: reverses }),
  });
  return { key: 'adjustments', columns: records.ADJUSTMENT_COLUMNS, rows: [records.adjustmentRow(record)], none: NONE };
}

async function showAdjustments(session: OpenPlatform, key: FundYearKey): Promise<ShownRows> {
  const rows = await ofYear(session, key, (years) => years.adjustments(key));
  return { key: 'adjustments', columns: records.ADJUSTMENT_COLUMNS, rows: rows.map(records.adjustmentRow), none: NONE };
}

async function addPayment({ platform, caller }: OpenPlatform, options: RecordOptions, idempotencyKey: string): Promise<ShownRows> {
  const { institution, amount, paidOn, month, reverses } = options;
  const record = await recordPayment(platform, caller, {
    ...keyOf(options),
    ...{ institutionCode: institution, amount, paidOn, ...groundsOf(options), idempotencyKey },
    ...(month === undefined ? {} : { month }),
    ...(options.emergency === true ? { purpose: 'EMERGENCY' as const } : {}),
    ...(options.fund === undefined ? {} : { purpose: options.fund }),
    ...ofPeriod(options),
    ...(reverses === undefined ? {} : { reversesId: reverses }),
  });
  const warnings = await paymentWarnings(platform, caller, keyOf(options), [record]);
  const shown = { key: 'payments', columns: records.PAYMENT_COLUMNS, rows: [records.paymentRow(record)], none: NONE };
  return { ...shown, note: paymentsWarnedText(warnings), beside: { warnings } };
}

async function showPayments(session: OpenPlatform, key: FundYearKey): Promise<ShownRows> {
  const rows = await ofYear(session, key, (years) => years.payments(key));
  return { key: 'payments', columns: records.PAYMENT_COLUMNS, rows: rows.map(records.paymentRow), none: NONE };
}

/** Reads what a year has; a region that is not registered is named instead of shown as empty. */
async function ofYear<T>({ caller }: OpenPlatform, { regionCode: code }: FundYearKey, read: (years: FundYears) => Promise<T>): Promise<T> {
  return await caller.read(async ({ fundYears, regions }) => {
    if ((await regions.find(code)) === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, code);
    return await read(fundYears);
  });
}
