import { TRACE_COST, TraceStepRef } from '../scoring/trace.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { DraftRef } from './draft.js';
import { CHECK_COST } from '../rulesets/check-report.js';
import { draftExample, draftExamples, type DraftExample, type ExampleName } from '../../app/drafts/example-trace.js';
import { explainTrace } from '../../rules/explain/explain.js';

const ExampleNameRef = builder.objectRef<ExampleName>('DraftExampleName').implement({
  description: '草案的一个算例的名称 what an example of a draft is called',
  fields: (t) => ({
    id: t.exposeString('id', { description: '算例标识 id' }),
    label: t.string({
      nullable: true,
      description: '名称（中文）；没有名称的为空 its name in Chinese; null where it has none',
      resolve: ({ label }) => label ?? null,
    }),
  }),
});

const DraftExampleRef = builder.objectRef<DraftExample>('DraftExample').implement({
  description: '算例按草案的步骤：规则、代入的数和结果；不保存 an example as the draft decides it now, step by step; nothing is stored',
  fields: (t) => ({
    id: t.string({ description: '算例标识 id', resolve: ({ example }) => example.id }),
    label: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '名称；没有名称的为空 label; null where it has none',
      resolve: ({ example }) => example.label ?? null,
    }),
    problems: t.field({
      type: [LocalizedTextRef],
      description: '算不出时，为何 why it can’t be worked out; empty where it can',
      resolve: ({ findings }) => findings.map(({ message }) => message),
    }),
    trace: t.field({
      type: [TraceStepRef],
      complexity: TRACE_COST,
      description:
        '步骤：所期望的结果需要的判定，算例自己写明的除外 the decisions that its expectations need, those aside that it states itself',
      resolve: ({ steps, effective }) => [...explainTrace(steps, effective)],
    }),
  }),
});

builder.objectFields(DraftRef, (t) => ({
  examples: t.field({
    type: [ExampleNameRef],
    complexity: { field: 5, multiplier: 2 },
    description: '草案的算例，按文本的次序 its examples, in the order of its text',
    resolve: ({ draft }, _args, context) => draftExamples(callerOf(context), draft.regionCode, draft.id),
  }),
  example: t.field({
    type: DraftExampleRef,
    complexity: { field: CHECK_COST.field, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description: '一个算例按草案的步骤；不保存 an example as the draft decides it now; nothing is stored',
    args: { id: t.arg.string({ required: true, description: '算例标识 id of the example' }) },
    resolve: (opened, { id }, context) => draftExample(context.platform, callerOf(context), opened, id),
  }),
}));
