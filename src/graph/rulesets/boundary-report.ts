import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { CHECK_COST, CheckReportRef } from './check-report.js';
import { RuleWordsRef, StatedWordsRef } from '../kit/stated-words.js';
import type { EffectiveDocument } from '../../rules/document/document.js';
import { namedThing, ruleInWords, statedWords } from '../../rules/explain/stated-words.js';
import { boundaryExamples, MOST_BOUNDARIES, type BoundaryExample, type BoundaryReport } from '../../rules/probes/boundaries.js';

const BoundarySideEnum = builder.enumType('BoundarySide', {
  description: '界值示例的位置：界值之下、恰在、之上；没有大小的事实为成立、恰好不成立 where a boundary example stands',
  values: {
    BELOW: { description: '界值之下一步 a step below the threshold' },
    AT: { description: '恰在界值 at the threshold' },
    ABOVE: { description: '界值之上一步 a step above the threshold' },
    HOLDS: { description: '规则成立 the rule takes effect' },
    MISSES: { description: '恰好不成立 the rule just does not take effect' },
  } satisfies Record<BoundaryExample['side'], { description: string }>,
});

/** A made example with the document whose words say it. */
interface BoundaryView extends BoundaryExample {
  readonly document: EffectiveDocument;
}

const BoundaryExampleRef = builder.objectRef<BoundaryView>('BoundaryExample').implement({
  description: '代拟的界值示例，可粘入文档的 examples a made example at a boundary, ready for `examples` of the document',
  fields: (t) => ({
    decision: t.exposeString('decision', { description: '判定 decision' }),
    rule: t.exposeString('rule', { description: '规则 rule' }),
    fact: t.exposeString('fact', { description: '所变的事实 the fact that is moved' }),
    ruleSaid: t.field({
      type: RuleWordsRef,
      description: '规则，用文字 the rule, in words',
      resolve: ({ document, rule }) => ruleInWords(document, rule),
    }),
    factSaid: t.field({
      type: LocalizedTextRef,
      description: '所变的事实，用文字 the fact that is moved, in words',
      resolve: ({ document, fact }) => namedThing(document, fact),
    }),
    givenSaid: t.field({
      type: [StatedWordsRef],
      description: '给出的事实，用文字 what is given, in words',
      resolve: ({ document, example }) => [...statedWords(document, example.given)],
    }),
    expectSaid: t.field({
      type: [StatedWordsRef],
      description: '现在的结果，用文字 what it gives now, in words',
      resolve: ({ document, example }) => [...statedWords(document, example.expect)],
    }),
    threshold: t.string({ nullable: true, description: '界值 threshold', resolve: ({ threshold }) => threshold ?? null }),
    side: t.field({ type: BoundarySideEnum, description: '位置 where it stands', resolve: ({ side }) => side }),
    isShown: t.exposeBoolean('isShown', { description: '已有示例恰在此处 an example of the document stands there already' }),
    example: t.field({
      type: 'JSON',
      description: '示例：given、现在的结果 expect、成立的规则 fired the example: what is given, what it gives now, which rules hold',
      resolve: ({ example }) => example,
    }),
  }),
});

interface BoundaryReportView extends BoundaryReport {
  readonly document: EffectiveDocument;
}

const BoundaryReportRef = builder.objectRef<BoundaryReportView>('BoundaryReport').implement({
  description: '界值示例报告 examples at the boundaries of the rules of a document',
  fields: (t) => ({
    total: t.exposeInt('total', { description: '界值示例总数 all of them' }),
    shown: t.exposeInt('shown', { description: '已有示例的 those where an example stands already' }),
    unmade: t.exposeInt('unmade', { description: '须手写的：公式需要的值无法代拟 those that must be written by hand' }),
    examples: t.field({ type: [BoundaryExampleRef], description: '示例 the examples', resolve: ({ examples, document }) => examples.map((one) => ({ ...one, document })) }),
  }),
});

builder.objectField(CheckReportRef, 'boundaryExamples', (t) =>
  t.field({
    type: BoundaryReportRef,
    nullable: true,
    complexity: CHECK_COST,
    description: '界值示例：每个界值之下、恰在、之上；文档有错误或不在手边时为空 examples at every threshold of the document’s own rules; null where it has errors or is not at hand',
    args: {
      all: t.arg.boolean({ defaultValue: false, description: '连已有示例的 also those that an example shows already' }),
    },
    resolve: async ({ ruleset, examples = [], isInherited }, { all }) =>
      ruleset === undefined
        ? null
        : {
            ...(await boundaryExamples(ruleset, examples, { ...(isInherited && { isInherited }), all: all === true, limit: MOST_BOUNDARIES })),
            document: ruleset.effective,
          },
  }),
);
