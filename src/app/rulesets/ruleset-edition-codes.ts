import { documentEditions, patternsByUse, unknownPatterns, writtenEdition } from '../code-tables/document-editions.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { finding } from '../../rules/findings/finding-codes.js';
import type { Finding } from '../../rules/findings/finding.js';

/** Codes of a table that are named with those near them. */
const MOST_SHOWN = 5;

/**
 * 编码版本核对 codes of a version's lists, and those that its maps lead to, that the edition of the region's codes doesn't know. A warning for
 * each table, with how many there are. Nothing where neither the region nor one above it has a code table.
 */
export async function editionFindings(
  platform: Pick<Platform, 'caches'>,
  caller: Pick<Caller, 'read'>,
  ruleset: CompiledRuleset | undefined,
): Promise<readonly Finding[]> {
  if (ruleset === undefined) return [];
  const { plan, effective } = ruleset;
  const editions = await documentEditions(platform, caller, { regionCode: plan.region, codeSystem: writtenEdition(plan) });
  return Object.entries(effective.tables).flatMap(([name, table]) => {
    if (!('kind' in table)) return [];
    const codes = table.kind === 'codes' ? table.codes : table.kind === 'codeMap' ? table.rows.map(({ to }) => to) : [];
    const { count, named } = unknownPatterns(editions, patternsByUse(null, codes));
    const [first] = named;
    if (first === undefined) return [];
    const others = named.slice(1, MOST_SHOWN).map(({ pattern }) => pattern);
    const more = others.length === 0 ? '' : `（${others.join(', ')}${count > MOST_SHOWN ? ', …' : ''}）`;
    const example = { zh: `${first.words.zh}${more}`, en: `${first.words.en}${more}` };
    return [finding('CODES_UNKNOWN', `/tables/${name}`, { name, count: String(count), version: first.version, example })];
  });
}
