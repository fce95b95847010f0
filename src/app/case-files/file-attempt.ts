import { setTimeout as pause } from 'node:timers/promises';
import { translateStoreErrors } from '../kernel/command.js';
import { ImportOpenError } from '../base/errors.js';
import { LOOK_MS } from '../cases/import-turn.js';
import type { Platform } from '../kernel/platform.js';
import { beginAttempt, interruptImport, isOver, leaveAttempt, undoOpenImport } from './open-import.js';
import type { OpenImport } from '../ports/cases/ports-open-import.js';
import type { Access, Unit } from '../ports/ports.js';

/** How long a file waits for another of its region. */
const FILE_PATIENCE_MS = 600_000;

/** The import that an attempt is at, and as whom. */
export interface AttemptAt {
  readonly access: Access;
  readonly regionCode: string;
  readonly importId: string;
}

/** What the caller knows of the import itself: asked, and said, in the transaction that opens it. */
export interface Admission {
  readonly isFinished: (unit: Unit) => Promise<boolean>;
  readonly started: (unit: Unit) => Promise<void>;
}

/** One try of one process at storing a file's cases: in many transactions, of which others see nothing before `close`. */
export class FileAttempt {
  readonly #id = beginAttempt();
  #chunks = 0;

  constructor(
    private readonly platform: Pick<Platform, 'store'>,
    private readonly at: AttemptAt,
  ) {}

  /**
   * Opens the import, once no other of the region is open: what an earlier attempt at it left behind is taken back first. `false`: it is
   * finished. Throws CONFLICT where another file is open for ten minutes more, UNAVAILABLE.
   */
  async open(admission: Admission): Promise<boolean> {
    for (let waited = 0; waited <= FILE_PATIENCE_MS; waited += LOOK_MS) {
      const found = await this.#tryToOpen(admission);
      if (found === 'OPEN' || found === 'FINISHED') return found === 'OPEN';
      if (found.importId === this.at.importId && isOver(found)) {
        await this.undo();
        return true;
      }
      if (isOver(found)) await interruptImport(this.platform, { ...found, regionCode: this.at.regionCode });
      else await pause(LOOK_MS);
    }
    throw new ImportOpenError();
  }

  /** Opens the import; or makes it this attempt's where the one before is over; or finds the import that stands in the way. */
  #tryToOpen({ isFinished, started }: Admission): Promise<'OPEN' | 'FINISHED' | OpenImport> {
    const { access, regionCode, importId } = this.at;
    return translateStoreErrors(() =>
      this.platform.store.transaction(access, 'WRITE', async (unit) => {
        await unit.lock(regionCode, `import/${importId}`);
        if (await isFinished(unit)) return 'FINISHED';
        const found = await unit.openImports.find(regionCode);
        if (found !== undefined && (found.importId !== importId || !isOver(found))) return found;
        if (found === undefined) await unit.openImports.open(regionCode, importId, this.#id);
        else await unit.openImports.takeOver(regionCode, this.#id);
        await started(unit);
        return found ?? 'OPEN';
      }),
    );
  }

  /**
   * Stores a chunk: commits. `work` is told the first import sequence of the file's cases. Throws CONFLICT where another attempt took over.
   * Before the first and after the 2nd, 4th, 8th … the planner is shown how many cases there are: one that takes a region for empty compares
   * each with each, and batches that came before show it nothing.
   */
  async chunk<T>(work: (unit: Unit, firstImportSeq: bigint) => Promise<T>): Promise<T> {
    if (this.#chunks === 0) await translateStoreErrors(() => this.platform.store.tidy('CHUNK'));
    const stored = await this.#storeChunk(work);
    this.#chunks += 1;
    if (this.#chunks > 1 && Number.isInteger(Math.log2(this.#chunks))) await translateStoreErrors(() => this.platform.store.tidy('CHUNK'));
    return stored;
  }

  #storeChunk<T>(work: (unit: Unit, firstImportSeq: bigint) => Promise<T>): Promise<T> {
    const { access, regionCode } = this.at;
    const joined = async (unit: Unit): Promise<T> => {
      const firstImportSeq = await unit.openImports.join(regionCode, this.#id);
      if (firstImportSeq === undefined) throw new ImportOpenError();
      return await work(unit, firstImportSeq);
    };
    return translateStoreErrors(() => this.platform.store.transaction(access, 'WRITE', joined, 'BULK'));
  }

  /** Takes back everything that was stored. */
  undo(): Promise<void> {
    return translateStoreErrors(() => undoOpenImport(this.platform, { ...this.at, attempt: this.#id }));
  }

  /** Ends the attempt within the transaction that records what the import came to: what was not undone is there for everybody. */
  close(unit: Unit): Promise<void> {
    return unit.openImports.close(this.at.regionCode, this.#id);
  }

  /** Nothing more comes of the attempt: where it was not closed, another may take over. */
  leave(): void {
    leaveAttempt(this.#id);
  }
}
