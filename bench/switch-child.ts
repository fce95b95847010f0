import { openBench, REGION, YEAR } from './city.js';
import { startSwitchStudy, switchStudy } from '../src/app/switch/switch-job.js';
import { reportOfStudy } from '../src/app/switch/stored-study-parse.js';
import { must } from '../src/engine/kit/assert.js';
import type { StoreLocation } from '../src/store/open-store.js';

/** What a study took. */
export interface SwitchMeasured {
  readonly seconds: number;
  readonly cpu: number;
  readonly peak: number;
  readonly cases: number;
  readonly cells: number;
  readonly differences: string;
  readonly resultHash: string;
}

const MICROS = 1_000_000;

const { open, platform, caller } = await openBench(JSON.parse(process.argv[2] ?? '{}') as StoreLocation);
const start = performance.now();
const used = process.cpuUsage();
const { study, done } = await startSwitchStudy(platform, caller, {
  ...{ regionCode: REGION, insurance: 'EMPLOYEE', firstYear: YEAR - 2, lastYear: YEAR, points: 'COMPUTED' },
  ...{ from: { ruleset: '2025.1' }, to: { ruleset: '2027.1' }, idempotencyKey: 'bench' },
});
await done;
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(used);
const ended = await switchStudy(caller, REGION, study.id);
const { cases, cells, differences } = must(reportOfStudy(ended) ?? undefined, JSON.stringify(ended.failure));
await open.close();
const measured: SwitchMeasured = {
  ...{ seconds, cpu: (user + system) / MICROS, peak: process.resourceUsage().maxRSS / 1024 },
  ...{ cases, cells, differences, resultHash: ended.resultHash ?? '' },
};
console.log(JSON.stringify(measured));
