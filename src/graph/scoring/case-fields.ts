import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues, SCHEME_CHOICE } from '../base/enums.js';
import { FieldErrorRef } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { sentBase64, sentBytes } from '../kit/sent-file.js';
import { invalidField } from '../../app/base/errors.js';
import {
  CASE_FIELD_NEEDS,
  CASE_FIELD_TYPES,
  caseFields,
  type CaseField,
  type CaseFieldNeed,
  type CaseFieldType,
  type CaseFieldValue,
} from '../../app/case-files/case-fields.js';
import { MOST_CASES_READ, readCases, type CaseCell, type CaseOfText } from '../../app/case-files/read-cases.js';

const NEEDS: Readonly<Record<CaseFieldNeed, string>> = {
  REQUIRED: '每个病例都要有 every case states it',
  GROUPING: '入组要用 grouping reads it',
  RULES: '规则要用 the rules read it',
};
const NeedEnum = builder.enumType('CaseFieldNeed', {
  description: '为何要填 why a field is asked for',
  values: describedValues(CASE_FIELD_NEEDS, NEEDS),
});

const TYPES: Readonly<Record<CaseFieldType, string>> = {
  TEXT: '文本或编码 a text or a code',
  CODES: '几个编码，以 ; 分开 several codes, ; between them',
  DAY: '日期，如 2026-06-30 a day',
  DECIMAL: '小数 an exact decimal',
  WHOLE: '整数 a whole number',
  YES_NO: '是否：true 或 false yes or no, as true or false',
  CHOICE: '几种之一 one of its values',
  CHOICES: '几种中的若干，以 ; 分开 any of its values, ; between them',
};
const TypeEnum = builder.enumType('CaseFieldType', {
  description: '怎样填 what stands in a field',
  values: describedValues(CASE_FIELD_TYPES, TYPES),
});

const ValueRef = builder.objectRef<CaseFieldValue>('CaseFieldValue').implement({
  description: '病例字段可取的一个值 a value that a field of a case may have',
  fields: (t) => ({
    value: t.exposeString('value', { description: '值 value' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 what it is called', resolve: ({ label }) => label }),
  }),
});

const CaseFieldRef = builder.objectRef<CaseField>('CaseField').implement({
  description: '计分要用的一个病例字段 a field of a case that scoring asks for',
  fields: (t) => ({
    name: t.exposeString('name', {
      description:
        '列名：CaseInput 的字段，或 cost.费用类别、attribute.事实名 its column in files: a field of CaseInput, cost.<category>, attribute.<fact>',
    }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    need: t.field({ type: NeedEnum, description: '为何要填 why it is asked for', resolve: ({ need }) => need }),
    type: t.field({ type: TypeEnum, description: '怎样填 what stands in it', resolve: ({ type }) => type }),
    unit: t.exposeString('unit', { description: '单位：yuan、day；没有为空串 unit; empty: none' }),
    values: t.field({ type: [ValueRef], description: '可取的值 its values', resolve: ({ values }) => [...values] }),
  }),
});

const CaseCellRef = builder.objectRef<CaseCell>('CaseCell').implement({
  description: '读到的一个值 a value of a case that was read',
  fields: (t) => ({
    name: t.exposeString('name', { description: '列名，如 CaseField 的 name column, as the name of a CaseField' }),
    text: t.exposeString('text', { description: '值；几个编码以 ; 分开 value; ; between several codes' }),
  }),
});

const ReadCaseRef = builder.objectRef<CaseOfText>('ReadCase').implement({
  description: '从文本读到的一个病例 a case that was read from a text',
  fields: (t) => ({
    line: t.exposeInt('line', {
      description: '行号，从 1 起，含表头；JSON 列表为第几个 line from 1, the headings included; its place in a list in JSON',
    }),
    cells: t.field({ type: [CaseCellRef], description: '各值 its values', resolve: ({ cells }) => [...cells] }),
    problems: t.field({
      type: [FieldErrorRef],
      description: '问题；没有即可计分 what is wrong with it',
      resolve: ({ problems }) => [...problems],
    }),
  }),
});

/** A catalogue's groups are looked through once. */
const FIELDS_COST = { field: 20, multiplier: 10 } as const;
const READ_COST = { field: 200, multiplier: 10 } as const;

builder.queryFields((t) => ({
  caseFields: t.field({
    type: [CaseFieldRef],
    complexity: FIELDS_COST,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'case:score', regionCode } }),
    description:
      '计分要用病例的哪些字段：按该日生效的规则集和病种目录库 what scoring asks of a case, by the ruleset and the catalogue that are in force on a day',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      on: t.arg({ type: 'Date', required: true, description: '日期：一般为出院日期 day, as a rule that of discharge' }),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: async (_root, { regionCode, on, scheme }, context) => [
      ...(await caseFields(context.platform, callerOf(context), { regionCode, on, scheme })),
    ],
  }),
  readCases: t.field({
    type: [ReadCaseRef],
    complexity: READ_COST,
    authScopes: { permission: 'case:score' },
    description: `读取病例，不保存任何内容：表格的行（首行为表头）、JSON 的一例或多例、一行一例的 JSON，至多 ${MOST_CASES_READ} 例 reads cases and stores nothing: rows of a sheet below their headings, a case or a list of cases in JSON, or JSON lines; at most ${MOST_CASES_READ}`,
    args: {
      text: t.arg.string({ description: '文本；或给 base64 the text, or base64' }),
      base64: t.arg.string({ description: '文件的字节（Base64），编码自动辨认 bytes of a file in Base64; their encoding is found out' }),
    },
    resolve: async (_root, { text, base64 }) => [...(await readCases(sent(text, base64)))],
  }),
}));

const FILE = { zh: '病例文本', en: 'text', command: 'dip cases import' } as const;

/** The bytes that were sent, as text or as Base64. Throws VALIDATION_FAILED. */
function sent(text: string | null | undefined, base64: string | null | undefined): Uint8Array {
  if (typeof text === 'string' && typeof base64 !== 'string') return sentBytes(Buffer.from(text), { ...FILE, field: 'text' });
  if (typeof base64 === 'string' && typeof text !== 'string') return sentBase64(base64, { ...FILE, field: 'base64' });
  throw invalidField(['text'], 'ONE_OF', { zh: '请给出 text 或 base64 之一，且只给一个。', en: 'State either text or base64.' });
}
