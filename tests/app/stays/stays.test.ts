import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import { importCases } from '../../../src/app/cases/import-cases.js';
import type { RawCase } from '../../../src/app/cases/case-parse.js';
import { voidCases } from '../../../src/app/cases/void-cases.js';
import { caseInput, writeCasesCsv } from '../../../src/app/case-files/case-csv-write.js';
import { importReversals } from '../../../src/app/stays/reversals-file.js';
import { reverseLists, type StatedReversal } from '../../../src/app/stays/reverse-lists.js';
import type { ValidationError } from '../../../src/app/base/errors.js';
import { must } from '../../../src/engine/kit/assert.js';

let city: RecordsPlatform;
let next = 0;
const key = (): string => `s-${(next += 1)}`;
const row = (caseNo: string, changes: Readonly<Record<string, unknown>> = {}): RawCase => ({
  ...{ caseNo, institutionCode: 'H1', insurance: 'EMPLOYEE', principalDiagnosis: 'I63.900', totalCost: '12345.67' },
  ...{ admissionDate: '2024-03-01', dischargeDate: '2024-03-09' },
  ...changes,
});
/** A part of a stay. */
const part = (caseNo: string, stayNo: string, stayPart: number, days: readonly [string, string], stayFinal = false): RawCase =>
  row(caseNo, { stayNo, stayPart, stayFinal, admissionDate: days[0], dischargeDate: days[1] });
async function send(rows: readonly RawCase[], onDuplicate: 'REJECT' | 'REVISE' = 'REJECT'): Promise<readonly string[]> {
  const asked = { regionCode: SANDBOX, rows, onDuplicate, errorPolicy: 'SKIP', dryRun: false, idempotencyKey: key() } as const;
  const { results } = await importCases(city.platform, city.as('INTEGRATOR'), asked);
  return results.map(({ accepted, problems }) => (accepted ? 'ok' : problems.map(({ code, path }) => `${code} ${path.join('.')}`).join()));
}
const found = (caseNo: string) => city.read(({ cases }) => cases.find(SANDBOX, { institutionCode: 'H1', caseNo }));

beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

describe('parts of a stay (issue 10 item 0)', () => {
  it('are taken in any order, and refused row by row where they do not go together', async () => {
    expect(await send([part('P-2', 'S1', 2, ['2024-02-01', '2024-02-20'])])).toEqual(['ok']);
    expect(
      await send([
        part('P-1', 'S1', 1, ['2024-01-01', '2024-02-01']),
        part('P-1b', 'S1', 1, ['2023-12-01', '2023-12-09']),
        part('P-3', 'S1', 3, ['2024-02-19', '2024-03-09'], true),
        part('P-3b', 'S1', 3, ['2024-02-20', '2024-03-09'], true),
        part('P-4', 'S1', 4, ['2024-03-09', '2024-03-20'], true),
        part('Q-1', 'S2', 1, ['2024-01-10', '2024-01-20']),
      ]),
    ).toEqual([
      'ok',
      'STAY_PART_REPEATED stayPart',
      'STAY_PARTS_OVERLAP admissionDate',
      'ok',
      'STAY_ENDED stayFinal',
      'ok', // another stay may overlap
    ]);
    // Another institution's stays have the same numbers.
    expect(await send([{ ...part('P-1', 'S1', 1, ['2024-01-01', '2024-02-01']), institutionCode: 'H2' }])).toEqual(['ok']);
  });

  it('say which stay, which part and whether the last, all three; numbers of people stay out', async () => {
    expect(await send([row('R-1', { stayNo: 'S9' })])).toEqual(['REQUIRED stayPart,REQUIRED stayFinal']);
    expect(await send([row('R-1', { stayNo: 'S9', stayPart: 100, stayFinal: true })])).toEqual(['OUT_OF_RANGE stayPart']);
    expect(await send([row('R-1', { stayNo: 'S9', stayPart: 0, stayFinal: true })])).toEqual(['OUT_OF_RANGE stayPart']);
    expect(await send([row('R-1', { stayNo: 'S9', stayPart: 1, stayFinal: 'maybe' })])).toEqual(['UNKNOWN_VALUE stayFinal']);
    expect(await send([row('R-1', { stayNo: '11010519491231002X', stayPart: 1, stayFinal: true })])).toEqual(['IDENTITY_NUMBER stayNo']);
  });

  it('are corrected under their own number, come again once void, and leave as they came', async () => {
    expect(await send([part('P-2', 'S1', 2, ['2024-02-03', '2024-02-20'])], 'REVISE')).toEqual(['ok']);
    expect(await send([part('P-2', 'S1', 2, ['2024-01-30', '2024-02-20'])], 'REVISE')).toEqual(['STAY_PARTS_OVERLAP admissionDate']);
    const asked = { regionCode: SANDBOX, institutionCode: 'H1', reason: '误报', idempotencyKey: key() };
    await voidCases(city.platform, city.as('INTEGRATOR'), { ...asked, caseNos: ['P-3b'] });
    expect(await send([part('P-5', 'S1', 3, ['2024-02-20', '2024-02-28'], true)])).toEqual(['ok']);
    const record = must(await found('P-5'), 'case');
    expect(caseInput(record)).toMatchObject({ stayNo: 'S1', stayPart: 3, stayFinal: true, attributes: [] });
    expect([...writeCasesCsv([record])].join('')).toMatch(/,S1,3,true\n$/);
  });
});

describe('reversals (退费、冲销)', () => {
  const stated = (caseNo: string, changes: Partial<StatedReversal> = {}): StatedReversal => ({
    ...{ institutionCode: 'H1', caseNo, reversalNo: `F-${caseNo}`, reversedOn: '2024-05-06', totalCost: '-12345.67' },
    ...changes,
  });
  const reverse = (reversals: readonly StatedReversal[], more: { readonly dryRun?: boolean; readonly idempotencyKey?: string } = {}) =>
    reverseLists(city.platform, city.as('INTEGRATOR'), { regionCode: SANDBOX, reversals, reason: '退费', idempotencyKey: key(), ...more });
  const refused = async (reversals: readonly StatedReversal[]): Promise<readonly string[]> =>
    (await refusal<ValidationError>(reverse(reversals))).fields.map(({ path, code }) => `${path.join('.')} ${code}`);

  it('void the list that they name, and say so; the same request again changes nothing', async () => {
    await send(['V-1', 'V-2', 'V-3', 'V-4'].map((caseNo) => row(caseNo)));
    expect(await reverse([stated('V-1')], { dryRun: true })).toEqual({ read: 1, recorded: 0, dryRun: true, wasThere: false });
    expect((await found('V-1'))?.voided).toBe(false);
    const once = key();
    expect(await reverse([stated('V-1')], { idempotencyKey: once })).toEqual({ read: 1, recorded: 1, dryRun: false, wasThere: false });
    expect(await reverse([stated('V-1')], { idempotencyKey: once })).toEqual({ read: 1, recorded: 1, dryRun: false, wasThere: true });
    const voided = must(await found('V-1'), 'case');
    expect([voided.revision, voided.voided, [...voided.attributes]]).toEqual([2, true, []]);
    const [event] = await city.read(({ audit }) => audit.list(SANDBOX, { first: 1 }));
    expect(event).toMatchObject({ action: 'case:reverse', subject: '1' });
  });

  it('of what is not there, was reversed, is void, or is not taken back whole are refused row by row, and nothing is changed', async () => {
    const asked = { regionCode: SANDBOX, institutionCode: 'H1', reason: '误报', idempotencyKey: key() };
    await voidCases(city.platform, city.as('INTEGRATOR'), { ...asked, caseNos: ['V-2'] });
    expect(
      await refused([
        stated('V-9'),
        stated('V-1', { reversalNo: 'F-new' }),
        stated('V-2'),
        stated('V-3', { totalCost: '-12345.66' }),
        stated('V-4', { reversalNo: 'F-V-1', reversedOn: '2024-02-29' }),
      ]),
    ).toEqual([
      'reversals.0.caseNo CASE_NOT_FOUND',
      'reversals.1.caseNo CASE_ALREADY_REVERSED',
      'reversals.2.caseNo CASE_ALREADY_VOID',
      'reversals.3.totalCost AMOUNT_DIFFERS',
      'reversals.4.reversedOn DATES_OUT_OF_ORDER',
      'reversals.4.reversalNo NUMBER_TAKEN',
    ]);
    expect(await refused([stated('V-3', { totalCost: '12345.67' })])).toEqual(['reversals.0.totalCost AMOUNT_DIFFERS']);
    expect(await refused([stated('V-3'), stated('V-3')])).toEqual(['reversals.1.caseNo REPEATED', 'reversals.1.reversalNo REPEATED']);
    expect(await refused([stated('V-3', { reversedOn: '2025-02-29', totalCost: '1,0' })])).toEqual([
      'reversals.0.reversedOn NOT_A_DATE',
      'reversals.0.totalCost NOT_A_DECIMAL',
    ]);
    expect(await refused([])).toEqual(['reversals REQUIRED']);
    expect((await found('V-3'))?.voided).toBe(false);
    const other = city.as('INTEGRATOR', { regions: ['370300'] });
    await expect(
      reverseLists(city.platform, other, { regionCode: SANDBOX, reversals: [stated('V-3')], reason: '退费', idempotencyKey: key() }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('come as a CSV with Chinese headings, all or none, each wrong row named by its line', async () => {
    const file = (rows: readonly string[]): Buffer =>
      Buffer.from(['机构编码,原结算清单号,冲销清单号,冲销日期,医疗总费用', ...rows].join('\n') + '\n');
    const asked = { regionCode: SANDBOX, reason: '退费', dryRun: false };
    const wrong = importReversals(city.platform, city.as('INTEGRATOR'), {
      ...asked,
      file: file(['H1,V-3,T-3,2024/5/6,-12345.67', 'H1,V-9,T-9,2024-05-06,-1']),
    });
    expect((await refusal<ValidationError>(wrong)).fields).toMatchObject([{ path: ['第 3 行 line 3', 'caseNo'], code: 'CASE_NOT_FOUND' }]);
    const good = { ...asked, file: file(['H1,V-3,T-3,2024年5月6日,-12345.67']) };
    expect(await importReversals(city.platform, city.as('INTEGRATOR'), good)).toMatchObject({ recorded: 1, wasThere: false });
    expect(await importReversals(city.platform, city.as('INTEGRATOR'), good)).toMatchObject({ recorded: 1, wasThere: true }); // the same file: nothing new
    expect((await found('V-3'))?.revision).toBe(2);
    // What was reversed may come again: a list of its own, or the same number once more.
    expect(await send([row('V-3', { totalCost: '9000.00' })])).toEqual(['ok']);
    expect((await found('V-3'))?.voided).toBe(false);
  });
});
