import { factReader, type CaseContext, type CaseReader } from './case-frame.js';
import { domainProblem, type FactProblem } from '../decide/fact-text.js';
import type { InpatientCase } from '../plan/inpatient-case.js';
import type { Slot } from '../plan/plan.js';
import type { Program } from '../decide/program.js';
import { printValue } from '../plan/value-text.js';

/** 缩小取值 a fact of the vocabulary that a ruleset allows fewer values of, and where a case states it. */
export interface NarrowedFact {
  readonly slot: Slot;
  readonly read: CaseReader;
}

/** Of the facts that a ruleset declares by name, those that the vocabulary has and a case states. Those that are the ruleset's own are attributes. */
export function narrowedFacts({ scopes }: Program, declared: readonly string[]): readonly NarrowedFact[] {
  return declared.flatMap((name) => {
    const scope = name === 'insurance' ? scopes.fundYear : scopes.case;
    const read = factReader(name);
    const slot = scope.slots[scope.slotByName.get(name) ?? -1];
    return read === undefined || slot === undefined ? [] : [{ slot, read }];
  });
}

const NO_PROBLEMS: readonly FactProblem[] = [];

/** What a case states beyond what a ruleset allows: fewer values of an enum, a smaller range, a fact that must be there. */
export function checkNarrowed(facts: readonly NarrowedFact[], inpatientCase: InpatientCase, context: CaseContext): readonly FactProblem[] {
  if (facts.length === 0) return NO_PROBLEMS;
  return facts.flatMap(({ slot, read }) => {
    const value = read(inpatientCase, context);
    return domainProblem(slot, value, printValue(value) ?? '') ?? [];
  });
}
