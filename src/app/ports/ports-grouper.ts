import type { CodeSystem } from '../../engine/plan/inpatient-case.js';
import type { Label } from '../../engine/plan/plan.js';

/** 分组方案 a stored DRG grouper without its rules and sets. */
export interface GrouperRecord {
  readonly regionCode: string;
  readonly id: string;
  readonly code: string;
  readonly version: string;
  readonly title: Label;
  /** Edition of the codes in its sets: INSURANCE (医保版) or CLINICAL (国家临床版). */
  readonly codeSystem: CodeSystem;
  /** SHA-256 of the document's canonical JSON: what rulesets and runs bind. */
  readonly contentHash: string;
  readonly mdcCount: number;
  readonly adrgCount: number;
  readonly drgCount: number;
  readonly setCount: number;
  readonly note: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** What is stored; id, who and when are the store's. */
export type NewGrouper = Omit<GrouperRecord, 'id' | 'createdByName' | 'createdAt'>;

/** What names a grouper within its region. */
export interface GrouperName {
  readonly code: string;
  readonly version: string;
}

/** DRG groupers: never change once stored, readable from every region. */
export interface Groupers {
  find(regionCode: string, name: GrouperName): Promise<GrouperRecord | undefined>;
  /** All of a region, by code and version. */
  list(regionCode: string): Promise<readonly GrouperRecord[]>;
  /** The document as it was imported, byte for byte; `undefined`: there is no such grouper. */
  content(regionCode: string, id: string): Promise<Uint8Array | undefined>;
  /** StoreConflict UNIQUE when code and version are taken. */
  insert(grouper: NewGrouper, content: Uint8Array): Promise<GrouperRecord>;
}
