import type { DiseaseGroup, GroupMatch, OperationClauses } from '../../src/engine/plan/catalogue.js';
import { parseCodePattern } from '../../src/engine/codes/code-pattern.js';
import type { GroupingFacts } from '../../src/engine/grouping/grouping-match.js';
import type { CodeList, GroupingMethod } from '../../src/engine/plan/plan.js';
import type { GroupFlag, GroupKind } from '../../src/engine/plan/group-terms.js';
import { decimal } from '../../src/engine/number/quantity.js';

/** `36.0601+37.2200|88.5500` as clauses; empty text: none. */
function clauses(text: string): OperationClauses {
  return text === '' ? [] : text.split('+').map((clause) => clause.split('|'));
}

interface GroupSketch extends Partial<
  Pick<GroupMatch, 'operationKind' | 'ageDaysMin' | 'ageDaysMax' | 'birthWeightMin' | 'birthWeightMax'>
> {
  readonly code: string;
  readonly kind?: GroupKind;
  readonly flags?: readonly GroupFlag[];
  readonly points?: string;
  readonly mean?: Readonly<Record<string, string>>;
  readonly diagnoses?: string;
  readonly others?: string;
  readonly operations?: string;
  readonly related?: string;
}

const codes = (text: string | undefined): string[] => (text ? text.split('|') : []);

/** A disease group in few words. */
export function diseaseGroup(sketch: GroupSketch): DiseaseGroup {
  const { code, kind = 'CORE', flags = [], points = '1000', mean = {}, diagnoses, others, operations, related, ...rest } = sketch;
  return {
    code,
    name: code,
    kind,
    flags,
    points: decimal(points),
    meanCost: new Map(Object.entries(mean).map(([level, value]) => [level, decimal(value)])),
    meanDays: null,
    variation: null,
    caseCount: null,
    auxiliary: new Map(),
    match: {
      diagnoses: codes(diagnoses),
      otherDiagnoses: codes(others),
      operations: clauses(operations ?? ''),
      relatedOperations: clauses(related ?? ''),
      ...rest,
    },
  };
}

/** A code list from patterns. */
export function codeList(id: string, patterns: readonly string[]): CodeList {
  const parsed = patterns.map(parseCodePattern);
  const exact = parsed.flatMap((pattern) => (pattern.kind === 'exact' ? [pattern.code] : []));
  return { id, exact: new Set(exact), prefixes: parsed.flatMap((pattern) => (pattern.kind === 'prefix' ? [pattern.prefix] : [])) };
}

/** A grouping method with all layers, decided by group code alone unless told otherwise. */
export function groupingMethod(changes: Partial<GroupingMethod> = {}): GroupingMethod {
  return {
    layers: ['PRE', 'MERGED', 'SUBDIVIDED', 'CORE', 'COMPOSITE', 'UNGROUPED'],
    operationKinds: {},
    admit: [],
    ties: ['GROUP_CODE'],
    diagnosis: 'SUBCATEGORY_4',
    partial: false,
    ...changes,
  };
}

/** What grouping reads of a case, in few words. */
export function groupingFacts(
  principalDiagnosis: string,
  procedures: readonly string[] = [],
  more: Partial<GroupingFacts> = {},
): GroupingFacts {
  return {
    principalDiagnosis,
    otherDiagnoses: [],
    procedures,
    ageDays: null,
    birthWeightGrams: null,
    ageYears: null,
    sex: 'UNKNOWN',
    admissionWeightGrams: null,
    ventilationHours: null,
    assignedGroupCode: null,
    totalCost: decimal('10000.00'),
    institutionLevel: null,
    deniedFlags: [],
    ...more,
  };
}
