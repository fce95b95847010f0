import { namedGrouper, readyGrouper, type GrouperKey, type ReadyGrouper } from '../../caches/grouper-library.js';
import { invalidField, NotFoundError, StateError } from '../../base/errors.js';
import { lacksGrouping, requireSameMethod } from '../../scoring/group-indexes.js';
import type { Platform } from '../../kernel/platform.js';
import type { CatalogueRecord } from '../../ports/ports-catalogue.js';
import type { RulesetSummary } from '../../ports/ports-ruleset.js';
import type { Reader } from '../../ports/ports.js';
import type { SwitchSide } from './switch-request.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import { ZERO } from '../../../engine/number/quantity.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';

/** What a side's groups come from: a stored catalogue, or the DRGs of the grouper, which have no weights yet. */
export interface SideCatalogue {
  readonly id: string | null;
  readonly version: string;
  readonly contentHash: string;
  /** Whether its groups have points. */
  readonly priced: boolean;
  readonly groups: readonly DiseaseGroup[];
}

/** A side with everything that it names, read. */
export interface OpenedSide {
  readonly ruleset: RulesetSummary;
  readonly compiled: CompiledRuleset;
  readonly catalogue: SideCatalogue;
  readonly grouper?: ReadyGrouper;
  /** Where that grouper is stored. */
  readonly grouperKey: GrouperKey | null;
}

/** Which side of which region, and the last day of the year studied. */
export interface SideAt extends SwitchSide {
  readonly regionCode: string;
  readonly place: 'from' | 'to';
  /** Whether the side needs points of its own. */
  readonly needsPoints: boolean;
  readonly lastDay: string;
}

/** Reads what a side names. Throws NOT_FOUND, VALIDATION_FAILED (no catalogue goes with the ruleset), RULESET_INVALID, RULESET_TAMPERED. */
export async function openSide(platform: Platform, read: Reader, at: SideAt): Promise<OpenedSide> {
  const { regionCode } = at;
  const ruleset = await read(({ rulesets }) => rulesets.findByVersion(regionCode, at.ruleset));
  if (ruleset === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, at.ruleset);
  const compiled = await platform.rulesets.get(read, ruleset);
  const { grouping } = compiled.plan;
  if (grouping === undefined) throw lacksGrouping(compiled.plan);
  const method = grouping.grouper;
  const named = method === undefined ? undefined : await read((unit) => namedGrouper(unit, regionCode, method));
  const grouper = named === undefined ? undefined : await readyGrouper(platform, read, named);
  const record = await catalogueOf(read, at, { ruleset, compiled });
  const catalogue = record === undefined ? groupsOfGrouper(at, ruleset, grouper) : await stored(read, regionCode, record);
  if (at.needsPoints && !catalogue.priced) throw noPoints(at.place, catalogue.version);
  return { ruleset, compiled, catalogue, grouperKey: keyOf(named), ...(grouper === undefined ? {} : { grouper }) };
}

function keyOf(record: GrouperKey | undefined): GrouperKey | null {
  if (record === undefined) return null;
  const { regionCode, id, code, version, contentHash } = record;
  return { regionCode, id, code, version, contentHash };
}

/** The catalogue that is named; else the last in force that goes with the ruleset's method of grouping. */
async function catalogueOf(
  read: Reader,
  { regionCode, catalogue: version, lastDay, needsPoints }: SideAt,
  { ruleset, compiled: { plan } }: Pick<OpenedSide, 'ruleset' | 'compiled'>,
): Promise<CatalogueRecord | undefined> {
  const all = await read(({ catalogues }) => catalogues.list(regionCode));
  if (version !== undefined) {
    const named = all.find((one) => one.version === version);
    if (named === undefined) throw new NotFoundError({ zh: '病种目录库', en: 'catalogue' }, version);
    requireSameMethod(named, plan);
    return named;
  }
  const until = ruleset.effectiveFrom > lastDay ? ruleset.effectiveFrom : lastDay;
  const fitting = all.filter(({ effectiveFrom, groupingHash }) => groupingHash === plan.groupingHash && effectiveFrom <= until);
  return needsPoints ? fitting.findLast(({ priced }) => priced) : fitting.at(-1);
}

async function stored(read: Reader, regionCode: string, { id, version, contentHash, priced }: CatalogueRecord): Promise<SideCatalogue> {
  return { id, version, contentHash, priced, groups: await read(({ catalogues }) => catalogues.groups(regionCode, id)) };
}

function groupsOfGrouper({ place }: SideAt, { version }: RulesetSummary, grouper: ReadyGrouper | undefined): SideCatalogue {
  if (grouper === undefined) throw noCatalogue(place, version);
  const { code, version: scheme } = grouper.document;
  const groups = grouper.document.drgs.map((drg): DiseaseGroup => ({ ...NO_FIGURES, code: drg.code, name: drg.name }));
  return { id: null, version: `${code} ${scheme}`, contentHash: grouper.contentHash, priced: false, groups };
}

/** A DRG that has no weight yet. */
const NO_FIGURES: Omit<DiseaseGroup, 'code' | 'name'> = {
  kind: 'DRG',
  flags: [],
  points: ZERO,
  meanCost: new Map(),
  meanDays: null,
  variation: null,
  caseCount: null,
  auxiliary: new Map(),
  match: { diagnoses: [], otherDiagnoses: [], operations: [], relatedOperations: [] },
};

function noCatalogue(place: 'from' | 'to', version: string): Error {
  return invalidField([place, 'catalogue'], 'REQUIRED', {
    zh: `没有与规则集 ${version} 的分组方法相配的目录库。请先用 dip catalogue import 导入（生效日须在该规则集有效期内），或指明目录库版本。`,
    en: `No catalogue goes with the grouping method of ruleset ${version}. Import one first (dip catalogue import, with a first day on which the ruleset is in force), or name its version.`,
  });
}

function noPoints(place: 'from' | 'to', version: string): Error {
  return invalidField([place, 'catalogue'], 'UNPRICED', {
    zh: `目录库 ${version} 没有分值，不能按其所载分值比较。请另选目录库；若是新方案，可由历史测算分值（COMPUTED）。`,
    en: `The groups of ${version} have no points. Name another catalogue; points of the new side can be computed (COMPUTED).`,
  });
}

/** Refuses sides that count cases by other dates or years: their cases would not be the same. RULESET_INVALID. */
export function requireSameYears(from: OpenedSide, to: OpenedSide): void {
  const [a, b] = [from.compiled.plan, to.compiled.plan];
  if (a.periodBy === b.periodBy && a.yearStart === b.yearStart) return;
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${a.version} 与 ${b.version} 的年度起始日或病例归属口径不同，两方的病例不是同一批，不能比较。请让新规则集沿用原口径。`,
    en: `Rulesets ${a.version} and ${b.version} count years or cases differently: the cases of both sides would not be the same. Let the new one count as the old one does.`,
  });
}
