import { regionIndex, type RegionIndex } from '../../caches/region-cache.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { groupingFacts } from '../../scoring/grouping-facts.js';
import { indexedCatalogue, type IndexedCatalogue } from '../../scoring/group-indexes.js';
import { yearInputs } from '../../scoring/year-facts.js';
import { settlementYearOf } from '../../../engine/kit/calendar.js';
import { openYear, type OpenedYear } from '../../../engine/clearing/year.js';
import { chooseGroup } from '../../../engine/grouping/grouping.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import type { Frame } from '../../../engine/plan/plan.js';
import { emptyFrame } from '../../../engine/decide/fact-text.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import type { Finding } from '../../../rules/findings/finding.js';
import { learnUnmet } from '../../../rules/judge/learn.js';
import { caseWith, type MadeFacts, type MadeOf } from '../../../rules/made/made-facts.js';
import { firstOfUnique } from '../../../rules/made/made-scoring.js';
import {
  casesOf,
  factsOfWitness,
  isSameValue,
  readWitness,
  type CaseWorld,
  type WitnessCases,
  type WitnessValue,
} from '../../../rules/made/witness-case.js';

/** Groups that are tried for a witness, those with most cases first. */
const MOST_TRIED = 50;
/** Of those that such a case falls into, those in which it is scored. */
const MOST_SCORED = 8;
const INSURANCE = 'EMPLOYEE';

/** What a region has that cases can be made of. */
interface Region {
  readonly ruleset: CompiledRuleset;
  readonly catalogue: IndexedCatalogue;
  readonly opened: OpenedYear;
  readonly on: string;
}

/** Makes the cases of findings of a draft, the region looked up once and only when it is asked. */
export type WitnessCasesOf = (finding: Finding) => Promise<WitnessCases | undefined>;

/**
 * 例证病例 cases for `scoreCase` that show findings: of a real institution of the region and a group of its catalogue, discharged on the first day of the draft. Nothing
 * where the region has no institution or group by which everything that the witness says holds under the draft, or the finding is about no case.
 */
export function witnessCases(platform: Platform, caller: Caller, regionCode: string, ruleset: CompiledRuleset | undefined): WitnessCasesOf {
  let looked: Promise<Region | undefined> | undefined;
  return async (finding) => {
    const witness = ruleset && readWitness(ruleset.plan, finding);
    if (witness === undefined || ruleset === undefined) return undefined;
    const region = await (looked ??= lookUp(platform, caller, regionCode, ruleset));
    return region && (await casesOf(ruleset, worldsOf(region, witness), { witness, code: finding.code, beside: finding.beside }));
  };
}

async function lookUp(platform: Platform, caller: Caller, regionCode: string, ruleset: CompiledRuleset): Promise<Region | undefined> {
  const { plan, effective } = ruleset;
  const index = await regionIndex(platform, caller, regionCode);
  const on = effective.effective.from;
  const record = index.catalogues.findLast(({ priced, effectiveFrom, groupingHash }) => {
    return priced && effectiveFrom <= on && groupingHash === plan.groupingHash;
  });
  if (record === undefined || plan.grouping === undefined) return undefined;
  const catalogue = await indexedCatalogue(caller.read, index, record, plan);
  return { ruleset, catalogue, opened: await openedAt(caller, index, ruleset, on), on };
}

/** The year of a day under a draft. Where rules of it contradict each other, the first that holds counts. */
async function openedAt(
  { read }: Caller,
  index: RegionIndex,
  { plan, program, tables }: CompiledRuleset,
  date: string,
): Promise<OpenedYear> {
  const year = settlementYearOf(date, plan.yearStart);
  const figures = await index.figures(read, year);
  const { budget } = await index.fundYear(read, { regionCode: index.region.code, year, insurance: INSURANCE });
  const source = { institutions: [...index.institutions.values()], figures, budget: budget?.items ?? {} };
  const { inputs } = yearInputs(plan, source, { year, insurance: INSURANCE, date });
  for (;;) {
    const opened = openYear(program, inputs, firstOfUnique(tables.verdict));
    if (opened.unmet.length === 0) return opened;
    await learnUnmet(program, tables, [opened.fundYear, ...opened.institutions.values()], opened.unmet);
  }
}

/** Institutions and groups that have what a witness says of them: the first such institution, and a few groups. */
function* worldsOf(region: Region, witness: readonly WitnessValue[]): Generator<CaseWorld> {
  const { opened, on } = region;
  const facts = factsOfWitness(witness);
  const ofInstitution = witness.filter(({ ref }) => ref.scope === 'institution');
  const found = [...opened.institutions].find(([, { frame }]) =>
    ofInstitution.every(({ ref, value }) => isSameValue(frame[ref.slot] ?? null, value)),
  );
  if (found === undefined) return;
  const [institutionCode, { frame: institution }] = found;
  const frames = { fundYear: opened.fundYear.frame, institution };
  const of = { institutionCode, insurance: INSURANCE, dischargeDate: on } as const;
  const isUngrouped = facts.get('groupKind') === 'UNGROUPED';
  let left = MOST_SCORED;
  for (const { group, clinical } of isUngrouped ? [] : groupsFor(region, facts)) {
    const made = { ...of, ...clinical };
    if (!isGroupedSo(region, { made, facts, institution, group })) continue;
    yield { of: made, frames, group };
    if (--left === 0) break;
  }
  const nowhere = { ...of, principalDiagnosis: 'Z99.900', procedures: [] };
  const mayBeUngrouped = isUngrouped || ![...facts.keys()].some((name) => /^group[A-Z]/u.test(name));
  if (mayBeUngrouped && isGroupedSo(region, { made: nowhere, facts, institution, group: null })) yield { of: nowhere, frames, group: null };
}

interface Candidate {
  readonly group: DiseaseGroup;
  readonly clinical: Pick<MadeOf, 'principalDiagnosis' | 'procedures'>;
}

/** Groups that have what a witness says of the group; without any flag where it says nothing. */
function groupsFor({ catalogue }: Region, facts: MadeFacts): readonly Candidate[] {
  const [code, kind] = [facts.get('groupCode'), facts.get('groupKind')];
  const flags = [...facts].flatMap(([name, value]) =>
    name.startsWith('groupFlag.') && value === true ? [name.slice('groupFlag.'.length)] : [],
  );
  const fits = ({ code: own, kind: layer, flags: has }: DiseaseGroup): boolean =>
    (typeof code !== 'string' || own === code) &&
    (typeof kind !== 'string' || layer === kind) &&
    (typeof code === 'string' || (has.length === flags.length && flags.every((flag) => has.some((one) => one === flag))));
  return [...catalogue.index.byCode.values()]
    .map(({ group }) => group)
    .filter(fits)
    .sort((a, b) => (b.caseCount ?? 0) - (a.caseCount ?? 0))
    .slice(0, MOST_TRIED)
    .map((group) => ({ group, clinical: clinicalOf(group) }));
}

/** Codes that a group asks for. */
function clinicalOf({ match }: DiseaseGroup): Candidate['clinical'] {
  const clauses = match.operations.flatMap(([first]) => (first === undefined ? [] : [codeOf(first)]));
  return { principalDiagnosis: codeOf(match.diagnoses[0] ?? 'Z00.000'), procedures: clauses };
}

/** A code of a pattern: `I63*` is met by I63. */
function codeOf(pattern: string): string {
  return pattern.endsWith('*') ? pattern.slice(0, -1).replace(/\.$/u, '') : pattern;
}

interface Grouped {
  readonly made: MadeOf;
  readonly facts: MadeFacts;
  readonly institution: Frame;
  readonly group: DiseaseGroup | null;
}

function isGroupedSo({ ruleset, catalogue }: Region, { made, facts, institution, group }: Grouped): boolean {
  const inpatientCase = caseWith(ruleset.plan, made, facts, 1_000_000n);
  const asked = groupingFacts(ruleset, inpatientCase, emptyFrame(ruleset.program.scopes.case), institution);
  return chooseGroup(catalogue.index, { ...asked, deniedFlags: [] })?.code === group?.code;
}
