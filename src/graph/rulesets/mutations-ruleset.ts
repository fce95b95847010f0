import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
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
