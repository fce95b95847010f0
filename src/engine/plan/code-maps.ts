import type { CodeSystem } from './inpatient-case.js';

/** 编码映射 code map: a code of another edition → the code of the edition that catalogue and rules are written in. */
export interface CodeMap {
  readonly id: string;
  readonly basis: readonly string[];
  /** Only codes that change. Without `editions` what they become never changes again, so that reading twice reads the same. */
  readonly rows: ReadonlyMap<string, string>;
}

/** `methods.codes`: how the codes of a case are read before anything looks at them. */
export interface CodeMaps {
  readonly diagnoses?: CodeMap;
  readonly operations?: CodeMap;
  /** Absent: the maps read the codes of every case. */
  readonly editions?: CodeEditions;
  readonly basis: readonly string[];
}

/** 编码版本 whose codes the maps read: those of cases coded in the edition `from`. What a case without a stated edition is coded in. */
export interface CodeEditions {
  readonly from: CodeSystem;
  readonly unstated: CodeSystem;
}
