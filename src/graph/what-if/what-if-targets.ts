import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { SCHEME_CHOICE } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { BasisRef, BASES_COST } from '../kit/basis.js';
import { whatIfTargets, type TargetChoice, type TryingRange, type WhatIfTarget } from '../../app/what-if/what-if-targets.js';

const RangeRef = builder.objectRef<TryingRange>('WhatIfRange').implement({
  description:
    '试调范围：现值的一半到一倍半，不超出上下限，每步约百分之一 where a value is tried: half to one and a half of it, within its limits',
  fields: (t) => ({
    from: t.field({ type: 'Decimal', description: '从 from', resolve: ({ from }) => from }),
    to: t.field({ type: 'Decimal', description: '到 to', resolve: ({ to }) => to }),
    step: t.field({ type: 'Decimal', description: '每步 step', resolve: ({ step }) => step }),
  }),
});

const ChoiceRef = builder.objectRef<TargetChoice>('WhatIfChoice').implement({
  description: '参数的一个选项 a value that a parameter may have',
  fields: (t) => ({
    value: t.exposeString('value', { description: '写作 set 的 value as `value` of `set`' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 what it is called', resolve: ({ label }) => label }),
  }),
});

const TargetRef = builder.objectRef<WhatIfTarget>('WhatIfTarget').implement({
  description: '模拟中可改的一个值：参数，或系数表、分段表的一行 a value that a candidate can change: a parameter, or a row of a table',
  fields: (t) => ({
    target: t.exposeString('target', { description: '改什么，照抄作 set 的 target what, as `target` of a candidate’s `set`' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    value: t.exposeString('value', { description: '现值 what it is' }),
    valueSaid: t.field({
      type: LocalizedTextRef,
      description: '现值，带单位或用名称 what it is, with its unit or by its name',
      resolve: ({ valueSaid }) => valueSaid,
    }),
    unit: t.string({
      description: '单位，中文；没有单位为空 unit, in Chinese; empty where there is none',
      resolve: ({ unit }) => unit.zh,
    }),
    unitSaid: t.field({
      type: LocalizedTextRef,
      description: '单位；没有单位为空 unit; empty where there is none',
      resolve: ({ unit }) => unit,
    }),
    choices: t.stringList({
      description: '可取的值；空为数值 its members; empty: a number',
      resolve: ({ choices }) => choices.map(({ value }) => value),
    }),
    choicesSaid: t.field({
      type: [ChoiceRef],
      description: '可取的值及其名称；空为数值 its members and what they are called; empty: a number',
      resolve: ({ choices }) => [...choices],
    }),
    min: t.field({ type: 'Decimal', nullable: true, description: '下限 least', resolve: ({ min }) => min }),
    max: t.field({ type: 'Decimal', nullable: true, description: '上限 most', resolve: ({ max }) => max }),
    range: t.field({
      type: RangeRef,
      nullable: true,
      description: '试调范围；不是数值的为空 where it is tried; null where it is no number',
      resolve: ({ range }) => range,
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
  }),
});

builder.queryField('whatIfTargets', (t) =>
  t.field({
    type: [TargetRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'simulation:run', regionCode } }),
    complexity: { field: 50, multiplier: 20 },
    description:
      '一个结算年度的模拟可改的值，参数在前；各版本都有的以最后一版为准 what a what-if of a year can change, parameters first; of several versions the last counts',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      year: t.arg.int({ required: true, description: '结算年度 settlement year' }),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: async (_root, { regionCode, year, scheme }, context) => [
      ...(await whatIfTargets(context.platform, callerOf(context), { regionCode, year, scheme: scheme ?? undefined })),
    ],
  }),
);
