import { readFileSync } from 'node:fs';
import { openBench, queueRun, REGION, runNow, type Bench } from './city.js';
import { readConfig } from '../src/app/kernel/config.js';
import { createLogger } from '../src/compose.js';
import { ScoringThreads } from '../src/scoring-threads.js';
import { driveNextRun } from '../src/app/clearing/drive-run.js';
import { INSURANCE_SCHEMES } from '../src/engine/plan/inpatient-case.js';
import type { StoreLocation } from '../src/store/open-store.js';

/** What a process of its own measured while it cleared the sample city: times in seconds, memory in MiB. */
export interface ClearingMeasured {
  readonly cases: number;
  /** From the first shard to the last. */
  readonly scoring: number;
  /** From taking the run up to its end. */
  readonly whole: number;
  readonly processor: number;
  /** Of the database's processes where they are on this machine; null where they are not, or run inside ours. */
  readonly databaseProcessor: number | null;
  readonly peak: number;
  /** The longest that a trivial query waited for its answer. */
  readonly worstAnswer: number;
  /** Trivial queries that were asked, and those that waited longer than 300 ms. */
  readonly asked: number;
  readonly slow: number;
  readonly outcomes: number;
  readonly reJudged: number;
  readonly exceptions: number;
  readonly hashes: readonly string[];
}

const LOOK_MS = 50;
const SLOW_MS = 300;
const TICKS_A_SECOND = 100;

/** Asks a trivial question every now and then while a run goes on: which phase it is in, and how long the answer took. */
class Watch {
  worst = 0;
  asked = 0;
  slow = 0;
  scoring = 0;
  #since: number | undefined;
  #stopped = false;
  readonly #done: Promise<void>;

  constructor({ open }: Bench, runNo: number) {
    this.#done = this.#look(async () => {
      const { rows } = await open.database.pool.query<{ phase: string }>(
        'SELECT phase FROM clearing_run WHERE region_code = $1 AND run_no = $2',
        [REGION, runNo],
      );
      return rows[0]?.phase ?? '';
    });
  }

  async #look(phase: () => Promise<string>): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      const isScoring = (await phase()) === 'SCORE';
      const end = performance.now();
      this.worst = Math.max(this.worst, end - start);
      this.asked += 1;
      if (end - start > SLOW_MS) this.slow += 1;
      if (isScoring) this.#since ??= start;
      else if (this.#since !== undefined) {
        this.scoring += end - this.#since;
        this.#since = undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }
}

/** Processor seconds that the database's processes for us have used, read where Linux keeps them. */
async function databaseSeconds({ open }: Bench): Promise<number | null> {
  if (open.database.kind === 'EMBEDDED') return null;
  const { rows } = await open.database.pool.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'dip'");
  try {
    return rows.reduce((sum, { pid }) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    }, 0);
  } catch {
    return null;
  }
}

async function clearCity(bench: Bench): Promise<ClearingMeasured> {
  const startedAt = { processor: process.cpuUsage(), database: await databaseSeconds(bench) };
  const sums = { cases: 0, scoring: 0, whole: 0, worstAnswer: 0, asked: 0, slow: 0, outcomes: 0, reJudged: 0, exceptions: 0 };
  const hashes: string[] = [];
  for (const insurance of INSURANCE_SCHEMES) {
    const { runNo } = await queueRun(bench, insurance, String(Date.now()));
    const watch = new Watch(bench, runNo);
    const start = performance.now();
    await driveNextRun(bench.platform, `bench-${process.pid}`, { regionCode: REGION, runNo });
    sums.whole += (performance.now() - start) / 1000;
    await watch.stop();
    sums.scoring += watch.scoring / 1000;
    sums.worstAnswer = Math.max(sums.worstAnswer, watch.worst);
    sums.asked += watch.asked;
    sums.slow += watch.slow;
    const { status, failure, totals } = await runNow(bench, runNo);
    if (status !== 'SUCCEEDED') throw new Error(`the run ended ${status}: ${failure?.en ?? ''}`);
    sums.cases += Number(totals.cases);
    sums.outcomes += Number(totals.distinctSituations);
    sums.reJudged += Number(totals.reJudged);
    sums.exceptions += Number(totals.exceptions);
    hashes.push(totals.resultHash ?? '');
  }
  const { user, system } = process.cpuUsage(startedAt.processor);
  const database = await databaseSeconds(bench);
  return {
    ...sums,
    processor: (user + system) / 1e6,
    databaseProcessor: database === null || startedAt.database === null ? null : database - startedAt.database,
    peak: process.resourceUsage().maxRSS / 1024,
    hashes,
  };
}

const location = JSON.parse(process.argv[2] ?? '{}') as StoreLocation;
const config = readConfig(process.env);
const entry = new URL('../dist/src/scoring-thread.js', import.meta.url);
const threads = 'databaseUrl' in location ? new ScoringThreads({ ...config, ...location }, createLogger('warn'), entry) : undefined;
const bench = await openBench(location, () => threads?.call());
const measured = await clearCity(bench);
await threads?.stop();
await bench.open.close();
console.log(JSON.stringify(measured));
