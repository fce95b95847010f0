import { DraftRef } from './draft.js';
import { ComparedWithEnum } from './draft-words.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { CHECK_COST, CheckReportRef, ExampleReportRef } from '../rulesets/check-report.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { RulesetDiffRef } from '../rulesets/ruleset-diff.js';
import { compareDraft } from '../../app/drafts/review/compare-draft.js';
import { namedPointer } from '../../app/drafts/kit/draft-document.js';
import { witnessCases } from '../../app/drafts/review/witness-cases.js';
import { checkDraft, type DraftCheck } from '../../app/drafts/review/check-draft.js';
import { rulesetEntries, type RulesetEntry } from '../../rules/explain/ruleset-entries.js';

/** What a rule says, for people. */
type DraftRule = Pick<RulesetEntry, 'kind' | 'id' | 'label' | 'text'>;

const DraftRuleRef = builder.objectRef<DraftRule>('DraftRule').implement({
  description: '草案的一条规则，逐句 what a decision, an aggregate or a method of a draft says, a sentence a line',
  fields: (t) => ({
    pointer: t.string({
      description: '位置，如 /decisions/points place in the document',
      resolve: ({ kind, id }) => `/${SECTIONS[kind] ?? ''}/${id}`,
    }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    text: t.stringList({ description: '内容：每句一行，中文 what it says, in Chinese', resolve: ({ text }) => [...text] }),
  }),
});

const SECTIONS: Readonly<Partial<Record<RulesetEntry['kind'], string>>> = {
  DECISION: 'decisions',
  AGGREGATE: 'aggregates',
  METHOD: 'methods',
};

const DraftCheckRef = builder.objectRef<DraftCheck>('DraftCheck').implement({
  description: '草案校验：视为现在发布 a draft checked as if it were published now',
  fields: (t) => ({
    report: t.field({
      type: CheckReportRef,
      description: '校验报告，含妨碍发布的 report, with what keeps it from being published',
      resolve: ({ checked, findings, opened, text }, _args, context) => {
        const cases = witnessCases(context.platform, callerOf(context), opened.draft.regionCode, checked.compiled);
        return { ...checked, findings: findings.map((one) => ({ ...one, cases, place: namedPointer(text.document, one.pointer) })) };
      },
    }),
    examples: t.field({ type: ExampleReportRef, description: '示例报告 how its examples went', resolve: ({ checked }) => checked }),
    rules: t.field({
      type: [DraftRuleRef],
      description:
        '规则写的是什么，按一年中用到的次序；文本成不了规则时没有 what its rules say, in the order of a year; none where its text makes no rules',
      resolve: ({ checked: { compiled } }) =>
        compiled === undefined ? [] : rulesetEntries(compiled.effective, []).filter(({ kind }) => SECTIONS[kind] !== undefined),
    }),
    warningsHash: t.string({
      nullable: true,
      description: '警告的哈希，批准时接受 hash of the warnings',
      resolve: ({ warningsHash }) => warningsHash,
    }),
    effectiveHash: t.string({
      nullable: true,
      description: '合并哈希：模拟须绑定它；有错误则为空 hash of the merged rules, which a simulation binds; null with errors',
      resolve: ({ publishing }) => publishing?.ruleset.effectiveHash ?? null,
    }),
  }),
});

builder.objectFields(DraftRef, (t) => ({
  check: t.field({
    type: DraftCheckRef,
    complexity: CHECK_COST,
    description: '校验最新文本 checks its last text',
    resolve: ({ draft }, _args, context) => checkDraft(context.platform, callerOf(context), draft.regionCode, draft.id),
  }),
  diff: t.field({
    type: RulesetDiffRef,
    nullable: true,
    complexity: CHECK_COST,
    description:
      '与所替换版本（生效日当天现行的）的差异：文本和判定不同的情形；示例未通过也可比；没有可比的为空 how it differs from the version that it replaces, its examples aside; null where there is none to compare with',
    args: {
      with: t.arg({ type: ComparedWithEnum, defaultValue: 'REPLACED', description: '与哪一版比较 what it is compared with' }),
    },
    resolve: async (opened, args, context) =>
      (await compareDraft(context.platform, callerOf(context), opened, args.with ?? 'REPLACED')) ?? null,
  }),
}));
