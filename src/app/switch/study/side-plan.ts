import { openHypothetical, type RunPlan } from '../../clearing/run/run-plan.js';
import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import type { OpenedSide } from './open-side.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import type { InstitutionEntry } from '../../caches/region-cache.js';
import { ONE } from '../../../engine/number/quantity.js';

/** 共同输入 what both sides of a study are frozen with: institutions, figures and budget of the year studied, and the days of all its years. */
export type StudyInputs = Omit<RunSnapshot, 'engineVersion' | 'throughImportSeq' | 'rulesets' | 'catalogues'>;

/** A side by which cases of all years can be scored: with the budget, the figures and the rules of the year studied, whatever their year. */
export async function sidePlan(
  inputs: StudyInputs,
  { compiled, catalogue, grouper }: OpenedSide,
  groups: readonly DiseaseGroup[],
): Promise<RunPlan> {
  const { from, to } = inputs;
  const { version, contentHash } = catalogue;
  return await openHypothetical({
    inputs,
    versions: [{ from, to, compiled, ...(grouper === undefined ? {} : { grouper }) }],
    catalogues: [{ from, groups, version, contentHash, groupingHash: compiled.plan.groupingHash }],
  });
}

/**
 * Groups as they find cases before they have points: all of them alike, so that no tie between groups is broken by what is still to be
 * computed, and no decision after grouping lacks a figure.
 */
export function withoutFigures(
  groups: readonly DiseaseGroup[],
  institutions: readonly Pick<InstitutionEntry, 'profiles'>[],
): readonly DiseaseGroup[] {
  const levels = new Set(institutions.flatMap(({ profiles }) => profiles.map(({ level }) => level)));
  const meanCost = new Map([...levels, 'ALL'].map((level) => [level, ONE]));
  return groups.map((group) => ({ ...group, points: ONE, meanCost }));
}
