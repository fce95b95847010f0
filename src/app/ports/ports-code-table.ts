import type { CodeSystem } from '../../engine/plan/inpatient-case.js';
import type { Label } from '../../engine/plan/plan.js';

/** 编码表种类 what a table's codes are of: 诊断, 手术操作. */
export const CODE_KINDS = ['DIAGNOSIS', 'OPERATION'] as const;
/** One of them. */
export type CodeKind = (typeof CODE_KINDS)[number];

/** 编码表 a stored code table without its rows: one version of an edition's codes. */
export interface CodeTableRecord {
  readonly regionCode: string;
  readonly id: string;
  readonly kind: CodeKind;
  /** Edition: INSURANCE (医保版) or CLINICAL (国家临床版). */
  readonly codeSystem: CodeSystem;
  /** Version of the edition as people write it: `医保版 2.0`. */
  readonly version: string;
  readonly title: Label;
  /** First and last day on which it is used, `YYYY-MM-DD`; without a last day until a later version begins. */
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Where it was published. */
  readonly sources: readonly string[];
  /** SHA-256 of what the table says: kind, edition, version, days, title, sources and rows. */
  readonly contentHash: string;
  readonly rowCount: number;
  readonly createdByName: string;
  readonly createdAt: Date;
}

/** What is stored; id, who and when are the store's. */
export type NewCodeTable = Omit<CodeTableRecord, 'id' | 'createdByName' | 'createdAt'>;

/** What names a code table within its region. */
export type CodeTableName = Pick<CodeTableRecord, 'kind' | 'codeSystem' | 'version'>;

/** Code tables: never change once stored, readable from every region. */
export interface CodeTables {
  find(regionCode: string, name: CodeTableName): Promise<CodeTableRecord | undefined>;
  /** All of some regions, by kind, edition and first day, the latest first. */
  list(regionCodes: readonly string[]): Promise<readonly CodeTableRecord[]>;
  /** The rows as text (`code-table-text.ts`); `undefined`: there is no such table. */
  content(regionCode: string, id: string): Promise<Uint8Array | undefined>;
  /** StoreConflict UNIQUE when kind, edition and version are taken. */
  insert(table: NewCodeTable, content: Uint8Array): Promise<CodeTableRecord>;
}
