import { CaseScoreRef } from './case-score.js';
import { fromExplained } from './score-view.js';
import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { RuleWordsRef, StatedWordsRef } from '../kit/stated-words.js';
import { ruleInWords, statedWords } from '../../rules/explain/stated-words.js';
import type { CaseExample } from '../../rules/examples/case-example.js';

const CaseExampleRef = builder.objectRef<CaseExample>('CaseExample').implement({
  description:
    '留作算例：一个计过分的病例，作为所用规则的算例；不含病例号、机构、姓名，只有规则要用的事实 a scored case as an example of the rules that scored it, with the facts that they read and no more',
  fields: (t) => ({
    id: t.string({
      nullable: true,
      description: '算例标识，由内容得出：同一算例同一标识 id, made of what it says; null where it can’t be told',
      resolve: (made) => ('example' in made ? made.example.id : null),
    }),
    example: t.field({
      type: 'JSON',
      nullable: true,
      description:
        '算例，可存入草案的 /examples/标识；写不成的为空 the example, ready for `examples` of a draft; null where it can’t be told',
      resolve: (made) => ('example' in made ? made.example : null),
    }),
    givenSaid: t.field({
      type: [StatedWordsRef],
      description: '给出的事实，用文字 what is given, in words',
      resolve: (made) => ('example' in made ? [...statedWords(made.document, made.example.given)] : []),
    }),
    expectSaid: t.field({
      type: [StatedWordsRef],
      description: '应得的输出，用文字 what is expected, in words',
      resolve: (made) => ('example' in made ? [...statedWords(made.document, made.example.expect)] : []),
    }),
    firedSaid: t.field({
      type: [RuleWordsRef],
      description: '成立的规则，用文字 the rules that held, in words',
      resolve: (made) => ('example' in made ? (made.example.fired ?? []).map((name) => ruleInWords(made.document, name)) : []),
    }),
    refusals: t.field({
      type: [LocalizedTextRef],
      description: '为何写不成算例 why it can’t be told as an example',
      resolve: (made) => ('example' in made ? [] : made.findings.map(({ message }) => message)),
    }),
  }),
});

builder.objectField(CaseScoreRef, 'example', (t) =>
  t.field({
    type: CaseExampleRef,
    complexity: { field: 20, multiplier: 1 },
    authScopes: { permission: 'draft:read' },
    description: '留作算例；要有查看草案的权限 the case as an example; for whoever may read drafts',
    args: { label: t.arg.string({ description: '算例的名称 what the example is called' }) },
    resolve: async (score, { label }) => (await fromExplained(score, (explained) => explained)).example(label ? { zh: label } : undefined),
  }),
);
