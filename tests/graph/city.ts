import path from 'node:path';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { startClearingRun } from '../../src/app/clearing/run/start-clearing-run.js';
import { importCatalogue } from '../../src/app/catalogues/import-catalogue.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { loadFirstRulesets, platformCaller } from '../../src/app/sample/first-start.js';
import type { InpatientCase } from '../../src/engine/plan/inpatient-case.js';
import { decimal } from '../../src/engine/number/quantity.js';
import { testCase } from '../support/cases.js';

/** The sandbox region that the tests of the graph look at. */
export const REGION = '990300';
/** The settlement year that it has cleared. */
export const YEAR = 2024;
const RULESETS = path.resolve(import.meta.dirname, '../../rulesets');

const INSTITUTIONS = [
  { code: 'H1', name: '第一人民医院', level: '3', institutionClass: 'TERTIARY_A_GENERAL' },
  { code: 'H2', name: '第二人民医院', level: '2', institutionClass: 'SECONDARY_A_GENERAL' },
  { code: 'H3', name: '东关镇卫生院', level: '1', institutionClass: 'TOWNSHIP_A' },
] as const;

const CATALOGUE_CSV = [
  'code,name,kind,flags,points,meanCost.ALL,meanCost.1,meanCost.2,meanCost.3,meanDays,variation,caseCount,diagnoses,operations,operationKind,auxiliary.AGE_ELDERLY',
  'I63.9_CONSERVATIVE,脑梗死:保守治疗,CORE,,980.5,9800.00,5200.00,8400.00,10000.00,9.2,0.55,1200,I63.9,,,1.05',
  'K80.1_51.2300,胆囊结石伴胆囊炎:腹腔镜下胆囊切除术,CORE,,1500,15000.00,9000.00,12000.00,16000.00,6.8,0.42,800,K80.1,51.2300,,',
  'J18.9_CONSERVATIVE,肺炎:保守治疗,CORE,PRIMARY_CARE,420,4200.01,2600.00,3900.00,5100.00,7.1,0.5,3000,J18.9,,,',
  'I63_DIAGNOSTIC,脑梗死:诊断性操作（综合）,COMPOSITE,,1100,11000.00,6000.00,9000.00,12000.00,9.9,0.7,300,I63*,,DIAGNOSTIC,',
].join('\n');

/** The 2024 budget of example WE-11, in yuan. */
const BUDGET = {
  income: '1000000000.00',
  interestIncome: '8000000.00',
  outpatientQuota: '100.00',
  outpatientSigned: '1800000',
  chronicPrevious: '100000000.00',
  chronicCostGrowth: '0.20',
  chronicIncidenceGrowth: '0',
  outOfRegionPrevious: '125000000.00',
  outOfRegionGrowth: '0.20',
  otherPrevious: '50000000.00',
  otherGrowth: '0.20',
  catastrophicStandard: '50.00',
  catastrophicInsured: '1000000',
};
const ACTUALS = {
  outpatientActual: '188000000.00',
  chronicActual: '125000000.00',
  outOfRegionActual: '172000000.00',
  otherActual: '57000000.00',
};

/** A stroke at the first hospital, without operation, of an elderly patient. */
export function stroke(stated: Partial<InpatientCase> & { readonly caseNo: string }): InpatientCase {
  return testCase({
    insuredRegionCode: REGION,
    otherDiagnoses: ['I10.x00x002'],
    procedures: [],
    caseFlags: [],
    attributes: new Map(),
    costs: new Map(),
    selfPaidOutside: null,
    icuDays: null,
    totalCost: decimal('9500.00'),
    fundPaid: decimal('6650.00'),
    ...stated,
  });
}

function cases(): InpatientCase[] {
  const made = Array.from({ length: 12 }, (_, i) =>
    stroke({
      caseNo: `S${String(i + 1).padStart(3, '0')}`,
      institutionCode: i % 2 === 0 ? 'H1' : 'H2',
      dischargeDate: `2024-03-${10 + i}`,
    }),
  );
  const dear = stroke({ caseNo: 'S100', totalCost: decimal('35000.00'), fundPaid: decimal('24500.00') });
  const gallstone = stroke({
    caseNo: 'G001',
    institutionCode: 'H2',
    principalDiagnosis: 'K80.100',
    procedures: ['51.2300'],
    totalCost: decimal('11000.00'),
    ageYears: 47,
  });
  const pneumonia = stroke({
    caseNo: 'P001',
    institutionCode: 'H3',
    principalDiagnosis: 'J18.900',
    totalCost: decimal('2500.00'),
    fundPaid: decimal('1800.00'),
  });
  return [...made, dear, gallstone, pneumonia];
}

/** A small city: three hospitals, four groups, fifteen cases, one cleared year. */
export async function makeCity(platform: Platform): Promise<void> {
  const caller = platformCaller(platform);
  await loadFirstRulesets(platform, RULESETS);
  await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    await unit.institutions.save(INSTITUTIONS.map(({ code, name }) => ({ regionCode: REGION, code, name })));
    await unit.institutions.addProfiles(
      INSTITUTIONS.map(({ code, level, institutionClass }) => ({
        regionCode: REGION,
        institutionCode: code,
        effectiveFrom: '2021-09-10',
        level,
        attributes: { institutionClass },
      })),
    );
    await unit.announce(REGION);
  });
  await importCatalogue(platform, caller, {
    regionCode: REGION,
    version: '2024.1',
    effectiveFrom: '2022-01-01',
    file: Buffer.from(CATALOGUE_CSV),
    mode: 'STORE',
  });
  await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    const { cases: stored, fundYears } = unit;
    await stored.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows: cases() });
    const key = { regionCode: REGION, year: YEAR, insurance: 'EMPLOYEE' } as const;
    await fundYears.setBudget(key, BUDGET, { reason: '测试' });
    await fundYears.setActuals(key, ACTUALS, { reason: '测试' });
    await unit.announce(REGION);
  });
  await startClearingRun(platform, caller, { regionCode: REGION, year: YEAR, insurance: 'EMPLOYEE', idempotencyKey: 'city' });
  await driveNextRun(platform, 'test');
  const { items } = await caller.read(({ runs }) => runs.list(REGION, { first: 1 }));
  const published = { regionCode: REGION, runNo: 1, name: '2024年预清算', lastDay: '2025-01-31', silentConsent: false, reason: '公示' };
  await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', ({ statementWords }) => statementWords.publish(published)); // its days are over
  if (items[0]?.status !== 'SUCCEEDED') throw new Error(`the test city was not cleared: ${JSON.stringify(items[0]?.failure)}`);
}
