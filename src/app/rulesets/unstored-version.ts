import type { RulesetSummary } from '../ports/ports-ruleset.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** What rules that are stored nowhere are called, and whose they are. */
export type VersionName = Pick<
  RulesetSummary,
  'regionCode' | 'id' | 'version' | 'revision' | 'contentHash' | 'effectiveFrom' | 'effectiveTo' | 'createdById' | 'createdByName' | 'createdAt'
>;

/** Rules that are stored nowhere, a draft's or a candidate's, as a version: so that scores by them can be told. */
export function unstoredVersion({ plan, effective, effectiveHash }: CompiledRuleset, name: VersionName): RulesetSummary {
  const { scheme, groupingHash, settlementReady } = plan;
  return {
    ...{ ...name, scheme, title: effective.title, effectiveHash, groupingHash, settlementReady },
    ...{ status: 'DRAFT', basedOn: null, publishedAt: null, withdrawal: null },
  };
}
