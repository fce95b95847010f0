import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BatchCases, isNumberOfBatch } from '../../../../src/app/clearing/blocks/batch-case.js';
import { columnsNotRead } from '../../../../src/app/clearing/blocks/bulk-version.js';
import { PLATFORM_ACCESS } from '../../../../src/app/ports/ports.js';
import type { CaseSelection } from '../../../../src/app/ports/cases/ports-case.js';
import { must } from '../../../../src/engine/kit/assert.js';
import { Numbers } from '../../../../src/engine/block/block-columns.js';
import { fillCase, prepareCaseFiller, refillCase } from '../../../../src/engine/scoring/case-frame.js';
import { COST_CATEGORIES } from '../../../../src/engine/plan/inpatient-case.js';
import type { Frame, Value } from '../../../../src/engine/plan/plan.js';
import { decimal, Fraction, lowestTerms } from '../../../../src/engine/number/quantity.js';
import { printValue } from '../../../../src/engine/plan/value-text.js';
import { testCase } from '../../../support/cases.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { compiledOf } from '../../../rulesets/ruleset-library.js';

const regionCode = '990300';
const context = { regionCode };
const PERIODS = ['DISCHARGE', 'SETTLEMENT'] as const;
let test: TestDatabase;

/** A number reads the same however many places it was stored with. */
const textOf = (value: Value | undefined): string | null | undefined => printValue(value instanceof Fraction ? lowestTerms(value) : value);

/** Every field stated, every optional field missing, and some of the costs. */
const CASES = [
  testCase({
    caseNo: 'FULL',
    costs: new Map(COST_CATEGORIES.map((category, index) => [category, decimal(`${index}.0${index % 10}`)])),
    attributes: new Map(),
  }),
  testCase({
    caseNo: 'BARE',
    ...{ settlementDate: null, insuredRegionCode: null, ageYears: null, otherDiagnoses: [], procedures: [], costs: new Map() },
    ...{ selfPaidOutside: null, fundPaid: null, icuDays: null, dischargeWay: null, caseFlags: [], attributes: new Map() },
  }),
  testCase({ caseNo: 'SOME', costs: new Map([['TCM_HERBAL', decimal('12.30')]]), attributes: new Map() }),
];

beforeAll(async () => {
  test = await openTestDatabase();
  await test.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    await unit.regions.save({ code: regionCode, name: '演示市', parentCode: null, sandbox: true });
    await unit.institutions.save([{ regionCode, code: 'H1', name: '第一医院' }]);
    await unit.cases.insert({ regionCode, onDuplicate: 'REJECT', rows: CASES });
  });
});
afterAll(() => test.close());

it('gives a run every fact that a ruleset reads, whichever of them it reads (O1)', async () => {
  const compiled = await compiledOf('990110', '2024.1');
  const { program, plan } = compiled;
  const complete = prepareCaseFiller(program);
  const expected = CASES.map((one) => fillCase(complete, program, one, context).frame);
  const facts = complete.readers.map(({ slot }) => slot);
  const range = { fromSeq: 0n, toSeq: 1000n };
  await fc.assert(
    fc.asyncProperty(fc.subarray(facts), fc.constantFrom(...PERIODS), async (read, periodBy) => {
      const filler = prepareCaseFiller(program, new Set(read));
      const without = columnsNotRead([{ compiled, filler }], periodBy, []);
      const selection: CaseSelection = { ...{ regionCode, throughImportSeq: 9n, from: '2024-01-01', to: '2024-12-31' }, periodBy };
      const batch = await test.store.transaction(PLATFORM_ACCESS, 'READ', ({ cases }) => cases.readBatch(selection, range, without));
      const rowsOfBatch = new BatchCases(batch);
      const places = Array.from({ length: batch.count }, (_, row) => row);
      const stated = places.map((row) => must(expected[CASES.findIndex(({ caseNo }) => caseNo === batch.caseNo[row])], 'case'));
      for (const row of places) {
        const frame: Frame = [];
        expect(refillCase(filler, program, rowsOfBatch.at(row, undefined), context, frame)).toEqual([]);
        expect(read.map((slot) => textOf(frame[slot]))).toEqual(read.map((slot) => textOf(stated[row]?.[slot])));
      }
      for (const slot of read) {
        const column = new Numbers();
        const { name } = must(plan.slots.case[slot], 'slot');
        if (!rowsOfBatch.fill(name, places, column)) expect(isNumberOfBatch(name)).toBe(false);
        else expect(places.map((row) => textOf(column.at(row)))).toEqual(stated.map((frame) => textOf(frame[slot])));
      }
    }),
    { numRuns: 200 },
  );
});
