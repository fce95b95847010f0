import { ALL_CASES, ALL_POINTS } from '../../src/app/clearing/run/aggregates.js';
import { openHypothetical, type HypotheticalYear, type RunPlan } from '../../src/app/clearing/run/run-plan.js';
import type { ClosedPeriod } from '../../src/app/clearing/run/run-snapshot.js';
import { SumsOfParts } from '../../src/app/clearing/settle/read-scores.js';
import { settleScores, type SettledRun } from '../../src/app/clearing/settle/settle-run.js';
import type { Accumulator } from '../../src/engine/clearing/accumulator.js';
import { must } from '../../src/engine/kit/assert.js';
import { storedDecimal } from '../../src/engine/number/quantity.js';
import { periodsOf, type PartKind } from '../../src/engine/plan/periods.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import type { DrawnCase } from './drawn.js';
import { print, type Rational } from './rational.js';

/** What the rulesets of these tests add up of a case, by aggregate: included ones, or those paid by item. */
const ADDED: Readonly<Record<string, readonly [DrawnCase['kind'], 'points' | 'cost' | 'fund' | 'count']>> = {
  ...{ monthFund: ['INCLUDED', 'fund'], yearPoints: ['INCLUDED', 'points'], quarterPoints: ['INCLUDED', 'points'] },
  ...{ recordedCost: ['INCLUDED', 'cost'], recordedFund: ['INCLUDED', 'fund'], includedCases: ['INCLUDED', 'count'] },
  ...{ byItemFund: ['BY_ITEM', 'fund'], yearByItem: ['BY_ITEM', 'fund'] },
};

/** The product's side of a drawn year: a plan in memory, sums put into accumulators, no database. */
export interface ProductYear {
  readonly compiled: CompiledRuleset;
  readonly inputs: HypotheticalYear['inputs'];
  readonly cases: readonly DrawnCase[];
  /** The parts in which cases are added up before they are merged; one where it is absent. */
  readonly parts?: number;
}

/** The inputs of a year: facts as text, by name. */
export function inputsOf(
  compiled: CompiledRuleset,
  year: number,
  stated: {
    readonly budget: Readonly<Record<string, string>>;
    readonly actuals?: Readonly<Record<string, string>>;
    readonly institutions: readonly {
      readonly code: string;
      readonly institutionClass?: string;
      readonly figures?: Readonly<Record<string, string>>;
      readonly record: object;
    }[];
  },
): HypotheticalYear['inputs'] {
  const [from, to] = [`${year}-01-01`, `${year}-12-31`];
  return {
    ...{ regionCode: compiled.plan.region, year, insurance: 'EMPLOYEE', from, to, periodBy: compiled.plan.periodBy },
    ...{ budget: stated.budget, actuals: stated.actuals ?? {} },
    institutions: stated.institutions.map(({ code, institutionClass }) => ({
      ...{ code, name: code },
      profiles: [{ effectiveFrom: from, level: '3', attributes: institutionClass === undefined ? {} : { institutionClass } }],
    })),
    figures: stated.institutions.flatMap(({ code, figures = {} }) =>
      Object.entries(figures).map(([name, value]) => ({ institutionCode: code, name, value })),
    ),
    institutionYears: Object.fromEntries(stated.institutions.map(({ code, record }) => [code, recordText(record)])),
  };
}

/** Nothing is recorded of what is absent or 0: the product then takes the fact for missing, or for 0. */
function recordText(record: object): Record<string, string> {
  const entries = Object.entries(record) as [string, Rational | null][];
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      value === null || (value.n === 0n && name !== 'assessmentScore') ? [] : [[name, print(value, 2)] as const],
    ),
  );
}

async function openYear({ compiled, inputs }: ProductYear): Promise<RunPlan> {
  const { from, to } = inputs;
  const { groupingHash } = compiled.plan;
  const catalogue = { from, groups: [], version: 'test', contentHash: '', groupingHash };
  return await openHypothetical({ inputs, versions: [{ from, to, compiled }], catalogues: [catalogue] });
}

function addCases(accumulator: Accumulator, cases: readonly DrawnCase[]): Accumulator {
  for (const one of cases) {
    const sums = accumulator.at(one.code, one.month);
    for (const [index, id] of accumulator.ids.entries()) {
      const [kind, of] =
        id === ALL_CASES ? [one.kind, 'count' as const] : id === ALL_POINTS ? [one.kind, 'points' as const] : (ADDED[id] ?? []);
      if (of === undefined || kind !== one.kind) continue;
      sums.add(index, storedDecimal(of === 'count' ? '1' : print(one[of], 4)));
    }
  }
  return accumulator;
}

async function settle(year: ProductYear, cases: readonly DrawnCase[]): Promise<SettledRun> {
  const plan = await openYear(year);
  const whole = plan.totals.accumulator();
  const parts = year.parts ?? 1;
  for (let part = 0; part < parts; part++) {
    whole.merge(
      addCases(
        plan.totals.accumulator(),
        cases.filter((_, index) => index % parts === part),
      ),
    );
  }
  const sums = new SumsOfParts(plan.totals);
  sums.addAccumulated(whole);
  return await settleScores(plan, { ...sums.result(), shards: [], parts: [] }, { casesHash: '', scoresHash: '' });
}

/** Clears the year, of which nothing was closed. Throws `ClearingFailed`. */
export async function clearProduct(year: ProductYear): Promise<SettledRun> {
  return await settle(
    year,
    year.cases.filter(({ voided }) => voided === undefined),
  );
}

/** A year whose months and quarters were closed one after the other, as each ended, and then cleared. */
export interface ClosedProduct {
  readonly parts: ReadonlyMap<string, SettledRun>;
  readonly year: SettledRun;
}

/** Closes every month, after each third one its quarter, then clears the year; what came late or was voided counts where it came to be known. */
export async function closeProduct(year: ProductYear): Promise<ClosedProduct> {
  const closed: ClosedPeriod[] = [];
  const parts = new Map<string, SettledRun>();
  const close = async (kind: PartKind, index: number): Promise<void> => {
    const period = { ...must(periodsOf(year.inputs, kind)[index], 'period'), kind };
    const last = kind === 'MONTH' ? index + 1 : (index + 1) * 3;
    const known = year.cases.filter(({ known: from, voided }) => from <= last && (voided === undefined || voided > last));
    const run = await settle({ ...year, inputs: { ...year.inputs, period, closed: [...closed] } }, known);
    parts.set(period.key, run);
    const { counted, carried } = must(run.periodSums, 'sums of a period');
    closed.push({ key: period.key, runNo: closed.length + 1, resultHash: run.totals.resultHash, counted, carried });
  };
  for (let month = 0; month < 12; month++) {
    await close('MONTH', month);
    if (month % 3 === 2) await close('QUARTER', Math.floor(month / 3));
  }
  return { parts, year: await clearProduct({ ...year, inputs: { ...year.inputs, closed } }) };
}
