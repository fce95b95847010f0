import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeCatalogue, type ComputedCatalogue } from '../../../src/app/catalogues/compute-catalogue.js';
import type { HistorySelection } from '../../../src/app/ports/ports-catalogue-history.js';
import { PLATFORM_ACCESS, type Unit } from '../../../src/app/ports/ports.js';
import type { CatalogueMethod } from '../../../src/engine/plan/catalogue-method.js';
import { readCaseCodes } from '../../../src/engine/codes/code-map.js';
import type { CodeMaps } from '../../../src/engine/plan/code-maps.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { compare, decimal, Fraction, printFixed } from '../../../src/engine/number/quantity.js';
import { catalogueMethod } from '../../support/catalogue-method.js';
import { testCase } from '../../support/cases.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';
import { codeList, groupingMethod } from '../../support/disease-group.js';
import { slowCatalogue, type SlowGroup, type SlowMethod } from '../../support/slow-catalogue.js';

const BIG = '990300';
const SMALL = '990301';
const RANKS = { '47.0100': 0, '47.0901': 0, '54.9801': 1, '88.5500': 2, '45.1301': 2 };
const GROUPING: GroupingMethod = groupingMethod({
  exclude: codeList('excluded', ['O80*']),
  operationKinds: {
    SURGERY: codeList('surgery', ['47.*', '68.*', '36.0601', '65.6300', '00.2400']),
    TREATMENT: codeList('treatment', ['54.9801', '00.0100']),
    DIAGNOSTIC: codeList('diagnostic', ['88.5500', '45.1301', '37.2200']),
    CONSERVATIVE: codeList('asConservative', ['00.0100']),
  },
});
const YEARS = ['2021', '2022', '2023'];
const selectionOf = (regionCode: string, throughImportSeq: bigint): HistorySelection => ({
  regionCode,
  throughImportSeq,
  periodBy: 'DISCHARGE',
  years: YEARS.map((year) => ({ from: `${year}-01-01`, to: `${year}-12-31` })),
  excludeCaseFlags: ['BED_DAY'],
  insuredElsewhere: 'COUNT',
});

/** Numbers that are always the same: a linear congruential generator. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % sides;
  };
}

function historyCase(i: number, roll: (sides: number) => number): InpatientCase {
  const diagnoses = ['K35.800', 'K35.801', 'K35.800x002', 'K35.200', 'A09.000', 'A09.900', 'I21.000', 'O80.000'];
  const pick = <T>(values: readonly T[]): T => values[roll(values.length)] as T;
  const lists = [
    [],
    [],
    ['00.0100'],
    ['99.9900'],
    ['47.0100'],
    ['47.0100'],
    ['47.0100', '54.9801'],
    ['54.9801', '47.0100'],
    ['47.0901', '47.0100', '47.0901'],
    ['88.5500'],
    ['45.1301', '00.0100'],
    ['88.5500', '54.9801', '47.0901'],
  ];
  const year = pick(['2020', ...YEARS, ...YEARS, ...YEARS]);
  const month = `${year}-0${1 + roll(9)}`;
  const procedures = pick(lists);
  const fen = 100_000 + roll(400_000) * (1 + procedures.length * 2) + (roll(50) === 0 ? 9_000_000 : 0);
  return testCase({
    caseNo: `C${i}`,
    institutionCode: pick(['H1', 'H1', 'H2', 'H3']),
    principalDiagnosis: pick(diagnoses),
    procedures,
    admissionDate: `${month}-02`,
    dischargeDate: `${month}-${10 + roll(18)}`,
    totalCost: new Fraction(BigInt(fen), 100n),
    costs: roll(4) === 0 ? new Map() : new Map([['DRUG', new Fraction(BigInt(roll(fen)), 100n)]]),
    caseFlags: roll(20) === 0 ? ['BED_DAY'] : [],
    insuredRegionCode: i % 8 === 0 ? '370300' : i % 8 === 1 ? null : BIG,
  });
}

/** H1 falls from level 3 to 2 in the last year; H3 has no profile. */
const PROFILES = [
  { institutionCode: 'H1', effectiveFrom: '2020-01-01', level: '3' },
  { institutionCode: 'H1', effectiveFrom: '2023-06-15', level: '2' },
  { institutionCode: 'H2', effectiveFrom: '2020-01-01', level: '1' },
];
const levelOf = (institution: string, day: string): string | null =>
  PROFILES.filter(({ institutionCode, effectiveFrom }) => institutionCode === institution && effectiveFrom <= day).at(-1)?.level ?? null;

const shown = (value: Fraction | null, scale: number): string | null => (value === null ? null : printFixed(value, scale));
function printed({ groups, details }: ComputedCatalogue): Record<string, SlowGroup> {
  const entries = groups.map((group, i) => {
    const meanCost = Object.fromEntries([...group.meanCost].map(([level, value]) => [level, printFixed(value, 2)]));
    const drugPoints = shown(details[i]?.drugPoints ?? null, 4);
    const own: SlowGroup = {
      points: printFixed(group.points, 4),
      meanCost,
      meanDays: shown(group.meanDays, 2) ?? '',
      variation: shown(group.variation, 4),
      caseCount: group.caseCount ?? 0,
      drugPoints,
    };
    return [group.code, own] as const;
  });
  return Object.fromEntries(entries);
}

describe.each(TEST_ENGINES)('a catalogue from history on %s', (engine) => {
  let test: TestDatabase;
  let current: readonly InpatientCase[];
  let snapshot: bigint;
  const write = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => test.store.transaction(PLATFORM_ACCESS, 'WRITE', work);
  const compute = async (
    selection: HistorySelection,
    method: CatalogueMethod,
    grouping = GROUPING,
    codes?: CodeMaps,
  ): Promise<ComputedCatalogue> => {
    const result = await write((unit) =>
      computeCatalogue(unit.catalogueHistory, {
        ...{ selection, grouping, method, names: new Map([['K35.8', '急性阑尾炎']]) },
        ...(codes === undefined ? {} : { codes }),
      }),
    );
    if (typeof result === 'string') throw new Error(result);
    return result;
  };
  const insert = (regionCode: string, rows: readonly InpatientCase[]) =>
    write((unit) => unit.cases.insert({ regionCode, onDuplicate: 'REVISE', rows }));

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    for (const code of [BIG, SMALL]) {
      await write(async (unit) => {
        await unit.regions.save({ code, name: '演示市', parentCode: null, sandbox: true });
        await unit.institutions.save(['H1', 'H2', 'H3'].map((institution) => ({ regionCode: code, code: institution, name: institution })));
        await unit.institutions.addProfiles(PROFILES.map((profile) => ({ regionCode: code, attributes: {}, ...profile })));
      });
    }
    const roll = dice(20_211);
    const first = Array.from({ length: 3_000 }, (_, i) => historyCase(i, roll));
    await insert(BIG, first);
    const revised = first.slice(0, 50).map((before) => ({ ...before, totalCost: decimal('7777.77') }));
    await insert(BIG, revised);
    const voided = first.slice(50, 80);
    await write((unit) => unit.cases.void(BIG, voided));
    snapshot = await write((unit) => unit.cases.lastImportSeq(BIG));
    await insert(BIG, [historyCase(9_000, roll), { ...(first[90] as InpatientCase), totalCost: decimal('1.00') }]);
    current = [...revised, ...first.slice(80)].filter(({ caseFlags }) => !caseFlags.includes('BED_DAY'));
  });
  afterAll(() => test.close());

  const slow = (changes: Partial<SlowMethod> = {}): SlowMethod => ({
    years: YEARS,
    weights: ['1', '2', '7'],
    counting: 'YEARLY_AVERAGE',
    minimum: '15',
    increase: '0.10',
    small: 'COMPOSITE',
    trim: null,
    benchmark: null,
    scale: '1000',
    variance: 'POPULATION',
    ranks: RANKS,
    excluded: (diagnosis) => diagnosis.startsWith('O80'),
    levelOf,
    ...changes,
  });

  it.each<[string, Partial<CatalogueMethod>, Partial<SlowMethod>]>([
    ['ZB-10 the national choices', {}, {}],
    [
      'N21-18 every year by itself, trimmed, over n − 1',
      {
        counting: 'EACH_YEAR',
        trim: { lower: decimal('0.025'), upper: decimal('0.975') },
        variance: 'SAMPLE',
        smallCombinations: 'MAIN_OPERATION',
        threshold: { kind: 'CASES', min: decimal('12') },
      },
      { counting: 'EACH_YEAR', trim: ['0.025', '0.975'], variance: 'SAMPLE', small: 'MAIN_OPERATION', minimum: '12' },
    ],
    [
      'N21-19 the last year, benchmark 100, an increase of 60%',
      {
        counting: 'LAST_YEAR',
        points: { kind: 'BENCHMARK', groupCode: 'K35.8_47.0100' },
        pointsScale: decimal('100'),
        relatedIncrease: decimal('0.60'),
        trim: { lower: decimal('0.1'), upper: decimal('0.8') },
      },
      { counting: 'LAST_YEAR', benchmark: 'K35.8_47.0100', scale: '100', increase: '0.60', trim: ['0.1', '0.8'] },
    ],
  ])('%s: equal to the slow computation, to the last digit', async (_, changes, slowChanges) => {
    const catalogue = await compute(selectionOf(BIG, snapshot), catalogueMethod(changes));
    const expected = slowCatalogue(current, slow(slowChanges));
    expect(Object.keys(expected).length).toBeGreaterThan(20);
    expect(printed(catalogue)).toEqual(expected);
  });

  it('N25-15 without patients insured elsewhere: equal to the slow computation over the others; one whose region is not stated stays', async () => {
    const catalogue = await compute({ ...selectionOf(BIG, snapshot), insuredElsewhere: 'LEAVE_OUT' }, catalogueMethod());
    const own = current.filter(({ insuredRegionCode }) => insuredRegionCode !== '370300');
    expect(own.length).toBeLessThan(current.length);
    expect(own.some(({ insuredRegionCode }) => insuredRegionCode === null)).toBe(true);
    expect(printed(catalogue)).toEqual(slowCatalogue(own, slow()));
  });

  it('codes of another edition count as what they are read as: equal to a history in the new codes', async () => {
    const renamed: Readonly<Record<string, string>> = {
      'K35.801': 'K35.200',
      'A09.900': 'O80.000',
      '47.0901': '47.0100',
      '99.9900': '54.9801',
    };
    const map = (id: string) => ({ id, basis: [], rows: new Map(Object.entries(renamed)) });
    const codes = { diagnoses: map('oldDiagnoses'), operations: map('oldOperations'), basis: [] };
    const catalogue = await compute(selectionOf(BIG, snapshot), catalogueMethod(), GROUPING, codes);
    const asNew = current.map((one) => readCaseCodes(codes, one));
    expect(asNew.some((one, i) => one !== current[i])).toBe(true);
    expect(printed(catalogue)).toEqual(slowCatalogue(asNew, slow()));
    expect(printed(catalogue)).not.toEqual(printed(await compute(selectionOf(BIG, snapshot), catalogueMethod())));
  });

  it('the same inputs give the same catalogue, and later imports do not change a snapshot', async () => {
    const selection = selectionOf(BIG, snapshot);
    const [once, twice] = [await compute(selection, catalogueMethod()), await compute(selection, catalogueMethod())];
    expect(twice).toEqual(once);
    const later = await compute({ ...selection, throughImportSeq: snapshot + 1n }, catalogueMethod());
    expect(later.cases).toBe(once.cases + 1n);
  });

  it('N21-18 coverage comes to a count of cases, and is that threshold', async () => {
    const at = (threshold: CatalogueMethod['threshold']) => compute(selectionOf(BIG, snapshot), catalogueMethod({ threshold }));
    const covered = await at({ kind: 'COVERAGE', share: decimal('0.60') });
    expect(await at({ kind: 'CASES', min: covered.minimum })).toEqual(covered);
    const all = await at({ kind: 'COVERAGE', share: decimal('1') });
    expect(printFixed(all.minimum, 4)).toBe('1.0000');
    expect(compare(covered.minimum, all.minimum)).toBe(1);
    expect(all.groups.every(({ kind }) => kind === 'CORE')).toBe(true);
  });

  it('N25-15 keeps the total points of last year: factor and residue are stated', async () => {
    const plain = await compute(selectionOf(BIG, snapshot), catalogueMethod());
    const kept = await compute(selectionOf(BIG, snapshot), catalogueMethod({ keepTotalPoints: decimal('1000000') }));
    expect(plain.normalisation).toBeNull();
    const total = kept.groups.reduce(
      (sum, group, i) => sum + Number(printFixed(group.points, 4)) * (kept.details[i]?.casesByYear.at(-1) ?? 0),
      0,
    );
    const residue = Number(printFixed(kept.normalisation?.residue ?? decimal('0'), 4));
    expect((total + residue).toFixed(2)).toBe('1000000.00');
    expect(Math.abs(residue)).toBeLessThan(1);
  });

  it('N21-18 flags the unstable, the benchmark and the primary-care groups', async () => {
    const catalogue = await compute(
      selectionOf(BIG, snapshot),
      catalogueMethod({
        points: { kind: 'BENCHMARK', groupCode: 'K35.8_47.0100' },
        unstable: { maxVariation: decimal('5'), minYearlyCases: 40 },
        primaryCare: { minShare: decimal('0.02'), maxVariation: decimal('0.7'), use: 'FLAG' },
      }),
    );
    const flags = new Map(catalogue.groups.map((group) => [group.code, group.flags]));
    expect(flags.get('K35.8_47.0100')).toContain('BENCHMARK');
    catalogue.groups.forEach((group, i) => {
      const detail = catalogue.details[i];
      expect(group.flags.includes('UNSTABLE')).toBe(Math.min(...(detail?.casesByYear ?? [])) < 40);
      expect(group.flags.includes('PRIMARY_CARE')).toBe(detail?.primaryCareCandidate);
    });
    expect(catalogue.details.some(({ primaryCareCandidate }) => primaryCareCandidate)).toBe(true);
    expect(catalogue.groups.find(({ code }) => code === 'K35.8')?.name).toBe('急性阑尾炎，保守治疗');
  });

  it('says why nothing came of it', async () => {
    const attempt = (selection: HistorySelection, method: CatalogueMethod) =>
      write((unit) => computeCatalogue(unit.catalogueHistory, { selection, grouping: GROUPING, method, names: new Map() }));
    const selection = selectionOf(BIG, snapshot);
    expect(await attempt({ ...selection, throughImportSeq: 0n }, catalogueMethod())).toBe('NO_CASES');
    expect(await attempt(selection, catalogueMethod({ points: { kind: 'BENCHMARK', groupCode: 'Z00' } }))).toBe('BENCHMARK_MISSING');
    expect(await attempt(selection, catalogueMethod({ points: { kind: 'FIXED_STANDARD', standard: decimal('0') } }))).toBe('NO_COST');
  });

  const lastYear = (count: number, principalDiagnosis: string, procedures: readonly string[], totalCost = '10000.00') =>
    Array.from({ length: count }, (_, i) =>
      testCase({
        caseNo: `${principalDiagnosis}/${procedures.join('+')}/${i}`,
        principalDiagnosis,
        procedures,
        totalCost: decimal(totalCost),
        admissionDate: '2023-03-01',
        dischargeDate: '2023-03-09',
        caseFlags: [],
      }),
    );

  it('WE-02 four combinations below 15 become “C54, surgery” with 45 cases: those with one more operation are not added up', async () => {
    await insert(SMALL, [
      ...lastYear(14, 'C54.100', ['68.4902']),
      ...lastYear(8, 'C54.100', ['68.4101']),
      ...lastYear(13, 'C54.100', ['68.4101', '65.6300']),
      ...lastYear(10, 'C54.900', ['68.4901']),
    ]);
    const through = await write((unit) => unit.cases.lastImportSeq(SMALL));
    const catalogue = await compute(selectionOf(SMALL, through), catalogueMethod({ counting: 'LAST_YEAR' }));
    expect(catalogue.groups.map(({ code, name, kind, caseCount }) => [code, name, kind, caseCount])).toEqual([
      ['C54-4', 'C54，相关手术组', 'COMPOSITE', 45],
    ]);
  });

  it('WE-01 IVUS (+56.97%) is a group of its own, two catheters (+2.91%) belong to the stent', async () => {
    await insert(SMALL, [
      ...lastYear(15, 'I21.000', ['36.0601'], '28033.00'),
      ...lastYear(15, 'I21.000', ['36.0601', '37.2200', '88.5500'], '28849.00'),
      ...lastYear(15, 'I21.000', ['36.0601', '00.2400'], '44003.00'),
      ...lastYear(14, 'I21.000', ['36.0601', '00.2400', '88.5500'], '60000.00'),
    ]);
    const through = await write((unit) => unit.cases.lastImportSeq(SMALL));
    const catalogue = await compute(selectionOf(SMALL, through), catalogueMethod({ counting: 'LAST_YEAR' }));
    const found = catalogue.groups.filter(({ code }) => code.startsWith('I21')).map(({ code, caseCount }) => [code, caseCount]);
    expect(found).toEqual([
      ['I21-4', 14],
      ['I21.0_36.0601', 30],
      ['I21.0_36.0601+00.2400', 15],
    ]);
  });
});
