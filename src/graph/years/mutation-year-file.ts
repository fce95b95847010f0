import { FundYearRef } from './fund-year.js';
import { builder } from '../base/builder.js';
import { callerOf, runAsCommand } from '../base/callers.js';
import { describedValues, InsuranceSchemeEnum, SCHEME_CHECKED } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { sentTable } from '../kit/sent-file.js';
import { PeriodKindEnum } from '../periods/settlement-periods.js';
import { askedFor } from '../../app/caches/in-force.js';
import { FUND_YEAR_RECORDS } from '../../app/ports/clearing/ports-fund-year-history.js';
import { importYearRecords, MOST_LISTED, permissionOfRecords, type ImportedYearRecords } from '../../app/year-files/import-year-records.js';
import { MOST_YEAR_ROWS } from '../../app/year-files/read-year-file.js';
import { recordableFacts, type RecordableFact } from '../../app/year-files/recordable-facts.js';
import type { YearFileProblem } from '../../app/year-files/year-file-problems.js';

/** Larger files are imported by the commands. */
const YEAR_FILE = { zh: '文件', en: 'file', command: 'dip budget|actuals|adjustment|payment|assessment import' } as const;

/** 年度记录的种类. */
export const YearRecordKindEnum = builder.enumType('YearRecordKind', {
  description: '年度记录的种类 kinds of records of a fund year',
  values: describedValues(FUND_YEAR_RECORDS, {
    BUDGET: '预算项目 items of the budget',
    ACTUALS: '年终决算项目 items of the actuals',
    ADJUSTMENT: '调整 adjustments of institutions',
    PAYMENT: '拨付 payments to institutions',
    ASSESSMENT: '考核，及月度、季度的事实 assessments, and facts of months and quarters',
  }),
});

const ImportYearRecordsInput = builder.inputType('ImportYearRecordsInput', {
  description: '导入年度记录的输入 input of importYearRecords',
  fields: (t) => ({
    kind: t.field({ type: YearRecordKindEnum, required: true, description: '种类 kind of the records' }),
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    year: t.int({ required: true, description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance scheme' }),
    documentText: t.string({
      description: `文件文本（CSV，至多 ${MOST_YEAR_ROWS} 行，列见 docs/year-records.md）；与 workbookBase64 二选一 the file as CSV; this or a workbook`,
    }),
    workbookBase64: t.string({ description: '工作簿（.xlsx，Base64），首个工作表为同样的列 a workbook with the same columns, in Base64' }),
    reason: t.string({ description: '事由：用于没有写明事由的行 the reason of rows that state none' }),
    source: t.string({ description: '依据：用于没有写明依据的行 the source of rows that state none' }),
    scheme: t.field(SCHEME_CHECKED),
    dryRun: t.boolean({ description: '只检查，不录入，默认否 check only, nothing is recorded; false by default' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const YearFileProblemRef = builder.objectRef<YearFileProblem>('YearFileProblem').implement({
  description: '年度记录文件中的一处问题 something that is wrong with a file of records',
  fields: (t) => ({
    line: t.exposeInt('line', {
      description: '行号，从 1 起（含表头）；0 为整个文件 line, from 1, the header included; 0 is the whole file',
    }),
    column: t.exposeString('column', { description: '列名；空为整行 column; empty for the row as a whole' }),
    code: t.exposeString('code', { description: '问题代码 code of the problem' }),
    message: t.field({
      type: LocalizedTextRef,
      description: '说明：错在哪里、怎么办 what is wrong, and what to do',
      resolve: ({ message }) => message,
    }),
  }),
});

const ImportYearRecordsPayload = builder.objectRef<ImportedYearRecords>('ImportYearRecordsPayload').implement({
  description: '导入结果：全部录入，或一行也不录入 what became of the file: it is recorded whole or not at all',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读到的行数 rows read' }),
    stored: t.boolean({
      description: '是否已录入；只检查、有问题、此前已导入时为否 whether it was recorded; not when only checked, wrong, or imported before',
      resolve: ({ isStored }) => isStored,
    }),
    recorded: t.exposeInt('recorded', { description: '新录入（只检查时为将录入）的条数 records that are new, or would be' }),
    amount: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        '新录入（只检查时为将录入）的调整、拨付金额合计（元，2 位小数）；其他种类、此前已导入、有问题时为空 sum of the new adjustments or payments in yuan, 2 places; null for other kinds, for what was imported before, and with problems',
      resolve: ({ amount, problemCount }) => (problemCount > 0 ? null : (amount ?? null)),
    }),
    unchanged: t.exposeInt('unchanged', { description: '原已录入的行数 rows that stood there already' }),
    repeated: t.boolean({
      description: '此前已以同一幂等键导入，未作更改 whether the key imported it before; then nothing was changed',
      resolve: ({ isRepeated }) => isRepeated,
    }),
    problemCount: t.exposeInt('problemCount', { description: '问题总数 problems in all' }),
    problems: t.field({
      type: [YearFileProblemRef],
      description: `问题（前 ${MOST_LISTED} 处） the first ${MOST_LISTED} problems`,
      resolve: ({ problems }) => [...problems],
    }),
    warningCount: t.exposeInt('warningCount', { description: '警告总数 warnings in all' }),
    warnings: t.field({
      type: [YearFileProblemRef],
      description: `警告（前 ${MOST_LISTED} 处），不妨碍录入 the first ${MOST_LISTED} warnings, which keep nothing out`,
      resolve: ({ warnings }) => [...warnings],
    }),
  }),
});

builder.mutationField('importYearRecords', (t) =>
  t.field({
    type: ImportYearRecordsPayload,
    authScopes: (_root, { input }) => ({ permission: permissionOfRecords(input.kind) }),
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '导入年度记录（CSV 或工作簿），逐行报告；全部录入，或一行也不录入。预算、决算须 budget:write，其余须 payment:write imports records of a fund year, all or none, with a row-by-row report; budgets and actuals ask for budget:write, the rest for payment:write',
    args: { input: t.arg({ type: ImportYearRecordsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, (caller) => {
        const { kind, regionCode, year, insurance, reason, source, scheme, idempotencyKey } = input;
        const mode = input.dryRun === true ? ('CHECK' as const) : ('STORE' as const);
        const own = { kind, regionCode, year, insurance, reason, source, mode, idempotencyKey, file: sentTable(input, YEAR_FILE) };
        return importYearRecords(context.platform, caller, { ...own, ...askedFor(scheme) });
      }),
  }),
);

const RecordableFactRef = builder.objectRef<RecordableFact>('RecordableFact').implement({
  description: '可录入的项目：规则集声明、由人录入的事实 a fact that people record for a fund year, as its rulesets declare it',
  fields: (t) => ({
    kind: t.field({ type: YearRecordKindEnum, description: '作为哪种记录录入 as what it is recorded', resolve: ({ kind }) => kind }),
    of: t.field({ type: PeriodKindEnum, description: '属于年度、季度还是月 of the year, a quarter or a month', resolve: ({ of }) => of }),
    name: t.exposeString('name', { description: '事实名 name of the fact' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    unit: t.string({
      nullable: true,
      description: '单位；不是数的为空 unit; null where it is no number',
      resolve: ({ unit }) => (unit === '' ? null : unit),
    }),
    optional: t.exposeBoolean('optional', { description: '可以不录入 may be left out' }),
  }),
});

builder.objectField(FundYearRef, 'facts', (t) =>
  t.field({
    type: [RecordableFactRef],
    complexity: { field: 10, multiplier: 20 },
    description:
      '可录入的项目：当年生效的各版本规则集声明的预算、决算、调整和考核项目 what may be recorded: items of budget and actuals, adjustments and assessments, by the versions in force in the year',
    resolve: async (key, _args, context) => [...(await recordableFacts(context.platform, callerOf(context), key))],
  }),
);
