import type { FrozenStudy } from './study/freeze-study.js';
import type { StudyReport } from './study/work-out-study.js';
import type { SwitchCellRow, SwitchGroupRow, SwitchInstitutionRow } from './study/study-rows.js';
import type { SwitchRowRecord, SwitchStudyRecord } from '../ports/ports-switch.js';

/** What a study was frozen to, read back: records of our own, which nobody can change. Null before it has begun. */
export function frozenOf({ frozen }: Pick<SwitchStudyRecord, 'frozen'>): FrozenStudy | null {
  return frozen as FrozenStudy | null;
}

/** What came of a study as a whole, read back; null until it has ended well. */
export function reportOfStudy({ report }: Pick<SwitchStudyRecord, 'report'>): StudyReport | null {
  return report as StudyReport | null;
}

/** A cell of the matrix, read back. */
export function cellOf({ data }: Pick<SwitchRowRecord, 'data'>): SwitchCellRow {
  return data as SwitchCellRow;
}

/** A group, read back. */
export function switchGroupOf({ data }: Pick<SwitchRowRecord, 'data'>): SwitchGroupRow {
  return data as SwitchGroupRow;
}

/** An institution, read back. */
export function switchInstitutionOf({ data }: Pick<SwitchRowRecord, 'data'>): SwitchInstitutionRow {
  return data as SwitchInstitutionRow;
}
