import { cataloguesRead, LEVEL, plainHash } from './case-key.js';
import { openedKey } from '../../clearing/run/case-settings.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import { STORED_OUTPUTS } from '../../clearing/blocks/stored-outputs.js';
import { eraOf, erasOf } from '../../caches/region-cache.js';
import { must } from '../../../engine/kit/assert.js';
import { slotsReadBesides, slotsReadBy } from '../../../engine/scoring/case-needs.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import type { DecisionPlan, Plan } from '../../../engine/plan/plan.js';
import type { Scope } from '../../../engine/plan/scopes.js';

/** 重判范围 what a candidate's version has to decide anew of cases that were scored by the version in force. */
export interface CaseSlice {
  /** Decisions, by their place in the plan. */
  readonly anew: ReadonlySet<number>;
  /** The slots of a case that have a column: what these decisions read, what is added up, and what is compared. */
  readonly read: ReadonlySet<number>;
  /** Those that have to be kept of the version in force. */
  readonly needed: ReadonlySet<number>;
}

/** Slots of the scopes around a case whose values differ. */
type Around = Readonly<Record<'fundYear' | 'institution', ReadonlySet<number>>>;

/**
 * What each version of a candidate has to decide anew: a decision that is written otherwise, or reads what may come out otherwise. Everything
 * else comes out as in force, because a decision is a function of what it reads. `undefined` where more differs than decisions (days, catalogues,
 * grouping, profiles): then every case is scored from its facts. Whatever is in doubt is decided anew.
 */
export function slicesOf(inForce: RunPlan, candidate: RunPlan): readonly CaseSlice[] | undefined {
  if (frameOf(inForce) !== frameOf(candidate)) return undefined;
  const slices: CaseSlice[] = [];
  for (const { ordinal, compiled } of candidate.versions) {
    const before = must(inForce.versions[ordinal], 'version in force').compiled;
    const around = changedAround(inForce, candidate, ordinal);
    const slice = around && sliceOf(before, compiled, around);
    if (slice === undefined) return undefined;
    slices.push(slice);
  }
  return slices;
}

/** Names everything within which single decisions may differ. */
function frameOf(plan: RunPlan): string {
  const { versions, year } = plan;
  return plainHash({
    catalogues: cataloguesRead(plan),
    eras: erasOf(year.stated.institutions),
    versions: versions.map(({ from, to, grouper, compiled }) => {
      const { grouping, codes, groupingHash, periodBy, yearStart, pointUnit, slots, decisions } = compiled.plan;
      const shape = slots.case.map(({ name, type, source, constant }) => ({ name, type, source, constant }));
      return {
        ...{ from, to, grouper: grouper?.contentHash, grouping, codes, groupingHash, periodBy, yearStart, pointUnit, shape },
        decisions: decisions.case.map(({ id, slot, ruleSlot, beforeGrouping }) => ({ id, slot, ruleSlot, beforeGrouping })),
      };
    }),
  });
}

/** `undefined` where institutions differ, or what grouping reads of them. */
function changedAround(inForce: RunPlan, candidate: RunPlan, ordinal: number): Around | undefined {
  const fundYear = new Set<number>();
  const institution = new Set<number>();
  const eras = erasOf(candidate.year.stated.institutions);
  const days = [must(candidate.versions[ordinal], 'version').from, ...eras];
  for (const key of new Set(days.map((day) => openedKey(ordinal, eraOf(eras, day))))) {
    const [before, after] = [inForce, candidate].map(({ year }) => year.opened.get(key)?.opened);
    if (before === undefined || after === undefined) continue; // an era outside the days of the version
    if (differs([...before.institutions.keys()], [...after.institutions.keys()])) return undefined;
    addChanged(fundYear, before.fundYear.frame, after.fundYear.frame);
    for (const [code, { frame }] of after.institutions) addChanged(institution, must(before.institutions.get(code), code).frame, frame);
  }
  const [old, plan] = [inForce, candidate].map(({ versions }) => must(versions[ordinal], 'version').compiled.plan);
  for (const [scope, changed] of [
    ['fundYear', fundYear],
    ['institution', institution],
  ] as const) {
    const count = Math.max(old?.slots[scope].length ?? 0, plan?.slots[scope].length ?? 0);
    for (let slot = 0; slot < count; slot++) if (differs(old?.slots[scope][slot], plan?.slots[scope][slot])) changed.add(slot);
  }
  const level = plan?.slots.institution.findIndex(({ name }) => name === LEVEL) ?? -1;
  return institution.has(level) ? undefined : { fundYear, institution };
}

function addChanged(changed: Set<number>, before: readonly unknown[], after: readonly unknown[]): void {
  for (let slot = 0; slot < Math.max(before.length, after.length); slot++) {
    if (before[slot] !== after[slot] && differs(before[slot], after[slot])) changed.add(slot);
  }
}

function sliceOf(before: CompiledRuleset, { plan, scoring }: CompiledRuleset, around: Around): CaseSlice | undefined {
  const { anew, changed } = decidedAnew(before.plan, plan, around);
  if (plan.grouping?.admit.some(({ when: { scope, slot } }) => scope === 'case' && changed.has(slot)) === true) return undefined;
  const decisions = plan.decisions.case.filter(({ index }) => anew.has(index));
  const compared = plan.decisions.case.filter(({ id }) => STORED_OUTPUTS.some((name) => name === id));
  const read = new Set([
    ...decisions.flatMap((decision) => [...slotsReadBy(decision, 'case')]),
    ...slotsReadBesides(plan, 'case'),
    ...compared.map(({ slot }) => slot),
  ]);
  const { groupCode, groupKind, groupFlag, groupCaseCount } = scoring.filler;
  const filled = new Set([...decisions.flatMap(writtenBy), groupCode, groupKind, groupFlag, groupCaseCount]);
  return { anew, read, needed: new Set([...read].filter((slot) => !filled.has(slot))) };
}

/** The decisions that are written otherwise or read what may have changed, and the slots of a case that may have. */
function decidedAnew(
  before: Plan,
  { slots, decisions }: Plan,
  around: Around,
): { readonly anew: Set<number>; readonly changed: Set<number> } {
  const changed = new Set([...slots.case.keys()].filter((slot) => differs(before.slots.case[slot], slots.case[slot])));
  const readsChanged = (decision: DecisionPlan, scope: Scope, among: ReadonlySet<number>): boolean =>
    [...slotsReadBy(decision, scope)].some((slot) => among.has(slot));
  const isAnew = (decision: DecisionPlan): boolean =>
    changed.has(decision.slot) ||
    differs(before.decisions.case[decision.index], decision) ||
    readsChanged(decision, 'case', changed) ||
    readsChanged(decision, 'fundYear', around.fundYear) ||
    readsChanged(decision, 'institution', around.institution);
  const anew = new Set<number>();
  for (let size = -1; size < anew.size;) {
    size = anew.size;
    for (const decision of decisions.case) {
      if (anew.has(decision.index) || !isAnew(decision)) continue;
      anew.add(decision.index);
      for (const slot of writtenBy(decision)) changed.add(slot);
    }
  }
  return { anew, changed };
}

function writtenBy({ slot, ruleSlot }: DecisionPlan): readonly number[] {
  return ruleSlot === undefined ? [slot] : [slot, ruleSlot];
}

function differs(before: unknown, after: unknown): boolean {
  return plainHash([before]) !== plainHash([after]);
}
