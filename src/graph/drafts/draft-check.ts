import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { CHECK_COST, CheckReportRef, ExampleReportRef } from '../rulesets/check-report.js';
import { RulesetDiffRef, type DiffView } from '../rulesets/ruleset-diff.js';
import type { GraphContext } from '../base/context.js';
import { baseOfDraft } from '../../app/drafts/kit/submission.js';
import { checkDraft, type DraftCheck } from '../../app/drafts/review/check-draft.js';

interface CheckView extends DraftCheck {
  readonly context: GraphContext;
}

const DraftCheckRef = builder.objectRef<CheckView>('DraftCheck').implement({
  description: '草案校验：视为现在发布 a draft checked as if it were published now',
  fields: (t) => ({
    report: t.field({
      type: CheckReportRef,
      description: '校验报告，含妨碍发布的 report, with what keeps it from being published',
      resolve: ({ findings }) => ({ findings }),
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
    diff: t.field({
      type: RulesetDiffRef,
      nullable: true,
      description: '与所据版本的差异：文本和判定不同的情形；没有所据版本或有错误为空 how it differs from the version that it rests on',
      resolve: async ({ opened, publishing, context }): Promise<DiffView | null> => {
        const based = baseOfDraft(opened);
        if (based === null || publishing === undefined) return null;
        const { read } = context.session;
        const record = await read(({ rulesets }) => rulesets.findById(based.base.regionCode, based.base.id));
        return record === undefined ? null : { before: await context.platform.rulesets.get(read, record), after: publishing.ruleset };
      },
    }),
  }),
});

builder.objectField(DraftRef, 'check', (t) =>
  t.field({
    type: DraftCheckRef,
    complexity: CHECK_COST,
    description: '校验最新文本 checks its last text',
    resolve: async ({ draft }, _args, context) => ({
      ...(await checkDraft(context.platform, callerOf(context), draft.regionCode, draft.id)),
      context,
    }),
  }),
);
