import { CostLimits } from './generate/cost-limits.js';
import { generateCases } from './generate/case-stream.js';
import { CaseTally, type CaseTotals } from './generate/case-totals.js';
import { makeInstitutions, type SampleInstitution } from './generate/institutions.js';
import { sampleData } from './generate/sample-data.js';
import { saveCalendar } from './sample-calendar.js';
import { saveLibrary } from './sample-library.js';
import { declaredFacts, makeSampleYear, sampleProfiles, type Declarations } from './sample-year.js';
import { buildCatalogue } from '../catalogues/build-catalogue.js';
import type { CatalogueMethodDocument } from '../catalogues/catalogue-method-document.js';
import { freezeNewCases } from '../frozen/frozen-year.js';
import { callerAs, PLATFORM_ACTOR } from '../kernel/platform-actor.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { PreparationStep } from '../kernel/preparation.js';
import { CASE_CHUNK } from '../ports/cases/ports-case.js';
import { bookFundYear } from '../ledger/book-year.js';
import { recordedPayments } from '../ledger/recorded-payments.js';
import type { PaymentRecord } from '../ports/clearing/ports-fund-year.js';
import { accessOf } from '../ports/ports.js';
import { must, assert } from '../../engine/kit/assert.js';
import { INSURANCE_SCHEMES, type InpatientCase } from '../../engine/plan/inpatient-case.js';

/** A synthetic city: how big, from which seed, and which years. */
export interface SampleCity {
  readonly regionCode: string;
  readonly name: string;
  readonly seed: number;
  readonly institutions: number;
  /** Cases of the year to clear, and of each year of history where nothing else is said. */
  readonly cases: number;
  /** Cases a year of history: a catalogue does not need as many as a large year. */
  readonly historyCases?: number;
  /** The year to clear; the three before it are history. */
  readonly year: number;
  /** How the catalogue is built: the city's choice, handed in as data. */
  readonly method: CatalogueMethodDocument;
}

/** Told after each step: what was done, and how far the cases are. */
export type SampleProgress = (step: Exclude<PreparationStep, 'CLEARING'>, done: number, total: number) => void;

const HISTORY_YEARS = 3;

/**
 * Makes the sample city in the store: institutions, three years of cases, its catalogue, the year's cases (some of them on the limits of cost
 * that the ruleset states, which the catalogue decides), and all that its year needs to be cleared. What an
 * earlier attempt that was interrupted has stored is kept: the same seed makes the same cases, and each other step is one transaction.
 */
export async function seedCity(platform: Platform, city: SampleCity, progress: SampleProgress): Promise<void> {
  const { regionCode, seed, year } = city;
  const caller = callerAs(PLATFORM_ACTOR, platform);
  const facts = await declarations(platform, caller, regionCode, `${year}-12-31`);
  const institutions = makeInstitutions({ seed, regionCode, count: city.institutions });
  await saveInstitutions(platform, city, institutions, facts);
  progress('INSTITUTIONS', institutions.length, institutions.length);
  const historyCases = city.historyCases ?? city.cases;
  const total = HISTORY_YEARS * historyCases + city.cases;
  const save = (of: number, cases: number, before: number, limits?: CostLimits): Promise<CaseTotals> =>
    saveCases(platform, city, { of, cases, institutions, facts, limits }, (done) => progress('CASES', before + done, total));
  let previous: CaseTotals | undefined;
  for (let done = 0; done < HISTORY_YEARS; done++) previous = await save(year - HISTORY_YEARS + done, historyCases, done * historyCases);
  const has = await stored(platform, caller, city);
  await platform.store.tidy();
  if (!has.earlierCatalogue) await saveEarlierCatalogue(platform, caller, city);
  if (!has.catalogue) await saveCatalogue(platform, caller, city);
  await saveLibrary(platform, caller, regionCode);
  await saveCalendar(platform, caller, regionCode);
  progress('CATALOGUE', 1, 1);
  const index = must(await platform.regions.get(caller.read, regionCode), `region ${regionCode}`);
  const totals = await save(year, city.cases, HISTORY_YEARS * historyCases, new CostLimits(platform, caller, index));
  if (!has.year) await saveYear(platform, city, { institutions, facts, totals, previous: must(previous, 'history') });
  progress('YEAR', 1, 1);
  await platform.store.tidy();
  await freezeNewCases(platform, regionCode);
}

async function saveCatalogue(platform: Platform, caller: Caller, { regionCode, year, method }: SampleCity): Promise<void> {
  await buildCatalogue(platform, caller, {
    regionCode,
    version: catalogueOf(year),
    effectiveFrom: `${year}-01-01`,
    lastYear: year - 1,
    method,
    names: groupNames(),
    note: '合成数据测算，仅供演示',
  });
}

const catalogueOf = (year: number): string => `${year}.1`;

/** The catalogue of the year before, of the history that was known then: two years beside each other have something to tell. */
async function saveEarlierCatalogue(platform: Platform, caller: Caller, { year, method, ...city }: SampleCity): Promise<void> {
  const known = { ...method, yearWeights: method.yearWeights.slice(1 - HISTORY_YEARS) };
  await saveCatalogue(platform, caller, { ...city, year: year - 1, method: known });
}

/** Names by code; a subcategory or category is called by the first diagnosis in it, so that groups have names that people read. */
function groupNames(): Readonly<Record<string, string>> {
  const { names, diagnoses } = sampleData();
  const found = new Map(names);
  for (const [code, name] of diagnoses) {
    for (const prefix of [code.slice(0, SUBCATEGORY_LENGTH), code.slice(0, CATEGORY_LENGTH)])
      if (!found.has(prefix)) found.set(prefix, name);
  }
  return Object.fromEntries(found);
}

/** `K80.1` and `K80`. */
const SUBCATEGORY_LENGTH = 5;
const CATEGORY_LENGTH = 3;

/** Which of the steps that are one transaction an earlier attempt has finished. */
async function stored(
  { store }: Platform,
  { actor }: Caller,
  { regionCode, year }: SampleCity,
): Promise<{ readonly year: boolean; readonly catalogue: boolean; readonly earlierCatalogue: boolean }> {
  return await store.transaction(accessOf(actor), 'READ', async ({ fundYears, catalogues }) => ({
    year: (await fundYears.budget({ regionCode, year, insurance: 'EMPLOYEE' })) !== undefined,
    catalogue: (await catalogues.findByVersion(regionCode, catalogueOf(year))) !== undefined,
    earlierCatalogue: (await catalogues.findByVersion(regionCode, catalogueOf(year - 1))) !== undefined,
  }));
}

/** The facts that the ruleset in force declares: the sample fills every one. */
async function declarations(platform: Platform, { read }: Caller, regionCode: string, date: string): Promise<Declarations> {
  const index = must(await platform.regions.get(read, regionCode), `region ${regionCode}`);
  const version = must(
    index.rulesets.findLast(({ status, effectiveFrom }) => status === 'PUBLISHED' && effectiveFrom <= date),
    'ruleset of the sample city',
  );
  return (await platform.rulesets.get(read, version)).effective.facts;
}

async function saveInstitutions(
  platform: Platform,
  { regionCode, year }: SampleCity,
  institutions: readonly SampleInstitution[],
  facts: Declarations,
): Promise<void> {
  await platform.store.transaction(accessOf(PLATFORM_ACTOR), 'WRITE', async (unit) => {
    await unit.institutions.save(institutions.map(({ code, name }) => ({ regionCode, code, name })));
    await unit.institutions.addProfiles(
      sampleProfiles({ regionCode, effectiveFrom: `${year - HISTORY_YEARS}-01-01`, institutions, facts }),
    );
    await unit.announce(regionCode);
  });
}

interface YearOfCases {
  readonly of: number;
  readonly cases: number;
  readonly institutions: readonly SampleInstitution[];
  readonly facts: Declarations;
  /** Where cases of the second half are put on the limits of cost. */
  readonly limits?: CostLimits | undefined;
}

async function saveCases(
  platform: Platform,
  { regionCode, seed }: SampleCity,
  { of, cases, institutions, facts, limits }: YearOfCases,
  progress: (done: number) => void,
): Promise<CaseTotals> {
  const tally = new CaseTally(regionCode);
  let rows: InpatientCase[] = [];
  let done = 0;
  const flush = async (): Promise<void> => {
    const chunk = rows;
    rows = [];
    const result = await platform.store.transaction(accessOf(PLATFORM_ACTOR), 'WRITE', (unit) =>
      unit.cases.insert({ regionCode, onDuplicate: 'REJECT', rows: chunk }),
    );
    const other = result.rejects.find(({ code }) => code !== 'DUPLICATE_CASE');
    assert(other === undefined, `the sample's own cases were rejected: ${other?.code ?? ''}`);
    done += chunk.length;
    progress(done);
  };
  const declared = declaredFacts(facts, 'case');
  let made = 0;
  for (const generated of generateCases({ seed, regionCode, institutions, year: of, cases, declared })) {
    made += 1;
    const isPlaced = limits?.isDone === false && 2 * made > cases;
    const inpatientCase = isPlaced ? await limits.place(generated) : generated;
    tally.add(inpatientCase);
    rows.push(inpatientCase);
    if (rows.length === CASE_CHUNK) await flush();
  }
  if (rows.length > 0) await flush();
  return tally.totals();
}

interface YearOfRecords {
  readonly institutions: readonly SampleInstitution[];
  readonly facts: Declarations;
  readonly totals: CaseTotals;
  readonly previous: CaseTotals;
}

async function saveYear(platform: Platform, { regionCode, seed, year }: SampleCity, of: YearOfRecords): Promise<void> {
  const sample = makeSampleYear({ seed, regionCode, year, ...of });
  const reason = '合成数据';
  await platform.store.transaction(accessOf(PLATFORM_ACTOR), 'WRITE', async (unit) => {
    const { fundYears, institutions: stored, audit } = unit;
    for (const { items, ...key } of sample.budgets) await fundYears.setBudget(key, items, { reason });
    for (const { items, ...key } of sample.actuals) await fundYears.setActuals(key, items, { reason });
    await stored.addFigures(sample.figures);
    for (const row of sample.adjustments) await fundYears.addAdjustment(row);
    const payments: PaymentRecord[] = [];
    for (const row of sample.payments) payments.push(await fundYears.addPayment(row));
    await fundYears.setAssessments(sample.assessments);
    await audit.append({
      regionCode,
      action: 'sample:seed',
      subject: String(year),
      detail: { seed, payments: recordedPayments(payments) },
    });
    for (const insurance of INSURANCE_SCHEMES) await bookFundYear(unit, { regionCode, year, insurance });
    await unit.announce(regionCode);
  });
}
