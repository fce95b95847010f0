import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '../../../src/app/kernel/platform.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { buildCatalogue } from '../../../src/app/catalogues/build-catalogue.js';
import { scoreAlternatives } from '../../../src/app/scoring/score-alternatives.js';
import { CaseScore, scoreCase } from '../../../src/app/scoring/score-case.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { projectFile } from '../../support/grouper-city.js';
import { DIP_BOOK, DIP_CASES, DIP_LISTS } from '../../support/grouping-3/dip-book.js';
import { edits, testPlatform, type TinyCity, tinyCase, tinyCities, version } from '../../support/tiny-city.js';

let test: TestDatabase;
let platform: Platform;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  platform = testPlatform(test.store);
  nextCity = tinyCities(platform);
});
afterAll(() => test.close());

const basis = ['demo#1'];

/** The tiny city, grouping as the national library is read. */
function withLibrary(document: RulesetDocument): RulesetDocument {
  const lists = Object.fromEntries(
    Object.entries<readonly string[]>(DIP_LISTS).map(
      ([id, codes]) => [id, { kind: 'codes' as const, codes: codes.slice(), basis }] as const,
    ),
  );
  return {
    ...document,
    examples: [],
    tables: { ...document.tables, ...lists },
    methods: {
      ...document.methods,
      grouping: {
        exclude: 'excluded',
        layers: ['PRE', 'MERGED', 'SUBDIVIDED', 'CORE'],
        operations: 'MAIN_THEN_RELATED',
        mainOperations: [
          { operations: 'conservative', otherwise: 'CONSERVATIVE', basis },
          { operations: 'digestiveOnly', diagnoses: 'digestive', otherwise: 'CONSERVATIVE', basis },
          { operations: 'neverMain', otherwise: 'NEXT', basis },
        ],
        operationKinds: { CONSERVATIVE: 'conservative' },
        unlistedOperations: 'SURGERY',
        ties: ['MOST_CONDITIONS', 'LONGEST_DIAGNOSIS', 'GROUP_NUMBER', 'GROUP_CODE'],
        match: { diagnosis: 'PREFIX' },
        basis,
      },
    },
  };
}

const CASES: readonly InpatientCase[] = DIP_CASES.map(({ diagnoses, operations, ageDays, birthWeightGrams }, i) => {
  const [principalDiagnosis = '', ...otherDiagnoses] = diagnoses.split(' ');
  const procedures = operations.split(' ').filter((code) => code !== '');
  return { ...tinyCase(i), principalDiagnosis, otherDiagnoses, procedures, ageDays, birthWeightGrams };
});

describe('a city that groups by the national DIP 3.0 library', () => {
  it('clears and scores every case of the rows into the group that the book means, one by one and in bulk', async () => {
    const city = nextCity();
    const { regionCode } = city;
    await city.makeRegion();
    const { groupingHash } = await city.load(edits(version('2024.1', '2024-01-01'), withLibrary));
    const mean = new Map(['3', 'ALL'].map((level) => [level, decimal('10000.00')] as const));
    const groups = DIP_BOOK.map((group) => ({ ...group, meanCost: mean }));
    await city.write(async (unit) => {
      const catalogue = { regionCode, version: '3.0', contentHash: 'a'.repeat(64), groupingHash, effectiveFrom: '2024-01-01', note: '' };
      await unit.catalogues.insert(catalogue, groups);
      await unit.announce(regionCode);
    });
    await city.putCases(CASES);
    await city.putYear();
    const expected = DIP_CASES.map(({ group }) => (group === 'NONE' || group === 'EXCLUDED' ? null : group));

    const run = await city.clear();
    expect(run.status).toBe('SUCCEEDED');
    const scores = await city.read(({ scores: stored }) => stored.list(regionCode, run.runNo, { first: 100, afterSeq: 0n }));
    const employees = CASES.flatMap(({ insurance }, i) => (insurance === city.key.insurance ? [expected[i]] : []));
    expect(scores.map(({ groupCode }) => groupCode)).toEqual(employees);

    for (const [i, one] of CASES.entries()) {
      if (expected[i] === null) continue; // the tiny city has no points for cases without a group
      const { candidates } = await scoreCase(platform, platformCaller(platform), regionCode, one);
      const chosen = candidates.find((candidate) => candidate.chosen)?.group.code ?? null;
      expect(`${one.principalDiagnosis} ${chosen}`).toBe(`${one.principalDiagnosis} ${expected[i]}`);
    }

    // Another main operation is another group where the first one is the main one; another principal diagnosis, too.
    const caseOf = (code: string): InpatientCase =>
      must(
        CASES.find(({ principalDiagnosis }) => principalDiagnosis === code),
        code,
      );
    expect(await alternatives(regionCode, caseOf('C56.x00'))).toEqual(['RECORDED C56.x00 JC-2099', 'MAIN_OPERATION 99.2503 JC-2106']);
    expect(await alternatives(regionCode, caseOf('Z51.103'))).toEqual([
      'RECORDED Z51.103 FZ-1771',
      'PRINCIPAL_DIAGNOSIS C56.x00 JC-2106',
      'MAIN_OPERATION 99.2800x005 FZ-1771',
    ]);

    const method: unknown = JSON.parse(await projectFile('examples/catalogue-method.json'));
    const built = buildCatalogue(platform, platformCaller(platform), { regionCode, version: 'own', effectiveFrom: '2025-01-01', method });
    await expect(built).rejects.toMatchObject({
      code: 'RULESET_INVALID',
      messages: { zh: expect.stringContaining('MAIN_THEN_RELATED') as unknown },
    });
    expect(await city.read(({ catalogues }) => catalogues.list(regionCode))).toHaveLength(1);
  });

  async function alternatives(regionCode: string, one: InpatientCase): Promise<readonly string[]> {
    const found = await scoreAlternatives(await scoreCase(platform, platformCaller(platform), regionCode, one));
    return found.map(
      ({ kind, code, result }) => `${kind} ${code} ${result instanceof CaseScore ? (result.group?.code ?? null) : result.code}`,
    );
  }
});
