import { randomUUID } from 'node:crypto';
import { confirmClearingRun } from '../../src/app/clearing/confirm-clearing-run.js';
import type { StatementRecord } from '../../src/app/ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { must } from '../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import type { Edit, TinyCity } from './tiny-city.js';

const money = { type: 'decimal', unit: 'yuan', round: { scale: 2, mode: 'HALF_UP' } } as const;
const basis = ['demo#7'];

/**
 * Months and quarters of the demonstration city: a month pays 90 % of what was charged less a deduction of the month, and withholds 5 % of it
 * (N21-27, N21-28); a quarter divides a fiftieth of the year's income by points and takes off what its months were paid.
 */
export const MONTHS_AND_QUARTERS: Edit = (document) => ({
  ...document,
  examples: [],
  facts: {
    ...document.facts,
    monthDeduction: { scope: 'institutionMonth', type: 'decimal', unit: 'yuan', min: '0', label: { zh: '当月审核扣款' } },
  },
  aggregates: [
    ...(document.aggregates ?? []),
    { id: 'monthFund', of: 'case', where: { inclusion: 'INCLUDED' }, per: 'institutionMonth', sum: 'fundPaid', label: { zh: '当月记账' } },
    {
      id: 'quarterPoints',
      of: 'case',
      where: { inclusion: 'INCLUDED' },
      per: 'institutionQuarter',
      sum: 'points',
      label: { zh: '当季分值' },
    },
    { id: 'quarterAdvanced', of: 'institutionMonth', per: 'institutionQuarter', sum: 'preSettlement', label: { zh: '当季各月预结算' } },
    { id: 'yearDeposit', of: 'institutionMonth', per: 'institutionYear', sum: 'depositWithheld', label: { zh: '全年质保金' } },
    { id: 'yearAdvanced', of: 'institutionMonth', per: 'institutionYear', sum: 'preSettlement', label: { zh: '全年预结算' } },
    { id: 'yearQuarters', of: 'institutionQuarter', per: 'institutionYear', sum: 'quarterSettlement', label: { zh: '各季结算合计' } },
  ],
  decisions: [
    ...(document.decisions ?? []),
    {
      ...{ id: 'monthShare', scope: 'institutionMonth', label: { zh: '当月预结算额' }, output: money, basis },
      ...{ formula: 'monthFund * 0.90', line: { of: 'preSettlement', order: 1, sign: '+' } },
    },
    {
      ...{ id: 'depositWithheld', scope: 'institutionMonth', label: { zh: '当月质保金' }, output: money, basis },
      ...{ formula: 'monthFund * 0.05', line: { of: 'preSettlement', order: 2, sign: '-', account: 'QUALITY_DEPOSIT' } },
    },
    {
      ...{ id: 'monthDeducted', scope: 'institutionMonth', label: { zh: '当月扣款' }, output: money, basis },
      ...{ formula: 'monthDeduction', line: { of: 'preSettlement', order: 3, sign: '-', account: 'RETAINED' } },
    },
    {
      ...{ id: 'preSettlement', scope: 'institutionMonth', label: { zh: '当月应拨' }, output: money, basis },
      formula: 'monthShare - depositWithheld - monthDeducted',
    },
    {
      ...{ id: 'quarterFund', scope: 'institutionQuarter', label: { zh: '当季基金' }, output: money, basis },
      formula: 'income * 0.02',
    },
    {
      ...{ id: 'quarterShare', scope: 'institutionQuarter', label: { zh: '当季应得' }, output: money },
      ...{ allocate: { total: 'quarterFund', weight: 'quarterPoints', basis }, line: { of: 'quarterSettlement', order: 1, sign: '+' } },
    },
    {
      ...{ id: 'quarterPaid', scope: 'institutionQuarter', label: { zh: '各月已结' }, output: money, basis },
      ...{ formula: 'quarterAdvanced', line: { of: 'quarterSettlement', order: 2, sign: '-' } },
    },
    {
      ...{ id: 'quarterSettlement', scope: 'institutionQuarter', label: { zh: '季度结算' }, output: money, basis },
      formula: 'quarterShare - quarterPaid',
    },
    { ...{ id: 'depositInYear', scope: 'institutionYear', label: { zh: '全年质保金' }, output: money, basis }, formula: 'yearDeposit' },
    { ...{ id: 'advancedInYear', scope: 'institutionYear', label: { zh: '全年预结算' }, output: money, basis }, formula: 'yearAdvanced' },
    { ...{ id: 'quartersInYear', scope: 'institutionYear', label: { zh: '各季结算' }, output: money, basis }, formula: 'yearQuarters' },
  ],
});

/** The tiny city with months and quarters, and these cases. */
export async function makeMonthlyCity(city: TinyCity, cases: readonly InpatientCase[]): Promise<TinyCity> {
  await city.makeRegion();
  const { groupingHash } = await city.load(MONTHS_AND_QUARTERS);
  await city.putCatalogue(groupingHash);
  await city.putCases(cases);
  await city.putYear();
  return city;
}

/** A period settled, not confirmed. */
export async function settlePeriod(city: TinyCity, period: string): Promise<RunRecord> {
  const run = await city.clear({ period, idempotencyKey: `settle ${period} ${randomUUID()}` });
  if (run.failure !== null) throw new Error(`${run.failure.code}: ${run.failure.en}`);
  return run;
}

/** A run confirmed by somebody who has seen what stands out. */
export async function confirmRun(city: TinyCity, { id, runNo }: RunRecord): Promise<RunRecord> {
  const seen = must(await city.read(({ runs }) => runs.standsOut(city.regionCode, runNo)), 'run');
  const standsOutHash = must(seen.standsOutHash, 'hash');
  const asked = { regionCode: city.regionCode, runId: id, standsOutHash, reason: '核对无误' };
  return await confirmClearingRun(city.platform, city.as('FINANCE'), asked);
}

/** A period settled and closed. */
export async function closePeriod(city: TinyCity, period: string): Promise<RunRecord> {
  return await confirmRun(city, await settlePeriod(city, period));
}

/** The statements of a run. */
export function statementsOf(city: TinyCity, { runNo }: RunRecord): Promise<readonly StatementRecord[]> {
  return city.read(({ runResults }) => runResults.statements(city.regionCode, runNo));
}
