import type { BatchCase } from './batch-case.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import { chooseGroup } from '../../../engine/grouping/grouping.js';
import type { GroupIndex } from '../../../engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../engine/grouping/grouping-match.js';
import type { Sex } from '../../../engine/plan/inpatient-case.js';
import type { GroupFlag } from '../../../engine/plan/group-terms.js';
import type { Fraction } from '../../../engine/number/quantity.js';

/** How a case of a batch is grouped. */
export interface GroupingAt {
  /** In which catalogue. */
  readonly index: GroupIndex;
  /** The level of its institution, whose mean cost ties compare with. */
  readonly institutionLevel: string | null;
  /** Flags of groups to which `admit` does not admit it. */
  readonly deniedFlags: readonly GroupFlag[];
}

/** The group of a case of a batch; null: it is ungrouped. */
export function groupOf(one: BatchCase, at: GroupingAt): DiseaseGroup | null {
  return chooseGroup(at.index, factsOf(one, at));
}

/** What grouping reads of a case of a batch. */
export function factsOf(one: BatchCase, at: GroupingAt): GroupingFacts {
  return new BatchGrouping(one, at);
}

/** A case of a batch as grouping reads it. Values are made when read: mostly three of them are. */
class BatchGrouping implements GroupingFacts {
  constructor(
    readonly one: BatchCase,
    readonly at: GroupingAt,
  ) {}

  get institutionLevel(): string | null {
    return this.at.institutionLevel;
  }
  get deniedFlags(): readonly GroupFlag[] {
    return this.at.deniedFlags;
  }
  get principalDiagnosis(): string {
    return this.one.principalDiagnosis;
  }
  get otherDiagnoses(): readonly string[] {
    return this.one.otherDiagnoses;
  }
  get procedures(): readonly string[] {
    return this.one.procedures;
  }
  get ageDays(): number | null {
    return this.one.ageDays;
  }
  get birthWeightGrams(): number | null {
    return this.one.birthWeightGrams;
  }
  get ageYears(): number | null {
    return this.one.ageYears;
  }
  get sex(): Sex {
    return this.one.sex;
  }
  get admissionWeightGrams(): number | null {
    return this.one.admissionWeightGrams;
  }
  get ventilationHours(): number | null {
    return this.one.ventilationHours;
  }
  get assignedGroupCode(): string | null {
    return this.one.assignedGroupCode;
  }
  get totalCost(): Fraction {
    return this.one.totalCost;
  }
}
