import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues, SeverityEnum } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { draftFormula } from '../../app/drafts/page/draft-formula.js';
import {
  FORMULA_NAME_KINDS,
  type FormulaFinding,
  type FormulaNameKind,
  type FormulaNameView,
  type FormulaView,
} from '../../rules/compile/formula-view.js';
import { unitWord } from '../../rules/explain/explain-words.js';

const KINDS: Readonly<Record<FormulaNameKind, string>> = {
  FACT: '事实 a fact',
  PARAMETER: '参数 a parameter',
  DECISION: '此前判定的结果 what an earlier decision gives',
  AGGREGATE: '汇总 an aggregate',
  TABLE: '系数表或分档表，由 lookup 或 tiered 读 a table, read by lookup or tiered',
  KEY: '文本（枚举、编码、是非），只用来选表的行 a text, which only chooses a row of a table',
  FUNCTION: '函数 a function',
  COLUMN: '病种目录的列 a column of the catalogue',
};
const KindEnum = builder.enumType('FormulaNameKind', {
  description: '公式里的名称是什么 what a name in a formula stands for',
  values: describedValues(FORMULA_NAME_KINDS, KINDS),
});

const FormulaNameRef = builder.objectRef<FormulaNameView>('FormulaName').implement({
  description: '公式在这里可写的一个名称 a name that may stand in a formula at its place',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: '是什么 what it stands for', resolve: ({ kind }) => kind }),
    name: t.exposeString('name', { description: '名称，如 costRatio its name' }),
    word: t.string({
      nullable: true,
      description: '可代它写的中文；没有为空 the Chinese word that may stand for it; null: only the name may',
      resolve: ({ word }) => word ?? null,
    }),
    label: t.field({ type: LocalizedTextRef, description: '含义 what it means', resolve: ({ label }) => label }),
    unit: t.string({
      nullable: true,
      description:
        '单位：yuan、point、day、case、person、1 及其乘除；不是数、视参数而定的为空 dimension; null where it is no number, or depends',
      resolve: ({ unit }) => unit ?? null,
    }),
    unitWord: t.string({
      nullable: true,
      description: '单位的中文，如 元/分；比率为空串 the dimension in Chinese; empty for ratios',
      resolve: ({ unit }) => (unit === undefined ? null : unitWord(unit)),
    }),
    call: t.string({
      nullable: true,
      description:
        '怎样写：表和目录列可照写，函数是其各项 how it is called: tables and columns as a text to take over, functions as what they take',
      resolve: ({ call }) => call ?? null,
    }),
  }),
});

const FormulaFindingRef = builder.objectRef<FormulaFinding>('FormulaFinding').implement({
  description: '公式的一处问题 something wrong with a formula',
  fields: (t) => ({
    severity: t.field({ type: SeverityEnum, description: '严重程度 severity', resolve: ({ severity }) => severity }),
    code: t.exposeString('code', { description: '发现代码 code of a closed list' }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what is found', resolve: ({ message }) => message }),
    suggestion: t.field({ type: LocalizedTextRef, description: '怎么办 what to do', resolve: ({ suggestion }) => suggestion }),
    at: t.int({
      nullable: true,
      description: '在公式文本中的位置，从 0 起；不在一处的为空 where in its text, from 0; null where it is no one place',
      resolve: ({ at }) => at ?? null,
    }),
    length: t.int({ nullable: true, description: '长度（字符） characters', resolve: ({ length }) => length ?? null }),
  }),
});

const FormulaViewRef = builder.objectRef<FormulaView>('DraftFormula').implement({
  description:
    '公式试读：此公式若写在草案的这一处，读作什么、单位、问题，这里可写哪些名称；不保存 a formula as if it stood at a place of the draft; nothing is saved',
  fields: (t) => ({
    reading: t.string({
      nullable: true,
      description: '读作（中文）；不成公式的为空 how it reads in Chinese; null: it is no formula',
      resolve: ({ reading }) => reading ?? null,
    }),
    unit: t.string({
      nullable: true,
      description: '所得的单位；有错误、无所谓单位（0）的为空 dimension of what it works out; null where it is not known, or any (0)',
      resolve: ({ unit }) => unit ?? null,
    }),
    unitWord: t.string({
      nullable: true,
      description: '所得单位的中文；比率为空串 that dimension in Chinese; empty for ratios',
      resolve: ({ unit }) => (unit === undefined ? null : unitWord(unit)),
    }),
    expected: t.exposeString('expected', { description: '此处应有的单位 dimension that is wanted here' }),
    expectedWord: t.string({
      description: '应有单位的中文；比率为空串 that dimension in Chinese; empty for ratios',
      resolve: ({ expected }) => unitWord(expected),
    }),
    findings: t.field({
      type: [FormulaFindingRef],
      description: '问题：名称、单位、写法，与校验所说相同 what is wrong with it, as the check says it',
      resolve: ({ findings }) => [...findings],
    }),
    names: t.field({
      type: [FormulaNameRef],
      complexity: { field: 1, multiplier: 20 },
      description: '此处可写的名称 names that may stand here',
      resolve: ({ names }) => [...names],
    }),
  }),
});

builder.objectField(DraftRef, 'formula', (t) =>
  t.field({
    type: FormulaViewRef,
    nullable: true,
    complexity: { field: 50 },
    description:
      '公式试读；那里没有得出数的判定、草案文本读不成规则的为空 tries a formula at a place; null where no decision gives a number there, or its text can’t be read as rules',
    args: {
      pointer: t.arg.string({
        required: true,
        description: '位置，如 /decisions/points/rules/points-low/event/params/formula place in the document',
      }),
      text: t.arg.string({ required: true, description: '公式 the formula' }),
    },
    resolve: async (opened, asked, context) => (await draftFormula(context.platform, callerOf(context), opened, asked)) ?? null,
  }),
);
