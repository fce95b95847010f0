import { groundsOfRow, isKept, periodOfCell, type ImportYearRecords, type RowsImport, type RowsOutcome } from './year-import.js';
import type { YearFileRow } from './read-year-file.js';
import { problemAt, yearFileProblem, type YearFileProblem } from './year-file-problems.js';
import { hashOf, runCommand } from '../kernel/command.js';
import { undoable } from '../kernel/rolled-back.js';
import { bookFundYear } from '../ledger/book-year.js';
import { recordedSince } from '../ledger/recorded-payments.js';
import type { FieldProblem } from '../base/errors.js';
import {
  isRecovery,
  type AdjustmentRecord,
  type FundYearKey,
  type NewAdjustment,
  type NewPayment,
  type PaymentPurpose,
  type PaymentRecord,
} from '../ports/clearing/ports-fund-year.js';
import { POOL_ACCOUNTS } from '../../engine/plan/accounts.js';
import { fieldProblem } from '../requests/request-fields.js';
import type { Unit } from '../ports/ports.js';
import { readDay, serialDayNotice } from '../sheets/spreadsheet-day.js';
import { institutionYearContext, type ReadRecord } from '../years/institution-year.js';
import { lockAdjustments, readAdjustment } from '../years/record-adjustment.js';
import { backFromPayee, lockPayments, paymentsBeside, paymentsOf, readPayment } from '../years/record-payment.js';
import { paymentWarnings } from '../years/payment-warnings.js';
import { RecordedAmounts } from '../years/recorded-amounts.js';
import { recoveryProblems } from '../years/recovery.js';
import { printFen } from '../../engine/number/quantity.js';

/** How one kind of amounts is kept. */
interface AmountKind<New, Stored> {
  readonly action: string;
  readonly lock: (unit: Unit, key: FundYearKey) => Promise<void>;
  readonly stored: (unit: Unit, key: FundYearKey) => Promise<readonly Stored[]>;
  readonly add: (unit: Unit, key: FundYearKey, rows: readonly New[]) => Promise<void>;
  /** What the audit event says of the rows that are new, where it is checked against them later. */
  readonly recorded?: (unit: Unit, key: FundYearKey, before: readonly Stored[]) => Promise<readonly string[]>;
  /** What is found only once rows are recorded; then they are not kept. */
  readonly after?: (unit: Unit, key: FundYearKey, rows: readonly New[]) => Promise<ReadonlyMap<New, FieldProblem>>;
  /** Whether a row has to be recorded to be checked. */
  readonly needsAfter?: (row: New) => boolean;
  /** What the amount is, without its grounds. */
  readonly content: (row: New | Stored) => readonly unknown[];
}

type NewAmount = NewAdjustment | NewPayment;
type StoredAmount = AdjustmentRecord | PaymentRecord;

/** A row that was read; with an id it is said to be recorded already. */
interface AmountRow<New> extends ReadRecord<New> {
  readonly line: number;
  readonly id: string;
}

const ADJUSTMENTS: AmountKind<NewAdjustment, AdjustmentRecord> = {
  action: 'adjustment:import',
  lock: lockAdjustments,
  stored: ({ fundYears }, key) => fundYears.adjustments(key),
  add: ({ fundYears }, _key, rows) => fundYears.addAdjustments(rows),
  content: ({ institutionCode, name, amountFen, reversesId }) => [institutionCode, name, printFen(amountFen), reversesId],
};

const PAYMENTS: AmountKind<NewPayment, PaymentRecord> = {
  action: 'payment:import',
  lock: lockPayments,
  stored: ({ fundYears }, key) => fundYears.payments(key),
  add: async (unit, key, rows) => {
    const { reversed } = await paymentsBeside(unit, key, rows);
    await unit.fundYears.addPayments(rows.map((row) => backFromPayee(row, reversed)));
    await bookFundYear(unit, key);
  },
  recorded: recordedSince,
  after: recoveryProblems,
  needsAfter: isRecovery,
  content: ({ institutionCode, period, amountFen, paidOn, reversesId, purpose = 'REGULAR' }) => [
    ...[institutionCode, period, printFen(amountFen), paidOn, reversesId],
    ...(purpose === 'REGULAR' ? [] : [purpose]),
  ],
};

/** Records the adjustments of a file, all or none. */
export async function importAdjustments(run: RowsImport): Promise<RowsOutcome> {
  const { platform, caller, input, key } = run;
  const context = await institutionYearContext(platform, caller, 'payment:write', {
    ...input,
    idempotencyKey: input.idempotencyKey ?? 'file',
  });
  const rows = run.rows.map((row): AmountRow<NewAdjustment> => {
    const { get, line } = row;
    const own = { institutionCode: get('institutionCode'), name: get('name'), amount: get('amount') };
    return { line, id: get('id'), ...readAdjustment(context, key, { ...own, ...groundsOfAmount(row, input), ...reversalOf(row) }) };
  });
  return await importAmounts(ADJUSTMENTS, run, rows);
}

/** Records the payments of a file, all or none. */
export async function importPayments(run: RowsImport): Promise<RowsOutcome> {
  const { platform, caller, input, key } = run;
  const index = await paymentsOf(platform, caller, key);
  const rows = run.rows.map((row): AmountRow<NewPayment> => {
    const { get, line } = row;
    const own = { institutionCode: get('institutionCode'), amount: get('amount'), paidOn: readDay(get('paidOn')).day };
    const purpose = purposeOf(get('purpose'));
    const stated = {
      ...own,
      ...paidFor(row),
      ...groundsOfAmount(row, input),
      ...reversalOf(row),
      ...(purpose === undefined ? {} : { purpose }),
    };
    const read = readPayment(index, key, stated);
    return { line, id: get('id'), ...read, problems: purpose === undefined ? [...read.problems, NO_PURPOSE] : read.problems };
  });
  const outcome = await importAmounts(PAYMENTS, run, rows);
  const above = outcome.problems.length > 0 ? [] : await aboveFund(run, rows);
  return { ...outcome, warnings: [...above, ...run.rows.flatMap(dayNotices), ...outcome.warnings] };
}

/** What the year's payments are warned of with those of the file; a file that is only checked is not among those that are stored. */
async function aboveFund(
  { platform, caller, key, input }: RowsImport,
  rows: readonly AmountRow<NewPayment>[],
): Promise<readonly YearFileProblem[]> {
  const tried = input.mode === 'CHECK' ? rows.flatMap(({ id, row }) => (id === '' ? [row] : [])) : [];
  const warnings = await paymentWarnings(platform, caller, key, tried);
  return warnings.map(({ code, message }) => ({ line: 0, column: '', code, message }));
}

const PURPOSES: Readonly<Record<string, PaymentPurpose>> = {
  ...{ '': 'REGULAR', REGULAR: 'REGULAR', 常规: 'REGULAR' },
  ...{ EMERGENCY: 'EMERGENCY', 突发: 'EMERGENCY', 突发专项: 'EMERGENCY' },
  ...{ CATASTROPHIC: 'CATASTROPHIC', 大病: 'CATASTROPHIC', 大病保险: 'CATASTROPHIC', 大额: 'CATASTROPHIC' },
  ...{ ASSISTANCE: 'ASSISTANCE', 救助: 'ASSISTANCE', 医疗救助: 'ASSISTANCE' },
  ...{ CIVIL_SERVANT: 'CIVIL_SERVANT', 公务员: 'CIVIL_SERVANT', 公务员补助: 'CIVIL_SERVANT' },
  ...{ OUT_OF_REGION: 'OUT_OF_REGION', 异地: 'OUT_OF_REGION', 异地就医: 'OUT_OF_REGION' },
};
const NO_PURPOSE = fieldProblem(
  ['purpose'],
  'UNKNOWN_PURPOSE',
  '用途写“常规”（可空着）、“突发专项”，或付款的其他基金：“大病保险”“医疗救助”“公务员补助”“异地就医”。',
  `The purpose is REGULAR (or empty), EMERGENCY, or the other fund that pays: ${POOL_ACCOUNTS.join(', ')}.`,
);

function purposeOf(text: string): PaymentPurpose | undefined {
  return Object.hasOwn(PURPOSES, text) ? PURPOSES[text] : undefined;
}

/** A row that is recorded already has its own grounds, whatever the file's are. */
function groundsOfAmount(row: YearFileRow, input: ImportYearRecords) {
  return groundsOfRow(row, row.get('id') === '' ? input : {});
}

function reversalOf({ get }: YearFileRow): { readonly reversesId?: string } {
  return get('reversesId') === '' ? {} : { reversesId: get('reversesId') };
}

/** The period, or the month by its number; the year where neither is stated. */
function paidFor({ get }: YearFileRow): { readonly period?: string; readonly month?: number } {
  const [period, month] = [get('period'), get('month')];
  return {
    ...(period === '' && month !== '' ? {} : { period: periodOfCell(period) }),
    ...(month === '' ? {} : { month: /^\d{1,2}$/.test(month) ? Number(month) : NaN }),
  };
}

function dayNotices({ get, line }: YearFileRow): readonly YearFileProblem[] {
  const { day, isNumber } = readDay(get('paidOn'));
  return isNumber === true ? [problemAt('PAYMENT', line, serialDayNotice(['paidOn'], get('paidOn'), day))] : [];
}

async function importAmounts<New extends NewAmount, Stored extends StoredAmount>(
  kind: AmountKind<New, Stored>,
  { platform, caller, input, key }: RowsImport,
  rows: readonly AmountRow<New>[],
): Promise<RowsOutcome> {
  const content = rows.map(({ id, row }) => [id, ...kind.content(row), row.reason, row.source ?? null]);
  let recorded: readonly string[] = [];
  const { result } = await undoable<RowsOutcome>((undo) =>
    runCommand(
      platform,
      caller.actor,
      {
        permission: 'payment:write',
        regionCode: key.regionCode,
        action: kind.action,
        work: async (unit) => {
          await kind.lock(unit, key);
          const before = await kind.stored(unit, key);
          const { fresh, ...outcome } = compared(kind, input.kind === 'PAYMENT' ? 'PAYMENT' : 'ADJUSTMENT', rows, before);
          // Rows that are in order are tried also where others are not: all that is wrong is told at once. Nothing is kept then.
          const whole = fresh.filter(({ isWhole }) => isWhole);
          const tried = triedRows(kind, fresh);
          if (tried.length === 0 && !isKept(outcome, input)) return undo(outcome);
          if (whole.length > 0) await addRows(kind, unit, key, whole);
          recorded = (await kind.recorded?.(unit, key, before)) ?? [];
          const after = tried.length === 0 ? [] : await problemsAfter(kind, unit, key, tried);
          const checked: RowsOutcome = { ...outcome, problems: [...outcome.problems, ...after] };
          return isKept(checked, input) ? checked : undo(checked);
        },
        audit: (outcome) => auditOf(key, outcome, recorded),
      },
      {
        key: input.idempotencyKey ?? `file-${hashOf({ ...key, content })}`,
        input: { ...key, content },
        refOf: ({ recorded, unchanged }) => `${recorded} ${unchanged}`,
        replay: (_unit, ref) => Promise.resolve(repeated(ref)),
      },
    ),
  );
  return result;
}

function auditOf({ year, insurance }: FundYearKey, { recorded, unchanged }: RowsOutcome, payments: readonly string[]) {
  if (recorded === 0) return undefined;
  const told = payments.length === 0 ? {} : { payments };
  return { subject: `${year} ${insurance}`, detail: { year, insurance, recorded, unchanged, ...told } };
}

/** A row that is new, with its line. */
interface Fresh<New> {
  readonly line: number;
  readonly row: New;
  /** Nothing was found wrong with it yet. */
  readonly isWhole: boolean;
}

async function addRows<New, Stored>(kind: AmountKind<New, Stored>, unit: Unit, key: FundYearKey, fresh: readonly Fresh<New>[]) {
  await kind.add(
    unit,
    key,
    fresh.map(({ row }) => row),
  );
}

/** Rows that have to be recorded to be checked; not those of an institution with a row that can't be read, which might change what is found. */
function triedRows<New extends NewAmount, Stored>(
  { needsAfter }: AmountKind<New, Stored>,
  fresh: readonly Fresh<New>[],
): readonly Fresh<New>[] {
  const unsure = new Set(fresh.flatMap(({ row, isWhole }) => (isWhole ? [] : [row.institutionCode])));
  return fresh.filter(({ row }) => needsAfter?.(row) === true && !unsure.has(row.institutionCode));
}

async function problemsAfter<New, Stored>(
  { after }: AmountKind<New, Stored>,
  unit: Unit,
  key: FundYearKey,
  fresh: readonly Fresh<New>[],
): Promise<readonly YearFileProblem[]> {
  const rows = fresh.map(({ row }) => row);
  const found = (await after?.(unit, key, rows)) ?? new Map<New, FieldProblem>();
  return fresh.flatMap(({ line, row }) => {
    const problem = found.get(row);
    return problem === undefined ? [] : [problemAt('PAYMENT', line, problem)];
  });
}

function repeated(ref: string): RowsOutcome {
  const [recorded = 0, unchanged = 0] = ref.split(' ').map(Number);
  return { recorded, unchanged, isRepeated: true, problems: [], warnings: [] };
}

/** Looks at rows beside what is recorded, and at each beside those before it. */
function compared<New extends NewAmount, Stored extends StoredAmount>(
  kind: AmountKind<New, Stored>,
  records: 'ADJUSTMENT' | 'PAYMENT',
  rows: readonly AmountRow<New>[],
  stored: readonly Stored[],
): RowsOutcome & { readonly fresh: readonly Fresh<New>[] } {
  const byId = new Map(stored.map((record) => [record.id, record]));
  const amounts = new RecordedAmounts(stored);
  const reversed = new Set(stored.flatMap(({ reversesId }) => reversesId ?? []));
  const alike = new Set(stored.filter(({ id }) => !reversed.has(id)).map((record) => JSON.stringify(kind.content(record))));
  const seen = new Set<string>();
  const problems: YearFileProblem[] = [];
  const warnings: YearFileProblem[] = [];
  const fresh: Fresh<New>[] = [];
  for (const { line, id, row, problems: own } of rows) {
    if (id !== '') {
      const fault = seen.has(id) ? 'REPEATED' : idFault(kind, byId.get(id), row);
      if (fault !== undefined) problems.push(yearFileProblem({ line, column: 'id' }, `ID_${fault}`, ID_FAULTS[fault]));
      seen.add(id);
      continue;
    }
    const found = own.length > 0 ? [...own, ...amounts.referenceProblems(row)] : amounts.problems(row);
    problems.push(...found.map((problem) => problemAt(records, line, problem)));
    const text = JSON.stringify(kind.content(row));
    if (found.length === 0 && alike.has(text)) warnings.push(yearFileProblem({ line }, 'ALIKE', ALIKE));
    alike.add(text);
    fresh.push({ line, row, isWhole: found.length === 0 });
  }
  const amount = printFen(fresh.reduce((sum, { row }) => sum + row.amountFen, 0n));
  return { recorded: fresh.length, amount, unchanged: rows.length - fresh.length, isRepeated: false, problems, warnings, fresh };
}

function idFault<New extends NewAmount, Stored extends StoredAmount>(
  { content }: AmountKind<New, Stored>,
  record: Stored | undefined,
  row: New,
): 'UNKNOWN' | 'CHANGED' | undefined {
  if (record === undefined) return 'UNKNOWN';
  const whole = (one: New | Stored): string => JSON.stringify([...content(one), one.reason, one.source ?? null]);
  return whole(record) === whole(row) ? undefined : 'CHANGED';
}

const ID_FAULTS = {
  UNKNOWN: [
    '该年度没有这个标识的记录。新的记录请把标识留空；标识由平台给出。',
    'The year has no record of this id. Leave the id of a new record empty: the platform gives it.',
  ],
  CHANGED: [
    '此行与已有记录不一致，已有记录不能改动。请恢复原样；要更正，另起一行以“冲销”写明该标识、金额为相反数，再记新的一行。',
    'The row is not the record any more, and records are never changed. Put it back; to correct it, add a row that reverses it (its id under reversesId, the opposite amount) and a new one.',
  ],
  REPEATED: ['同一标识出现了多次，请只留一行。', 'The id is there more than once; keep one row.'],
} as const;

const ALIKE = [
  '与已有的一条记录（或本文件前面的一行）机构、项目、期间、金额、日期都相同：请核对是否重复；确属两笔则无须更改。',
  'Another record, or a row above, has the same institution, item, period, amount and day: check that it is not the same one twice; if there are two, nothing need be done.',
] as const;
