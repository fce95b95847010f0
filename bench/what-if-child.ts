import { openBench, REGION, YEAR } from './city.js';
import { startWhatIf, whatIf } from '../src/app/what-if/what-if-job.js';
import { reportOfWhatIf } from '../src/app/what-if/stored-what-if-parse.js';
import type { InsuranceScheme } from '../src/engine/plan/inpatient-case.js';
import { must } from '../src/engine/kit/assert.js';
import type { StoreLocation } from '../src/store/open-store.js';

/** What a what-if took, one after the other in one process. */
export interface WhatIfMeasured {
  /** Of each. */
  readonly cases: readonly number[];
  /**
   * Seconds of each: a fresh process, the year in force known, no case reached, a threshold, a whole table, and the first of another insurance: a
   * running server that knows nothing of the year.
   */
  readonly seconds: readonly number[];
  /** Processor seconds of each, the embedded database's among them: they don't depend on who else works on the machine. */
  readonly cpu: readonly number[];
  readonly peak: number;
  readonly differences: readonly string[];
}

const COEFFICIENT = 'baseCoefficients[TERTIARY_A_GENERAL,EMPLOYEE]';
/** Every row of the table of coefficients that holds for the insurance. */
const TABLE = [
  ['TERTIARY_A_GENERAL', '1.3'],
  ['TERTIARY_OTHER', '1.2'],
  ['SECONDARY_A_GENERAL', '1'],
  ['SECONDARY_OTHER', '0.95'],
  ['PRIMARY_COMMUNITY', '0.8'],
  ['TOWNSHIP_A', '0.75'],
  ['TOWNSHIP_OTHER', '0.7'],
].map(([name = '', value = '']) => ({ target: `baseCoefficients[${name},EMPLOYEE]`, value }));
const CHANGES: readonly {
  readonly insurance: InsuranceScheme;
  readonly set: readonly { readonly target: string; readonly value: string }[];
}[] = [
  { insurance: 'EMPLOYEE', set: [{ target: COEFFICIENT, value: '1.25' }] },
  { insurance: 'EMPLOYEE', set: [{ target: COEFFICIENT, value: '1.22' }] },
  { insurance: 'EMPLOYEE', set: [{ target: 'overrunBands[0.10]', value: '0.50' }] },
  { insurance: 'EMPLOYEE', set: [{ target: 'deviationHigh', value: '2.4' }] },
  { insurance: 'EMPLOYEE', set: TABLE },
  { insurance: 'RESIDENT', set: [{ target: 'deviationHigh', value: '2.4' }] },
];

const { open, platform, caller } = await openBench(JSON.parse(process.argv[2] ?? '{}') as StoreLocation);
const seconds: number[] = [];
const cpu: number[] = [];
const MICROS = 1_000_000;
const differences: string[] = [];
const cases: number[] = [];
for (const [index, { insurance, set }] of CHANGES.entries()) {
  const start = performance.now();
  const used = process.cpuUsage();
  const { whatIf: begun, done } = await startWhatIf(platform, caller, {
    ...{ regionCode: REGION, year: YEAR, insurance, idempotencyKey: `what-if ${index}` },
    candidates: [{ name: `${index}`, set }],
  });
  await done;
  seconds.push((performance.now() - start) / 1000);
  const { user, system } = process.cpuUsage(used);
  cpu.push((user + system) / MICROS);
  const ended = await whatIf(caller, REGION, begun.id);
  const report = must(reportOfWhatIf(ended) ?? undefined, JSON.stringify(ended.failure));
  cases.push(report.baseline.cases);
  differences.push(must(report.candidates[0]?.result ?? undefined, 'result').entitlement.difference);
}
await open.close();
const measured: WhatIfMeasured = { cases, seconds, cpu, peak: process.resourceUsage().maxRSS / 1024, differences };
console.log(JSON.stringify(measured));
