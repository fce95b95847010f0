import type { Caller } from '../kernel/platform.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import { CacheKind, type Caches } from '../caches/bounded-cache.js';
import { printShort, sign } from '../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { finding } from '../../rules/findings/finding-codes.js';
import type { Finding } from '../../rules/findings/finding.js';
import { pointsKept, type CountedGroup } from '../../rules/made/total-points.js';
import { nobodysCase } from '../../rules/made/made-facts.js';

/** Groups that are named where some have no points. */
const MOST_SHOWN = 5;
/** Catalogues of which the groups are kept: they never change. */
const COUNTED = new CacheKind<string, readonly CountedGroup[]>({ most: 4 });
const POINTER = '/methods/grouping';

/**
 * What a version makes of the catalogue that its cases would be grouped by: GROUPS_WITHOUT_POINTS, and TOTAL_POINTS_CHANGED where paid points are other than
 * base points and the total is not kept (N25-15): a warning where ordinary groups are re-based, information where only flagged ones get something.
 */
export async function catalogueFindings(
  { caches }: { readonly caches: Caches },
  { read }: Pick<Caller, 'read'>,
  ruleset: CompiledRuleset | undefined,
  day: string,
): Promise<readonly Finding[]> {
  if (ruleset?.plan.grouping === undefined) return [];
  const { effective, plan } = ruleset;
  const first = effective.effective.from;
  const last = effective.effective.to;
  const on = day < first ? first : last !== undefined && last < day ? last : day;
  const catalogue = catalogueOn(await read((unit) => unit.catalogues.list(plan.region)), on);
  if (catalogue === undefined) return [];
  const groups = await countedGroups(caches, read, catalogue);
  const without = groups.filter(({ points }) => sign(points) === 0).map(({ code }) => code);
  const found: Finding[] = [];
  if (without.length > 0) {
    const codes = `${without.slice(0, MOST_SHOWN).join('、')}${without.length > MOST_SHOWN ? '…' : ''}`;
    const args = { catalogue: catalogue.version, total: groups.length, count: without.length, codes };
    found.push(finding('GROUPS_WITHOUT_POINTS', POINTER, args, { witness: { groupCode: without[0] ?? '' } }));
  }
  const kept = await pointsKept(ruleset, nobodysCase(first), groups);
  if (kept === undefined) return found;
  const { factor, isRebased, example } = kept;
  const args = { catalogue: catalogue.version, factor: printShort(factor), code: example.code, own: printShort(example.factor) };
  const severity = isRebased ? 'WARNING' : 'INFO';
  return [...found, finding('TOTAL_POINTS_CHANGED', POINTER, args, { severity, witness: { groupCode: example.code } })];
}

/** The catalogue that cases of a day are grouped by; one without points where there is none with. */
function catalogueOn(catalogues: readonly CatalogueRecord[], day: string): CatalogueRecord | undefined {
  const begun = catalogues.filter(({ effectiveFrom }) => effectiveFrom <= day);
  return begun.findLast(({ priced }) => priced) ?? begun.at(-1);
}

async function countedGroups(caches: Caches, read: Caller['read'], { regionCode, id }: CatalogueRecord): Promise<readonly CountedGroup[]> {
  const kept = COUNTED.of(caches);
  const known = kept.get(id);
  if (known !== undefined) return known;
  const groups = await read((unit) => unit.catalogues.groups(regionCode, id));
  const counted = groups.map(({ code, kind, flags, points, caseCount }) => ({ code, kind, flags, points, caseCount }));
  kept.keep(id, counted);
  return counted;
}
