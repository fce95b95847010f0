import type { Actor } from './kit/permissions.js';
import type { AuditLog, IdempotencyRecords } from './ports-audit.js';
import type { CaseLists } from './clearing/ports-case-list.js';
import type { Calendars } from './ports-calendar.js';
import type { Drafts } from './ports-draft.js';
import type { Reversals } from './cases/ports-reversal.js';
import type { Cases } from './cases/ports-case.js';
import type { FrozenCases } from './cases/ports-frozen.js';
import type { CatalogueHistory } from './ports-catalogue-history.js';
import type { Catalogues } from './ports-catalogue.js';
import type { Consortia } from './ports-consortium.js';
import type { CodeTables } from './ports-code-table.js';
import type { Groupers } from './ports-grouper.js';
import type { FundYearHistory } from './clearing/ports-fund-year-history.js';
import type { FundYears } from './clearing/ports-fund-year.js';
import type { Imports } from './cases/ports-import.js';
import type { Keys } from './ports-key.js';
import type { Persons } from './ports-person.js';
import type { Periods } from './clearing/ports-period.js';
import type { OpenImports } from './cases/ports-open-import.js';
import type { Institutions, Regions } from './ports-region.js';
import type { QualityResults } from './cases/ports-quality.js';
import type { Ledger } from './clearing/ports-ledger.js';
import type { JointPayments } from './clearing/ports-joint-payment.js';
import type { Publications } from './clearing/ports-publication.js';
import type { RunResults } from './clearing/ports-run-results.js';
import type { RunSums } from './clearing/ports-run-sums.js';
import type { Runs } from './clearing/ports-run.js';
import type { Rulesets } from './ports-ruleset.js';
import type { Scores } from './clearing/ports-score.js';
import type { StatementWords } from './clearing/ports-statement.js';
import type { StandOuts } from './clearing/ports-stand-out.js';
import type { SwitchStudies } from './ports-switch.js';
import type { WhatIfs } from './clearing/ports-what-if.js';

/**
 * What use cases ask of the store. `src/store` implements it on PostgreSQL, embedded or not. Repositories speak in domain terms: calendar
 * dates are `YYYY-MM-DD`, money kept and added is `Fen`, decimals that are only carried are text.
 */

/** Who acts, and how far the database lets the transaction see: enforced by row-level security, beneath every query. */
export interface Access {
  readonly holderId: string;
  readonly holderName: string;
  /** `SANDBOX`: every region marked as one (DEMO keys). `ALL`: every region, and platform-wide rows. */
  readonly regions: readonly string[] | 'ALL' | 'SANDBOX';
  /** An institution's key sees its own cases, statement and figures only. */
  readonly institutionCode: string | null;
}

/** The access of a key's holder. */
export function accessOf(actor: Actor): Access {
  const regions = actor.sandboxOnly ? 'SANDBOX' : actor.regions;
  return { holderId: actor.holderId, holderName: actor.name, regions, institutionCode: actor.institutionCode };
}

/** The platform's own access: start-up, workers, authentication. */
export const PLATFORM_ACCESS: Access = { holderId: 'platform', holderName: '平台', regions: 'ALL', institutionCode: null };

/** READ transactions are read-only in the database and see one snapshot. */
export type TransactionMode = 'READ' | 'WRITE';

/** How soon a transaction has its turn where turns are taken: BULK ones let PROMPT ones pass, which somebody waits for. */
export type Pace = 'PROMPT' | 'BULK';

/** A change that caches listen for: rulesets, catalogues, profiles, figures, keys or budgets of a region (`*`: platform-wide). */
export type ChangeListener = (regionCode: string) => void;

/** The store: every access to data is a transaction with an access. */
export interface Store {
  /**
   * Runs `work` in one transaction; commits when it returns, rolls back when it throws. Never open another one inside: the embedded
   * database has a single session and would wait for itself. Throws `StoreConflict` and `StoreUnavailable`.
   */
  transaction<T>(access: Access, mode: TransactionMode, work: (unit: Unit) => Promise<T>, pace?: Pace): Promise<T>;
  /** Calls back after a committed change anywhere (other processes included, on PostgreSQL). Returns how to stop. */
  onChange(listener: ChangeListener): () => void;
  /** Whether the database answers. */
  ready(): Promise<boolean>;
  /**
   * Tidies after bulk work: the embedded database has no autovacuum. Harmless on PostgreSQL. CHUNK: only looks anew at how many cases and
   * findings there are by now, so that queries are planned for as many; takes a second at most.
   */
  tidy(after?: 'BULK' | 'CHUNK'): Promise<void>;
}

/** The repositories of one transaction. They are of no use after it ended. */
export interface Unit {
  readonly access: Access;
  readonly regions: Regions;
  readonly institutions: Institutions;
  readonly rulesets: Rulesets;
  readonly catalogues: Catalogues;
  readonly catalogueHistory: CatalogueHistory;
  readonly groupers: Groupers;
  readonly codeTables: CodeTables;
  readonly drafts: Drafts;
  readonly calendars: Calendars;
  readonly consortia: Consortia;
  readonly cases: Cases;
  readonly frozenCases: FrozenCases;
  readonly reversals: Reversals;
  readonly caseLists: CaseLists;
  readonly imports: Imports;
  readonly openImports: OpenImports;
  readonly fundYears: FundYears;
  readonly fundYearHistory: FundYearHistory;
  readonly periods: Periods;
  readonly runs: Runs;
  readonly scores: Scores;
  readonly runResults: RunResults;
  readonly runSums: RunSums;
  readonly publications: Publications;
  readonly ledger: Ledger;
  readonly jointPayments: JointPayments;
  readonly statementWords: StatementWords;
  readonly standOuts: StandOuts;
  readonly switchStudies: SwitchStudies;
  readonly whatIfs: WhatIfs;
  readonly quality: QualityResults;
  readonly keys: Keys;
  readonly persons: Persons;
  readonly audit: AuditLog;
  readonly idempotency: IdempotencyRecords;
  /** The database's clock. */
  now(): Promise<Date>;
  /** Makes whoever asks for the same name in the same region wait until this transaction ends (e.g. two loads of one version). */
  lock(regionCode: string, name: string): Promise<void>;
  /** Tells caches, once this transaction has committed, that something of the region changed (`*`: platform-wide). */
  announce(regionCode: string): Promise<void>;
}

/** A unique key or a reference stood in the way: somebody else was first. Use cases turn it into a `ConflictError`. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict';
  constructor(
    /** UNIQUE: such a row is there already. REFERENCE: a row that it points to is not. IMPORT_OPEN: a file is being stored in the region. */
    readonly kind: 'UNIQUE' | 'REFERENCE' | 'IMPORT_OPEN',
    detail: string,
  ) {
    super(detail);
  }
}

/** The database can't be reached, or stopped in the middle. Nothing of the transaction was kept. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The disk or tablespace under the database is full. Nothing of the transaction was kept; what is stored can still be read. */
export class StoreFull extends StoreUnavailable {
  override readonly name = 'StoreFull';
}

/** What is stored is not what was signed: the audit log of a region was changed from outside the platform. Nothing of the transaction was kept. */
export class StoreTampered extends Error {
  override readonly name = 'StoreTampered';
  constructor(readonly regionCode: string) {
    super(`the audit log of ${regionCode} is not what its signed head says`);
  }
}

/** Reads inside the request's one read-only transaction. */
export type Reader = <T>(work: (unit: Unit) => Promise<T>) => Promise<T>;
