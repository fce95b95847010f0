import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { explainScore } from '../../src/app/clearing/evidence/explain-score.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import type { StatementRecord } from '../../src/app/ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import { PLATFORM_ACCESS, type Unit } from '../../src/app/ports/ports.js';
import { firstStart, platformCaller } from '../../src/app/sample/first-start.js';
import { sampleCity } from '../../src/app/sample/sample-city.js';
import { must } from '../../src/engine/kit/assert.js';
import type { OutputSpec } from '../../src/engine/plan/plan.js';
import type { CompiledRuleset } from '../../src/rules/compiled/compiled-ruleset.js';
import { explainTrace, type ExplainedStep, type TracedStep } from '../../src/rules/explain/explain.js';
import { printExplanation } from '../../src/rules/explain/explain-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { bandsOf, PrintedFormula } from '../support/printed-formula.js';
import { ProductCity } from '../support/product-city.js';
import { LimitsMet } from '../support/limits-met.js';
import { testPlatform } from '../support/tiny-city.js';
import { fileOf } from './ruleset-library.js';
import type { Scope } from '../../src/engine/plan/scopes.js';

const RULESETS = path.resolve(import.meta.dirname, '../../rulesets');
const CITY = sampleCity({ institutions: 12, cases: 900, historyCases: 600 });
/** What exact outputs are shown with. */
const SHOWN = { scale: 8, mode: 'HALF_UP' };

/** Steps that were looked at: how many were worked out again, and what did not come out. */
interface Told {
  redone: number;
  /** Steps without a formula: a constant, a text, a share of a pool. */
  plain: number;
  readonly wrong: string[];
}

function outputOf({ plan }: CompiledRuleset, scope: Scope, decision: string): OutputSpec | undefined {
  return plan.decisions[scope].find(({ id }) => id === decision)?.output;
}

/** Works out every step again from what is printed of it. */
function redo(ruleset: CompiledRuleset, subject: string, steps: readonly ExplainedStep[], told: Told): void {
  const bands = bandsOf(ruleset.effective.tables);
  for (const step of steps) {
    const { scope, decision, substituted, output, exact } = step;
    const spec = outputOf(ruleset, scope, decision);
    if (substituted === null || spec === undefined || step.formula?.startsWith('rank(') === true || output === '—') {
      told.plain += 1;
      continue;
    }
    told.redone += 1;
    const rounding = spec.exact ? SHOWN : must(spec.round, 'rounding');
    const again = new PrintedFormula(substituted, bands).printed(rounding);
    if (again !== output) told.wrong.push(`${subject} ${decision}: ${substituted} gives ${again}, printed ${output}`);
    const whole = exact === null ? undefined : new PrintedFormula(exact, bands).value();
    if (whole !== undefined && whole.minus(new PrintedFormula(substituted, bands).value()).abs().gt('1e-50'))
      told.wrong.push(`${subject} ${decision}: exactly ${exact ?? ''}`);
  }
}

const fenOf = (yuan: string): bigint => BigInt(yuan.replace('.', ''));

/** Works out every decision of a statement again, and adds up its lines, total by total; gives what each total comes to. */
function redoStatement(ruleset: CompiledRuleset, statement: StatementRecord, told: Told): ReadonlyMap<string, bigint> {
  const explained = explainTrace(statement.trace as readonly TracedStep[], ruleset.effective);
  redo(ruleset, statement.institutionCode, explained, told);
  const outputs = new Map(explained.map(({ decision, output }) => [decision, output]));
  const totals = new Map<string, bigint>();
  for (const line of statement.steps as readonly { key: string; total?: string; amount: string; runningTotal: string }[]) {
    const total = line.total ?? 'payable';
    const running = (totals.get(total) ?? 0n) + fenOf(line.amount);
    totals.set(total, running);
    expect(fenOf(line.runningTotal)).toBe(running);
    expect(line.amount.replace('-', '')).toBe(outputs.get(line.key)?.replace('-', ''));
    const own = totals.get(line.key);
    if (own !== undefined) expect(fenOf(line.amount)).toBe(own);
  }
  expect(totals.get('payable')).toBe(statement.payableFen);
  expect(printExplanation(explained)).not.toContain('undefined');
  return totals;
}

describe('a printed explanation of the sample city', () => {
  let database: TestDatabase;
  let platform: Platform;
  let runs: readonly RunRecord[] = [];
  const read = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);

  beforeAll(async () => {
    database = await openTestDatabase();
    platform = testPlatform(database.store);
    const drive = async ({ regionCode, runNo }: RunRecord): Promise<void> =>
      void (await driveNextRun(platform, 'printed', { regionCode, runNo }));
    runs = await firstStart(platform, RULESETS, drive, () => undefined, CITY);
  }, 180_000);
  afterAll(() => database.close());

  test('of cases recomputes in every step (O3), and each limit of cost has cases a fen below, at it and a fen above (O6)', { timeout: 180_000 }, async () => {
    const told: Told = { redone: 0, plain: 0, wrong: [] };
    let cases = 0;
    const limits = new LimitsMet();
    for (const run of runs) {
      const scores = await read((unit) => unit.scores.list(run.regionCode, run.runNo, { first: 10_000, afterSeq: 0n }));
      for (const { caseSeq, exceptionCode } of scores) {
        if (exceptionCode !== null) continue;
        const record = must((await read((unit) => unit.cases.findBySeq(run.regionCode, [caseSeq])))[0], 'case');
        const score = await explainScore(platform, platformCaller(platform).read, run, record);
        limits.note(score);
        redo(score.compiled, record.caseNo, explainTrace(score.trace, score.compiled.effective), told);
        cases += 1;
      }
    }
    expect(told.wrong).toEqual([]);
    expect(cases).toBeGreaterThan(800);
    expect(told.redone).toBeGreaterThan(5 * cases);
    expect(limits.lacking()).toEqual([]);
    expect(limits.names()).toEqual([
      ...['adjustmentFactor selfPaidShare 0.15', 'deviation thresholdRatio 0.4', 'deviation thresholdRatio 2.5'],
      ...['flags costRatio 5', 'specialCaseReasons costRatio 5'],
    ]);
  });

  test('of statements recomputes in every step, and its lines add up (O3)', async () => {
    const told: Told = { redone: 0, plain: 0, wrong: [] };
    for (const run of runs) {
      const statements = await read((unit) => unit.runResults.statements(run.regionCode, run.runNo));
      const version = must(await read((unit) => unit.rulesets.findById(run.regionCode, must(run.rulesetIds.at(-1), 'ruleset'))), 'ruleset');
      const ruleset = await platform.rulesets.get(read, version);
      for (const statement of statements) redoStatement(ruleset, statement, told);
    }
    expect(told.wrong).toEqual([]);
    expect(told.redone).toBeGreaterThan(100);
  });
});

describe('a statement whose entitlement is made of several lines', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase()));
  afterAll(() => database.close());

  test('shows each of them as a step with its formula and values, and they recompute (O6)', async () => {
    const platform = testPlatform(database.store);
    await new ProductCity(platform, '100000', 2024).load(fileOf('100000', '2025.1').text);
    const city = new ProductCity(platform, '990730', 2025);
    const plan = await city.load(fileOf('990730', '2024.1').text);
    await city.institutions(plan);
    await city.catalogue(plan);
    await city.cases(plan);
    await city.records(plan);
    const { run, statements } = await city.clear(plan);
    const read = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
    const version = must(await read((unit) => unit.rulesets.findById('990730', must(run.rulesetIds[0], 'ruleset'))), 'ruleset');
    const ruleset = await platform.rulesets.get(read, version);
    const told: Told = { redone: 0, plain: 0, wrong: [] };
    for (const statement of statements) {
      const totals = redoStatement(ruleset, statement, told);
      expect([...totals.keys()]).toEqual(['entitlement', 'payable']);
      expect((statement.steps as readonly { key: string }[]).slice(0, 3).map(({ key }) => key)).toEqual([
        ...['severeEntitlement', 'mildEntitlement', 'entitlement'],
      ]);
      const shares = explainTrace(statement.trace as readonly TracedStep[], ruleset.effective).filter(({ allocation }) => allocation !== null);
      expect(shares.map(({ decision }) => decision)).toEqual(expect.arrayContaining(['severeEntitlement', 'mildEntitlement']));
    }
    expect(told.wrong).toEqual([]);
    expect(told.redone).toBeGreaterThan(20);
  });
});
