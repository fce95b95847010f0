/** 进行中的文件导入 a file that is being stored in a region, by one attempt. */
export interface OpenImport {
  readonly importId: string;
  readonly attempt: string;
  /** Milliseconds since something of it was last stored, by the database's clock. */
  readonly idleMs: number;
}

/** An open import with its region. */
export interface OpenImportOf extends OpenImport {
  readonly regionCode: string;
}

/**
 * Files that are being stored. Their cases come in many short transactions, so that memory stays bounded and others are answered meanwhile; all
 * of them are hidden from everybody else, beneath every query, until the import is closed. One import of a region is open at a time, and
 * nobody else stores or voids cases there meanwhile (`StoreConflict` IMPORT_OPEN): their numbers would not be in the order of what is seen.
 */
export interface OpenImports {
  /** The region's open import, kept from others until this transaction ends. */
  find(regionCode: string): Promise<OpenImport | undefined>;
  /** Opens an import. Throws `StoreConflict` IMPORT_OPEN where another is. */
  open(regionCode: string, importId: string, attempt: string): Promise<void>;
  /** Makes an open import another attempt's: the one before can do nothing more with it. */
  takeOver(regionCode: string, attempt: string): Promise<void>;
  /**
   * Makes this transaction part of the attempt: it sees what was stored, and may store more. Returns the first import sequence of its cases;
   * `undefined`: the import is another attempt's by now.
   */
  join(regionCode: string, attempt: string): Promise<bigint | undefined>;
  /** Takes back cases of an attempt, at most so many, which nobody has seen. Returns how many: fewer than `most` means that nothing is left. */
  undo(regionCode: string, attempt: string, most: number): Promise<number>;
  /** Ends the attempt: what it stored and did not undo is there for everybody, once this transaction is committed. */
  close(regionCode: string, attempt: string): Promise<void>;
  /** Open imports of which nothing was stored for so long: their processes are gone. */
  idle(longerThanMs: number): Promise<readonly OpenImportOf[]>;
}
