import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { isTexts, type Frame, type Plan, type Slot, type Value } from '../../engine/plan/plan.js';
import { decimal, parseDecimal, whole } from '../../engine/number/quantity.js';
import { readFactText } from '../../engine/decide/fact-text.js';
import { fillAverages } from '../../engine/decide/aggregates.js';
import type { KeyRun } from '../../engine/decide/key-run.js';
import type { Program } from '../../engine/decide/program.js';
import type { ExampleDocument } from '../document/document.js';
import { READABLE, type Scope } from '../../engine/plan/scopes.js';

/** A value that an example states. */
export type Stated = string | boolean | readonly string[] | null;
type GivenGroup = Exclude<ExampleDocument['given']['group'], undefined>;

/** Where a stated name stands: a slot of a scope, for sets with the member. */
export interface Place {
  readonly scope: Scope;
  readonly slot: number;
  readonly spec: Slot;
  readonly member: string | undefined;
}

/** Finds a name in a scope or in what the scope may read. */
export function placeOf(plan: Plan, scope: Scope, name: string): Place | undefined {
  for (const candidate of [scope, ...READABLE[scope]]) {
    const found = placeIn(plan, candidate, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function placeIn(plan: Plan, scope: Scope, name: string): Place | undefined {
  const slots = plan.slots[scope];
  const exact = slots.findIndex((slot) => slot.name === name);
  const spec = slots[exact];
  if (spec !== undefined) return { scope, slot: exact, spec, member: undefined };
  const [base, member] = name.split('.');
  const set = slots.findIndex((slot) => slot.name === base && slot.type === 'set');
  const setSpec = slots[set];
  if (setSpec === undefined || member === undefined || setSpec.values?.includes(member) !== true) return undefined;
  return { scope, slot: set, spec: setSpec, member };
}

/** Reads a stated value for its slot; `undefined` when it does not fit. */
export function readStated(spec: Slot, stated: Stated): Value | undefined {
  if (stated === null) return null;
  if (typeof stated === 'boolean') return spec.type === 'boolean' ? stated : undefined;
  if (typeof stated !== 'string') return spec.type === 'codes' || spec.type === 'set' ? stated : undefined;
  if (spec.source !== 'fact' && (spec.type === 'decimal' || spec.type === 'integer')) return parseDecimal(stated);
  const reading = readFactText({ ...spec, optional: true }, stated);
  return 'value' in reading ? reading.value : undefined;
}

/** Writes a stated value; a member of a set is added to or kept out of it. */
export function writeStated(frame: Frame, place: Place, value: Value): void {
  if (place.member === undefined) {
    frame[place.slot] = value;
    return;
  }
  const before = frame[place.slot];
  const members = isTexts(before) ? before.filter((member) => member !== place.member) : [];
  frame[place.slot] = value === true ? [...members, place.member] : members;
}

/** A frame of a scope with nothing stated: sets are empty, parameters that stand as facts have their value, all else is not supplied. */
export function unstatedFrame(slots: readonly Slot[]): Frame {
  return slots.map((slot) => slot.constant ?? (slot.type === 'set' && slot.source === 'fact' ? [] : undefined));
}

/**
 * 均值 writes the averages that an example of several institutions does not state, as a fund year does: of the facts (and weights) that
 * every institution states; `.peer` where every one states its class too. What is stated stays.
 */
export function fillUnstatedAverages(program: Program, institutions: readonly KeyRun[]): void {
  const { plan, scopes } = program;
  const isKnown = (slot: number | undefined): boolean => slot !== undefined && institutions.every(({ frame }) => frame[slot] !== undefined);
  const hasClasses = isKnown(scopes.institution.slotByName.get('institutionClass'));
  const averages = plan.averages
    .filter(({ slot, weight }) => isKnown(slot) && (weight === undefined || isKnown(weight)))
    .map(({ peerSlot, ...average }) => (hasClasses && peerSlot !== undefined ? { ...average, peerSlot } : average));
  const before = institutions.map(({ frame }) => [...frame]);
  fillAverages({ ...program, plan: { ...plan, averages } }, institutions);
  institutions.forEach(({ frame }, index) => {
    before[index]?.forEach((value, slot) => {
      if (value !== undefined) frame[slot] = value;
    });
  });
}

/** Whether a name asks for an average (`x.peer`, `x.region`) of an institution's fact that declares none. */
export function lacksAverage({ slots, averages }: Plan, name: string): boolean {
  const [base, aspect] = name.split('.');
  if (aspect !== 'peer' && aspect !== 'region') return false;
  const isFact = slots.institution.some((slot) => slot.name === base && slot.source === 'fact');
  return isFact && !averages.some(({ fact }) => fact === base);
}

/** The disease group that an example states; columns that it does not state are missing. */
export function statedGroup(group: NonNullable<GivenGroup>): DiseaseGroup {
  const optional = (text: string | null | undefined) => (text === null || text === undefined ? null : decimal(text));
  const stated = (name: 'drugPoints' | 'consumablePoints', text: string | null | undefined) =>
    text === null || text === undefined ? {} : { [name]: decimal(text) };
  const column = (entries: Readonly<Record<string, string>> | undefined) =>
    new Map(Object.entries(entries ?? {}).map(([key, text]) => [key, decimal(text)]));
  return {
    code: group.code ?? 'EXAMPLE',
    name: group.code ?? 'EXAMPLE',
    kind: group.kind ?? 'CORE',
    flags: group.flags ?? [],
    points: group.points === undefined ? whole(0) : decimal(group.points),
    meanCost: column(group.meanCost),
    meanDays: optional(group.meanDays),
    variation: optional(group.variation),
    caseCount: group.caseCount === null || group.caseCount === undefined ? null : Number(group.caseCount),
    ...stated('drugPoints', group.drugPoints),
    ...stated('consumablePoints', group.consumablePoints),
    auxiliary: column(group.auxiliary),
    match: { diagnoses: [], otherDiagnoses: [], operations: [], relatedOperations: [] },
  };
}
