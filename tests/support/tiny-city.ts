import { TEST_KEYS } from './signing.js';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { startClearingRun, type StartClearingRun } from '../../src/app/clearing/run/start-clearing-run.js';
import { loadRuleset } from '../../src/app/rulesets/load-ruleset.js';
import { permissionsOf, type Actor, type Role } from '../../src/app/ports/kit/permissions.js';
import type { Caller, Log, Platform } from '../../src/app/kernel/platform.js';
import { Preparation } from '../../src/app/kernel/preparation.js';
import { Caches } from '../../src/app/caches/bounded-cache.js';
import { RegionCache } from '../../src/app/caches/region-cache.js';
import { RulesetLibrary } from '../../src/app/caches/ruleset-library.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { accessOf, PLATFORM_ACCESS, type Store, type Unit } from '../../src/app/ports/ports.js';
import type { FundYearKey } from '../../src/app/ports/clearing/ports-fund-year.js';
import type { InstitutionProfileRecord } from '../../src/app/ports/ports-region.js';
import type { RunRecord } from '../../src/app/ports/clearing/ports-run.js';
import type { RulesetRecord } from '../../src/app/ports/ports-ruleset.js';
import { nationalLimits } from '../../src/compose.js';
import { must } from '../../src/engine/kit/assert.js';
import { addDays } from '../../src/engine/kit/calendar.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import { fenToYuan, type Fraction } from '../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../src/rules/document/document.js';
import { Judge } from '../../src/rules/judge/judge.js';
import { parseDocument } from '../../src/rules/shape/parse.js';
import { testCase } from './cases.js';
import { diseaseGroup } from './disease-group.js';

/** The region of the tiny city where a test has one only: a sandbox, whose ruleset is the demonstration city of `tests/rules/fixtures/good`. */
const TINY = '990900';
/** The year that it clears. */
export const YEAR = 2024;
const DOCUMENT = new URL('../rules/fixtures/good/demonstration-city.json', import.meta.url);

/** A platform that tests drive by hand: nothing is logged but into `lines`. */
export function testPlatform(
  store: Store,
  judge: Judge = new Judge(),
  engineVersion = '0.0.0-test',
): Platform & { readonly lines: string[] } {
  const caches = new Caches();
  const lines: string[] = [];
  const say = (detail: Readonly<Record<string, unknown>>, message: string): void => {
    const { err, ...rest } = detail;
    lines.push(`${message} ${JSON.stringify(rest)} ${err instanceof Error ? (err.stack ?? err.message) : ''}`);
  };
  const log: Log = { info: say, warn: say, error: say };
  return {
    lines,
    store,
    judge,
    limits: nationalLimits(),
    rulesets: new RulesetLibrary(judge, TEST_KEYS),
    signing: TEST_KEYS,
    regions: new RegionCache(store, Date.now, { caches, signing: TEST_KEYS }),
    caches,
    log,
    engineVersion,
    preparation: new Preparation(),
    wakeWorkers: () => undefined,
    callHelpers: () => undefined,
  };
}

/** Changes a document before it is loaded. */
export type Edit = (document: RulesetDocument) => RulesetDocument;

/** The text of the demonstration city's document, changed. */
export async function tinyDocument(edit: Edit = (document) => document): Promise<string> {
  return JSON.stringify(edit(must(parseDocument(await readFile(DOCUMENT, 'utf8')).document, 'document')));
}

/** A version in force from a day on, to another or for good. */
export function version(name: string, from: string, to?: string): Edit {
  return (document) => ({ ...document, version: name, effective: { from, ...(to === undefined ? {} : { to }) } });
}

/** Edits one after the other. */
export function edits(...all: readonly Edit[]): Edit {
  return (document) => all.reduce((changed, edit) => edit(changed), document);
}

/** A parameter with another value; the document's examples, which hold for the old one, go. */
export function parameter(name: string, value: string): Edit {
  return (document) => {
    const parameters = { ...document.parameters };
    const old = must(parameters[name], name);
    parameters[name] = { ...old, value };
    return { ...document, parameters, examples: [] };
  };
}

const DIAGNOSES = ['I63.900', 'J18.900', 'J18.900', 'K80.100', 'I63.900'] as const;

/** Case number i of the year: diagnosis, cost, hospital and day differ from case to case; every fiftieth is paid by bed-day. */
export function tinyCase(i: number, stated: Partial<InpatientCase> = {}): InpatientCase {
  const fen = 200_000 + ((i * 7_919) % 3_700_000);
  const day = addDays(`${YEAR}-01-01`, (i * 37) % 366);
  return testCase({
    caseNo: `C${String(i).padStart(6, '0')}`,
    institutionCode: ['H1', 'H2', 'H3'][i % 3] ?? 'H1',
    admissionDate: addDays(day, -(i % 9)),
    dischargeDate: day,
    settlementDate: addDays(day, 1 + (i % 20)),
    insuredRegionCode: TINY,
    principalDiagnosis: DIAGNOSES[i % DIAGNOSES.length] ?? 'I63.900',
    otherDiagnoses: i % 4 === 0 ? ['I10.x00x002', 'E11.600x015+M14.2*'] : [],
    procedures: [],
    totalCost: yuan(fen),
    costs: new Map(),
    selfPaidOutside: null,
    fundPaid: yuan(Math.floor(fen / 2)),
    icuDays: null,
    caseFlags: i % 50 === 49 ? ['BED_DAY'] : [],
    attributes: new Map(),
    ...stated,
  });
}

/** Whole fen as yuan. */
export function yuan(fen: number): Fraction {
  return fenToYuan(BigInt(fen));
}

/** Numbers from 0 on. */
export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** A budget that pays about half of what 300 cases were charged. */
export const BUDGET = { income: '5000000.00', outOfRegionPlan: '250000.00' };

/** A small city that a test puts together step by step: three hospitals, three disease groups, one insurance. */
export class TinyCity {
  /** Its fund year. */
  readonly key: FundYearKey;

  constructor(
    readonly platform: Platform,
    readonly regionCode: string = TINY,
  ) {
    this.key = { regionCode, year: YEAR, insurance: 'EMPLOYEE' };
  }

  /** A transaction as the platform. */
  async write<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await this.platform.store.transaction(PLATFORM_ACCESS, 'WRITE', work);
  }

  /** As `write`, reading. */
  async read<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return await this.platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
  }

  /** A caller of a role for this city. */
  as(role: Role, more: Partial<Actor> = {}): Caller {
    const actor: Actor = {
      keyId: `key-${role}`,
      holderId: `holder-${role}`,
      name: role,
      kind: 'USER',
      role,
      permissions: permissionsOf(role, []),
      regions: [this.regionCode],
      institutionCode: null,
      sandboxOnly: false,
      ...more,
    };
    return { actor, read: (work) => this.platform.store.transaction(accessOf(actor), 'READ', work) };
  }

  /** The region, and three hospitals with profiles and last year's figures. */
  async makeRegion(): Promise<void> {
    const { regionCode } = this;
    await this.write(async (unit) => {
      const { regions, institutions } = unit;
      await regions.save({ code: regionCode, name: '演示市', parentCode: null, sandbox: true });
      await institutions.save(['H1', 'H2', 'H3'].map((code) => ({ regionCode, code, name: `医院 ${code}` })));
      await institutions.addProfiles([this.profile('H1', 'A'), this.profile('H2', 'B'), this.profile('H3', 'A')]);
      const figures = { H1: '1.30', H2: '0.90', H3: '1.00' };
      await institutions.addFigures(
        Object.entries(figures).map(([institutionCode, value]) => ({ ...this.key, institutionCode, name: 'cmi', value })),
      );
      await unit.announce(regionCode);
    });
  }

  /** A profile of a hospital; every one is of level 3. */
  profile(institutionCode: string, institutionClass: string, effectiveFrom = '2024-01-01'): InstitutionProfileRecord {
    return { regionCode: this.regionCode, institutionCode, effectiveFrom, level: '3', attributes: { institutionClass } };
  }

  /** Records a profile that holds from a day on. */
  async addProfile(...stated: Parameters<TinyCity['profile']>): Promise<void> {
    await this.write(async (unit) => {
      const { institutions } = unit;
      await institutions.addProfiles([this.profile(...stated)]);
      await unit.announce(this.regionCode);
    });
  }

  /** Loads a version of the ruleset. */
  async load(...all: readonly Edit[]): Promise<RulesetRecord> {
    const text = await tinyDocument((document) => edits(...all)({ ...document, region: this.regionCode }));
    return await loadRuleset(this.platform, platformCaller(this.platform), text);
  }

  /** A catalogue of three groups, built for the grouping method of a version. */
  async putCatalogue(
    groupingHash: string,
    { version: name = '2024.1', effectiveFrom = '2024-01-01', points = '1000' } = {},
  ): Promise<void> {
    const mean = (cost: string) => ({ '3': cost, ALL: cost });
    const groups = [
      diseaseGroup({ code: 'I63', points, mean: mean('10000.00'), diagnoses: 'I63*' }),
      diseaseGroup({ code: 'J18', points: '450', mean: mean('5000.00'), diagnoses: 'J18*', flags: ['PRIMARY_CARE'] }),
      diseaseGroup({ code: 'K80', points: '1520.5', mean: mean('15000.00'), diagnoses: 'K80*' }),
    ];
    const { regionCode } = this;
    const contentHash = createHash('sha256').update(`${points} ${groupingHash}`).digest('hex');
    await this.write(async (unit) => {
      const { catalogues } = unit;
      await catalogues.insert({ regionCode, version: name, contentHash, groupingHash, effectiveFrom, note: '' }, groups);
      await unit.announce(regionCode);
    });
  }

  /** Stores cases. */
  async putCases(rows: readonly InpatientCase[]): Promise<void> {
    const { rejects } = await this.write(({ cases }) => cases.insert({ regionCode: this.regionCode, onDuplicate: 'REJECT', rows }));
    if (rejects.length > 0) throw new Error(`a case of the test was rejected: ${rejects[0]?.code ?? ''}`);
  }

  /** Budget, actuals, a deduction and a payment. */
  async putYear(
    budget: Readonly<Record<string, string>> = BUDGET,
    actuals: Readonly<Record<string, string>> = { adjustmentFundBalance: '30000.00' },
  ): Promise<void> {
    const { key } = this;
    await this.write(async (unit) => {
      const { fundYears } = unit;
      await fundYears.setBudget(key, budget, { reason: '测试' });
      await fundYears.setActuals(key, actuals, { reason: '测试' });
      await fundYears.addAdjustment({
        ...key,
        institutionCode: 'H1',
        name: 'deduction',
        amountFen: 123_457n,
        reason: '审核扣减',
        reversesId: null,
      });
      const paid = { period: '01', month: 1, amountFen: 10_000_000n, paidOn: '2024-02-05', reason: '预拨', reversesId: null };
      await fundYears.addPayment({ ...key, institutionCode: 'H2', ...paid });
      await unit.announce(this.regionCode);
    });
  }

  /** The whole city: region, ruleset, catalogue, cases and year. */
  async make({ cases = 60 } = {}): Promise<this> {
    await this.makeRegion();
    const { groupingHash } = await this.load();
    await this.putCatalogue(groupingHash);
    await this.putCases(upTo(cases).map((i) => tinyCase(i)));
    await this.putYear();
    return this;
  }

  /** Queues a clearing of the year. */
  async start(stated: Partial<StartClearingRun> = {}): Promise<RunRecord> {
    return await startClearingRun(this.platform, platformCaller(this.platform), { ...this.key, idempotencyKey: 'tiny', ...stated });
  }

  /** Takes a queued run and drives it to its end. */
  async drive({ runNo }: Pick<RunRecord, 'runNo'>, worker = 'test'): Promise<RunRecord> {
    await driveNextRun(this.platform, worker, { regionCode: this.regionCode, runNo });
    return await this.run({ runNo });
  }

  /** Queues a clearing and drives it to its end. */
  async clear(stated: Partial<StartClearingRun> = {}): Promise<RunRecord> {
    return await this.drive(await this.start(stated));
  }

  /** A run as it stands. */
  async run({ runNo }: Pick<RunRecord, 'runNo'>): Promise<RunRecord> {
    return must(await this.read(({ runs }) => runs.findByNo(this.regionCode, runNo)), 'run');
  }
}

/** Cities of one test file, each in a region of its own of one database. */
export function tinyCities(platform: Platform): () => TinyCity {
  let made = 0;
  return () => new TinyCity(platform, `99${String(1_000 + ++made)}`);
}
