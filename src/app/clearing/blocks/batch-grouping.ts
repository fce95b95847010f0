import type { BatchCase } from './batch-case.js';
import type { BulkVersion } from './bulk-version.js';
import { must } from '../../../engine/kit/assert.js';
import type { DiseaseGroup } from '../../../engine/plan/catalogue.js';
import { chooseGroup } from '../../../engine/grouping/grouping.js';
import type { GroupIndex } from '../../../engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../../engine/grouping/grouping-match.js';
import type { Frame } from '../../../engine/plan/plan.js';
import type { GroupFlag } from '../../../engine/plan/group-terms.js';
import type { Fraction } from '../../../engine/number/quantity.js';

/** The cursor as grouping reads it, and how its case is grouped: in which catalogue, for which institution. Values are made when read. */
export class BatchGrouping implements GroupingFacts {
  version: BulkVersion | undefined;
  institution: Frame = [];
  index: GroupIndex | undefined;
  deniedFlags: readonly GroupFlag[] = [];

  constructor(readonly cursor: BatchCase) {}

  /** Groups the case that the cursor stands on; flags of `denied` keep it out of a group. */
  group(denied: readonly GroupFlag[]): DiseaseGroup | null {
    this.deniedFlags = denied;
    return chooseGroup(must(this.index, 'index'), this);
  }

  get institutionLevel(): string | null {
    return must(this.version, 'version').levelOf(this.institution);
  }
  get principalDiagnosis(): string {
    return this.cursor.principalDiagnosis;
  }
  get otherDiagnoses(): readonly string[] {
    return this.cursor.otherDiagnoses;
  }
  get procedures(): readonly string[] {
    return this.cursor.procedures;
  }
  get ageDays(): number | null {
    return this.cursor.ageDays;
  }
  get birthWeightGrams(): number | null {
    return this.cursor.birthWeightGrams;
  }
  get assignedGroupCode(): string | null {
    return this.cursor.assignedGroupCode;
  }
  get totalCost(): Fraction {
    return this.cursor.totalCost;
  }
}
