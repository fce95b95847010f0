import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { CHECK_COST, CheckReportRef, ExampleReportRef } from '../rulesets/check-report.js';
import { RulesetDiffRef, type DiffView } from '../rulesets/ruleset-diff.js';
import { draftTextOf } from '../../app/drafts/drafts.js';
import { readCandidate } from '../../app/rulesets/read-candidate.js';
import { baseOfDraft } from '../../app/drafts/kit/stored-draft-parse.js';
import { witnessCases } from '../../app/drafts/review/witness-cases.js';
import { checkDraft, type DraftCheck } from '../../app/drafts/review/check-draft.js';

const DraftCheckRef = builder.objectRef<DraftCheck>('DraftCheck').implement({
  description: '草案校验：视为现在发布 a draft checked as if it were published now',
  fields: (t) => ({
    report: t.field({
      type: CheckReportRef,
      description: '校验报告，含妨碍发布的 report, with what keeps it from being published',
      resolve: ({ checked, findings, opened }, _args, context) => {
        const cases = witnessCases(context.platform, callerOf(context), opened.draft.regionCode, checked.compiled);
        return { ...checked, findings: findings.map((one) => ({ ...one, cases })) };
      },
    }),
    examples: t.field({ type: ExampleReportRef, description: '示例报告 how its examples went', resolve: ({ checked }) => checked }),
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
      '与所据版本的差异：文本和判定不同的情形；示例未通过也可比；没有所据版本为空 how it differs from the version that it rests on, its examples aside; null where it rests on none',
    resolve: async (opened, _args, context): Promise<DiffView | null> => {
      const caller = callerOf(context);
      const based = baseOfDraft(opened);
      const record = based && (await caller.read(({ rulesets }) => rulesets.findById(based.base.regionCode, based.base.id)));
      if (!record) return null;
      const before = await context.platform.rulesets.get(caller.read, record);
      return { before, after: await readCandidate(context.platform, caller.read, (await draftTextOf(caller, opened)).text) };
    },
  }),
}));
