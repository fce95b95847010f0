import type { RulesetRecord, RulesetSummary } from '../ports/ports-ruleset.js';
import type { Reader } from '../ports/ports.js';
import { NotFoundError } from '../base/errors.js';
import { EffectiveDocumentSchema, RulesetDocumentSchema, type RulesetDocument } from '../../rules/document/document.js';
import { removedEntries, rulesetEntries, type RemovedEntry, type RulesetEntry } from '../../rules/explain/ruleset-entries.js';

/** 规则集全貌 a merged ruleset, entry by entry, and what was removed of what it inherits. */
export interface RulesetPage {
  readonly entries: readonly RulesetEntry[];
  readonly removed: readonly RemovedEntry[];
}

/** Reads a stored version with the documents that it was merged from. Throws NOT_FOUND. */
export async function readRulesetPage(read: Reader, { regionCode, id }: Pick<RulesetSummary, 'regionCode' | 'id'>): Promise<RulesetPage> {
  const { effectiveText, chain } = await read(async ({ rulesets }) => {
    const record = await rulesets.findById(regionCode, id);
    if (record === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, id);
    const documents: RulesetDocument[] = [];
    for (let one: RulesetRecord | undefined = record; one !== undefined; ) {
      const document = RulesetDocumentSchema.parse(JSON.parse(one.documentText));
      documents.unshift(document);
      one = document.extends && (await rulesets.findByVersion(document.extends.region, document.extends.version));
    }
    return { effectiveText: record.effectiveText, chain: documents };
  });
  const effective = EffectiveDocumentSchema.parse(JSON.parse(effectiveText));
  return { entries: rulesetEntries(effective, chain), removed: removedEntries(effective, chain) };
}
