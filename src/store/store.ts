import { enter } from './database/access.js';
import { auditLog, idempotencyRecords } from './trust/audit-store.js';
import { calendars } from './records/calendar-store.js';
import { drafts } from './records/draft-store.js';
import { caseLists } from './scores/case-lists.js';
import { reversals } from './cases/reversals.js';
import { cases } from './cases/case-store.js';
import { frozenCases } from './frozen/frozen-store.js';
import { catalogueHistory } from './catalogues/catalogue-build-store.js';
import { catalogues } from './catalogues/catalogue-store.js';
import { CHANGE_CHANNEL, ChangeFeed } from './database/change-feed.js';
import type { Database } from './database/database.js';
import { fundYearHistory } from './records/fund-year-history.js';
import { fundYears } from './records/fund-year-store.js';
import { codeTables } from './records/code-table-store.js';
import { groupers } from './records/grouper-store.js';
import { imports } from './cases/import-store.js';
import { openImports } from './cases/open-import-store.js';
import { institutions } from './records/institution-store.js';
import { keys } from './records/key-store.js';
import { persons } from './records/person-store.js';
import { qualityResults } from './cases/quality-store.js';
import { regions } from './records/region-store.js';
import { rulesets } from './records/ruleset-store.js';
import { consortia } from './records/consortium-store.js';
import { jointPayments } from './records/joint-payment-store.js';
import { ledger } from './records/ledger-store.js';
import { periods } from './runs/period-store.js';
import { publications } from './records/publication-store.js';
import { runResults } from './runs/run-results-store.js';
import { runSums } from './runs/run-sums-store.js';
import { runs } from './runs/run-store.js';
import { scores } from './scores/score-store.js';
import { statementWords } from './runs/statement-words-store.js';
import { standOuts } from './runs/stand-out-store.js';
import { switchStudies } from './catalogues/switch-store.js';
import { whatIfs } from './runs/what-if-store.js';
import { Session } from './database/session.js';
import { storeError } from './database/store-errors.js';
import { transactionPlace, type TransactionPlace } from './database/transaction-place.js';
import { StoreFull, type Access, type ChangeListener, type Pace, type Store, type TransactionMode, type Unit } from '../app/ports/ports.js';
import type { SigningKeys } from '../app/ports/ports-signing.js';
import { must } from '../engine/kit/assert.js';
import type { Prisma } from '../generated/prisma/client.js';

/** A read-only transaction held open for a GraphQL query: what the Pothos plugin reads through. Close it before any other transaction. */
export interface ReadTransaction {
  readonly prisma: Prisma.TransactionClient;
  readonly unit: Unit;
  close(): Promise<void>;
}

/** How long one statement of a request may take; the embedded database knows no such limit. */
const STATEMENT_MS = 30_000;

/** The store over an open and migrated database. */
export class PlatformStore implements Store {
  readonly #database: Database;
  readonly #keys: SigningKeys;
  readonly #feed: ChangeFeed;
  #storageFull: (error: StoreFull) => void = () => undefined;

  /** `keys`: what audit events are signed with. */
  constructor(database: Database, keys: SigningKeys) {
    this.#database = database;
    this.#keys = keys;
    this.#feed = new ChangeFeed(database);
  }

  async transaction<T>(access: Access, mode: TransactionMode, work: (unit: Unit) => Promise<T>, pace: Pace = 'PROMPT'): Promise<T> {
    return this.session(access, mode, (session) => work(unitOf(session, this.#keys)), pace);
  }

  /** As `transaction`, for parts of the store that need SQL of their own. */
  async session<T>(access: Access, mode: TransactionMode, work: (session: Session) => Promise<T>, pace: Pace = 'PROMPT'): Promise<T> {
    const place: TransactionPlace = { client: null, pace };
    const announced = new Set<string>();
    try {
      const result = await transactionPlace.run(place, () =>
        this.#database.prisma.$transaction(
          async (tx) => {
            const session = new Session(access, tx, must(place.client, "the transaction's connection"));
            await enter(session.client, access, mode);
            const value = await work(session);
            for (const regionCode of session.announced) announced.add(regionCode);
            return value;
          },
          mode === 'READ' ? { isolationLevel: 'RepeatableRead' } : {},
        ),
      );
      this.#feed.emit(announced);
      return result;
    } catch (error) {
      const told = storeError(error);
      if (told instanceof StoreFull) this.#storageFull(told);
      throw told;
    }
  }

  /** Calls back whenever a transaction met a full disk: an operator has to hear of it, whatever the caller is told. */
  onStorageFull(listener: (error: StoreFull) => void): void {
    this.#storageFull = listener;
  }

  /** Opens a read-only transaction that lasts until `close`. */
  async reader(access: Access): Promise<ReadTransaction> {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    return new Promise<ReadTransaction>((opened, failed) => {
      const whole = this.session(access, 'READ', async (session) => {
        await session.run(`SET LOCAL statement_timeout = ${STATEMENT_MS}`);
        opened({
          prisma: session.tx,
          unit: unitOf(session, this.#keys),
          close: async () => {
            finish();
            await whole;
          },
        });
        await finished;
      });
      whole.catch(failed);
    });
  }

  onChange(listener: ChangeListener): () => void {
    return this.#feed.listen(listener);
  }

  async ready(): Promise<boolean> {
    try {
      await this.#database.pool.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  async tidy(after: 'BULK' | 'CHUNK' = 'BULK'): Promise<void> {
    const { pool, kind } = this.#database;
    const tables =
      after === 'CHUNK'
        ? ['inpatient_case', 'quality_result']
        : ['inpatient_case', 'score_block', 'score_sum', 'score_mask', 'disease_group'];
    const verb = kind === 'EMBEDDED' && after === 'BULK' ? 'VACUUM (ANALYZE)' : 'ANALYZE';
    try {
      for (const table of tables) await pool.query(`${verb} ${table}`);
    } catch (error) {
      throw storeError(error);
    }
  }

  /** Stops listening and closes the database. */
  async close(): Promise<void> {
    await this.#feed.close();
    await this.#database.close();
  }
}

function unitOf(session: Session, signing: SigningKeys): Unit {
  return {
    access: session.access,
    regions: regions(session),
    institutions: institutions(session),
    rulesets: rulesets(session),
    catalogues: catalogues(session),
    catalogueHistory: catalogueHistory(session),
    groupers: groupers(session),
    codeTables: codeTables(session),
    drafts: drafts(session),
    calendars: calendars(session),
    consortia: consortia(session),
    cases: cases(session),
    frozenCases: frozenCases(session),
    reversals: reversals(session),
    caseLists: caseLists(session),
    imports: imports(session),
    openImports: openImports(session),
    fundYears: fundYears(session),
    fundYearHistory: fundYearHistory(session),
    periods: periods(session),
    runs: runs(session),
    scores: scores(session),
    runResults: runResults(session),
    runSums: runSums(session),
    publications: publications(session),
    ledger: ledger(session),
    jointPayments: jointPayments(session),
    statementWords: statementWords(session),
    standOuts: standOuts(session),
    switchStudies: switchStudies(session),
    whatIfs: whatIfs(session),
    quality: qualityResults(session),
    keys: keys(session),
    persons: persons(session),
    audit: auditLog(session, signing),
    idempotency: idempotencyRecords(session),
    now: async () => (await session.row<{ now: Date }>('SELECT now() AS now')).now,
    lock: async (regionCode, name) => {
      await session.rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${regionCode}/${name}`]);
    },
    announce: async (regionCode) => {
      session.announced.add(regionCode);
      await session.rows('SELECT pg_notify($1, $2)', [CHANGE_CHANNEL, regionCode]);
    },
  };
}
