import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { withdrawVersion, type WithdrawnVersion } from '../../app/drafts/review/withdraw-version.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { RulesetVersionRef } from './ruleset-version.js';
import { loadRuleset } from '../../app/rulesets/load-ruleset.js';
import type { RulesetSummary } from '../../app/ports/ports-ruleset.js';

const LoadRulesetInput = builder.inputType('LoadRulesetInput', {
  description: '载入规则集的输入 input of loadRuleset',
  fields: (t) => ({
    documentText: t.string({
      required: true,
      description: '规则集文本（JSON，至多 1.5 MiB）；以文本传入，重复的键和数字字面量才看得见 text of the document, JSON, at most 1.5 MiB',
    }),
  }),
});

const LoadRulesetPayload = builder.objectRef<RulesetSummary>('LoadRulesetPayload').implement({
  description: '载入并发布的规则集 the version that was loaded and published',
  fields: (t) => ({
    rulesetVersion: t.field({ type: RulesetVersionRef, description: '规则集版本 the version', resolve: (version) => version }),
  }),
});

builder.mutationField('loadRuleset', (t) =>
  t.field({
    type: LoadRulesetPayload,
    authScopes: { permission: 'ruleset:publish' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '载入规则集并立即发布：校验、运行示例、算哈希、保存；同一文档再次载入得到已有的版本 loads a ruleset and publishes it at once; loading the same document again gives the version that is there',
    args: { input: t.arg({ type: LoadRulesetInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => loadRuleset(context.platform, caller, input.documentText)),
  }),
);

const WithdrawRulesetInput = builder.inputType('WithdrawRulesetInput', {
  description: '撤回版本的输入 input of withdrawRuleset',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区编码 region code' }),
    version: t.string({ required: true, description: '版本号 version' }),
    reason: t.string({ required: true, description: '撤回理由，记入版本和审计日志 why; kept with the version and in the audit log' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const WithdrawRulesetPayload = builder.objectRef<WithdrawnVersion>('WithdrawRulesetPayload').implement({
  description: '撤回的版本，和那一天改由谁生效 the version that was withdrawn, and which one holds instead',
  fields: (t) => ({
    rulesetVersion: t.field({ type: RulesetVersionRef, description: '撤回的版本 the version', resolve: ({ version }) => version }),
    inForceInstead: t.field({
      type: RulesetVersionRef,
      nullable: true,
      description: '它的生效日当天现在生效的版本；没有则为空 the version that holds now on what would have been its first day; null where none does',
      resolve: ({ instead }) => instead,
    }),
  }),
});

builder.mutationField('withdrawRuleset', (t) =>
  t.field({
    type: WithdrawRulesetPayload,
    authScopes: { permission: 'ruleset:publish' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '撤回还没有生效的版本：它从未生效，此前的版本照旧，版本号不再用，生效日可另用 withdraws a published version before its first day: the versions before it hold as if it were not there',
    args: { input: t.arg({ type: WithdrawRulesetInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => runAsCommand(context, (caller) => withdrawVersion(context.platform, caller, input)),
  }),
);
