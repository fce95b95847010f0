import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { CHECK_COST, CheckReportRef } from './check-report.js';
import { mutationScore } from '../../app/rulesets/mutation-score.js';
import type { EffectiveDocument } from '../../rules/document/document.js';
import { wordsOf } from '../../rules/explain/explain-words.js';
import { changeWords } from '../../rules/probes/mutant-words.js';
import type { Mutant, MutationReport } from '../../rules/probes/mutate.js';

/** A mutant with the document whose words say it. */
interface SurvivorView {
  readonly mutant: Mutant;
  readonly document: EffectiveDocument;
}

const SurvivorRef = builder.objectRef<SurvivorView>('UnnoticedChange').implement({
  description: '漏网的改动：规则这样改一处，没有算例会察觉 a change of a rule in one place that no example of the document would notice',
  fields: (t) => ({
    decision: t.string({ description: '判定 decision', resolve: ({ mutant }) => mutant.decision }),
    decisionLabel: t.field({
      type: LocalizedTextRef,
      description: '判定名称 label of the decision',
      resolve: ({ mutant, document }) => wordsOf(document).labelOf(mutant.decision),
    }),
    rule: t.string({ description: '规则 rule', resolve: ({ mutant }) => mutant.rule }),
    ruleLabel: t.field({
      type: LocalizedTextRef,
      description: '规则名称 label of the rule',
      resolve: ({ mutant, document }) => {
        const { rules = [] } = document.decisions.find(({ id }) => id === mutant.decision) ?? {};
        return rules.find(({ name }) => name === mutant.rule)?.label ?? { zh: mutant.rule, en: mutant.rule };
      },
    }),
    change: t.field({
      type: LocalizedTextRef,
      description: '所改之处，用文字 what was changed, in words',
      resolve: ({ mutant, document }) => changeWords(mutant.change, wordsOf(document)),
    }),
    text: t.string({ description: '所改之处，用代码 what was changed, in codes', resolve: ({ mutant }) => mutant.text }),
    example: t.field({
      type: 'JSON',
      nullable: true,
      description:
        '能察觉它的算例，结果按现在的规则；核对条文后可加入 examples；空：须手写 an example that would notice it, as the rules decide now: with the article read it may go into `examples`; null: it must be written by hand',
      resolve: ({ mutant }) => mutant.catcher ?? null,
    }),
  }),
});

interface MutationView extends MutationReport {
  readonly document: EffectiveDocument;
}

const MutationReportRef = builder.objectRef<MutationView>('MutationReport').implement({
  description:
    '变异得分：把规则逐处改动（换比较、移界值、换“且”“或”），看算例能否察觉；得分为 noticed 比 noticed 加 survived mutation score: rules changed in one place at a time, and whether an example notices; the score is noticed of noticed and survived',
  fields: (t) => ({
    total: t.int({ description: '改动数 changes tried', resolve: ({ mutants }) => mutants.length }),
    noticed: t.int({ description: '察觉数 changes that an example notices', resolve: ({ counts }) => counts.NOTICED }),
    survived: t.int({ description: '漏网数 changes that none does', resolve: ({ counts }) => counts.SURVIVED }),
    judged: t.int({
      description: '计入得分的改动数 changes that count in the score',
      resolve: ({ counts }) => counts.NOTICED + counts.SURVIVED,
    }),
    equivalent: t.int({
      description: '等价数：任何情形判定都不变，不计 changes that decide every situation alike, and do not count',
      resolve: ({ counts }) => counts.EQUIVALENT,
    }),
    undecided: t.int({
      description: '未判数：改动之后情形过多，不计 changes after which too many situations are told apart, and do not count',
      resolve: ({ counts }) => counts.UNDECIDED,
    }),
    caught: t.int({ description: '漏网的改动中有代拟算例的 unnoticed changes that a made example would notice', resolve: ({ caught }) => caught }),
    unnoticed: t.field({
      type: [SurvivorRef],
      description: '漏网的改动，按规则次序 the changes that no example notices, in the order of rules',
      resolve: ({ mutants, document }): SurvivorView[] =>
        mutants.filter(({ fate }) => fate === 'SURVIVED').map((mutant) => ({ mutant, document })),
    }),
  }),
});

builder.objectField(CheckReportRef, 'mutations', (t) =>
  t.field({
    type: MutationReportRef,
    nullable: true,
    complexity: { field: CHECK_COST.field * 2, multiplier: 1 },
    description:
      '变异得分：本文档自己的规则逐处改动，算例能察觉多少；须数秒，文档有错误或不在手边时为空 how many changes of the document’s own rules its examples notice; takes seconds; null where it has errors or is not at hand',
    resolve: async (checked, _args, { platform }) => {
      const report = await mutationScore(platform, checked);
      return report === undefined || checked.ruleset === undefined ? null : { ...report, document: checked.ruleset.effective };
    },
  }),
);
