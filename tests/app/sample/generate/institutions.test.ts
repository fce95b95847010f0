import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../../records-platform.js';
import type { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../../../../src/app/base/errors.js';
import { importInstitutions, type ImportInstitutions } from '../../../../src/app/regions/import-institutions.js';
import type { InstitutionInput } from '../../../../src/app/regions/institution-rows.js';
import { ROLES } from '../../../../src/app/ports/kit/permissions.js';
import { updateInstitution, type UpdateInstitution } from '../../../../src/app/regions/update-institution.js';

let city: RecordsPlatform;
let next = 0;
const key = (): string => `k-${(next += 1)}`;

const hospital = (code: string, changes: Partial<InstitutionInput> = {}): InstitutionInput => ({
  code,
  name: `${code} 医院`,
  effectiveFrom: '2024-01-01',
  level: '2',
  attributes: [{ name: 'institutionClass', value: 'SECONDARY_OTHER' }],
  figures: [],
  ...changes,
});
const send = (institutions: readonly InstitutionInput[], changes: Partial<ImportInstitutions> = {}) =>
  importInstitutions(city.platform, city.as('CLERK'), {
    regionCode: SANDBOX,
    institutions,
    dryRun: false,
    idempotencyKey: key(),
    ...changes,
  });
const problems = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusal<ValidationError>(work)).fields.map(({ path, code }) => `${path.join('.')} ${code}`);
const found = (code: string, regionCode = SANDBOX) => city.read(({ institutions }) => institutions.find(regionCode, code));
const profilesOf = async (code: string) =>
  (await city.read(({ institutions }) => institutions.profiles(SANDBOX))).filter(({ institutionCode }) => institutionCode === code);

beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

describe('importInstitutions', () => {
  it('stores institutions, dated profiles and figures; the same again changes nothing', async () => {
    const rows = [
      hospital('A1', { figures: [{ year: 2024, insurance: 'EMPLOYEE', name: 'cmi', value: '1.12' }] }),
      hospital('A1', { effectiveFrom: '2025-01-01', level: '3', attributes: [{ name: 'institutionClass', value: 'TERTIARY_OTHER' }] }),
      hospital('A2'),
    ];
    expect(await send(rows)).toMatchObject({ read: 3, added: 2, renamed: 0, profiles: 3, figures: 1, warnings: [] });
    expect((await profilesOf('A1')).map(({ effectiveFrom, level }) => [effectiveFrom, level])).toEqual([
      ['2024-01-01', '2'],
      ['2025-01-01', '3'],
    ]);
    expect(await city.read(({ institutions }) => institutions.figures(SANDBOX, 2024))).toMatchObject([
      { institutionCode: 'A1', name: 'cmi', value: '1.12' },
    ]);
    expect(await send(rows)).toMatchObject({ added: 0, renamed: 0, profiles: 0, figures: 0 });
  });

  it('reports every problem of every row at once, and stores none of them', async () => {
    const call = send([
      hospital('B1'),
      hospital('Ｂ2', { name: ' ' }),
      hospital('B3', { level: '4' }),
      hospital('B4', { attributes: [{ name: 'institutionClas', value: 'SECONDARY_OTHER' }] }),
      hospital('B5', { attributes: [{ name: 'institutionClass', value: 'HUGE' }] }),
      hospital('B6', { effectiveFrom: '2025-02-29' }),
      hospital('B7', { figures: [{ year: 2024, insurance: 'EMPLOYEE', name: 'cmi', value: '1e3' }] }),
      hospital('B8', { figures: [{ year: 1900, insurance: 'EMPLOYEE', name: 'cmi', value: '1' }] }),
      hospital('B1'),
      hospital('B1', { effectiveFrom: '2024-06-01', name: '另一个名字' }),
    ]);
    expect(await problems(call)).toEqual([
      'institutions.8.effectiveFrom REPEATED',
      'institutions.9.name NAMES_DIFFER',
      'institutions.1.code STRANGE_CHARACTER',
      'institutions.1.name REQUIRED',
      'institutions.2.level VALUE_NOT_ALLOWED',
      'institutions.3.attributes.institutionClas UNKNOWN_FACT',
      'institutions.4.attributes.institutionClass VALUE_NOT_ALLOWED',
      'institutions.5.effectiveFrom NOT_A_DATE',
      'institutions.6.figures.0.cmi WRONG_TYPE',
      'institutions.7.figures.0.year OUT_OF_RANGE',
    ]);
    expect(await found('B1')).toBeUndefined();
  });

  it('warns of facts that the ruleset needs and nobody stated, and of what it could not check', async () => {
    const tried = await send([hospital('C1', { attributes: [] })], { dryRun: true });
    expect(tried).toMatchObject({ dryRun: true, added: 1, profiles: 1 });
    expect(tried.warnings.map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([
      'institutions.0.attributes.institutionClass REQUIRED',
    ]);
    expect(await found('C1')).toBeUndefined();
    const clerk = city.as('CLERK', { regions: [ZIBO] });
    const row = hospital('C2', { effectiveFrom: '2025-01-01', attributes: [{ name: 'anything', value: 'x' }] });
    const late = await importInstitutions(city.platform, clerk, {
      regionCode: ZIBO,
      institutions: [row],
      dryRun: true,
      idempotencyKey: key(),
    });
    expect(late.warnings.map(({ code }) => code)).toEqual(['NO_RULESET_IN_FORCE']);
  });

  it('answers the same key the same, also twice at once; a dry run uses no key up', async () => {
    const idempotencyKey = key();
    await send([hospital('D1')], { idempotencyKey, dryRun: true });
    const [a, b] = await Promise.all([send([hospital('D1')], { idempotencyKey }), send([hospital('D1')], { idempotencyKey })]);
    expect(a).toMatchObject({ added: 1, profiles: 1 });
    expect(b).toEqual(a);
    expect((await refusal<ConflictError>(send([hospital('D2')], { idempotencyKey }))).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('refuses an empty list and one that is too long', async () => {
    expect(await problems(send([]))).toEqual(['institutions REQUIRED']);
    const rows = Array.from({ length: 1_001 }, (_, index) => hospital(`L${index}`));
    expect(await refusal<ValidationError>(send(rows))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('is for CLERK and DEMO, in their regions', async () => {
    for (const role of ROLES) {
      const call = importInstitutions(city.platform, city.as(role), {
        regionCode: SANDBOX,
        institutions: [hospital('E1')],
        dryRun: true,
        idempotencyKey: key(),
      });
      const code = await call.then(
        () => '',
        (error: unknown) => (error as ForbiddenError).code,
      );
      expect([role, code]).toEqual([role, role === 'CLERK' || role === 'DEMO' ? '' : 'FORBIDDEN']);
    }
    expect((await refusal<ForbiddenError>(send([hospital('E1')], { regionCode: ZIBO }))).code).toBe('FORBIDDEN');
  });
});

describe('updateInstitution', () => {
  const update = (changes: Partial<UpdateInstitution>) =>
    updateInstitution(city.platform, city.as('CLERK'), {
      regionCode: SANDBOX,
      code: 'H1',
      effectiveFrom: '2025-07-01',
      dryRun: false,
      idempotencyKey: key(),
      ...changes,
    });

  it('adds a profile from a day on; what is left out stays as it is on that day', async () => {
    const idempotencyKey = key();
    expect(await update({ level: '2', idempotencyKey })).toMatchObject({ profiles: 1, renamed: 0 });
    expect(await profilesOf('H1')).toMatchObject([
      { effectiveFrom: '2021-01-01', level: '3', attributes: { institutionClass: 'TERTIARY_A_GENERAL' } },
      { effectiveFrom: '2025-07-01', level: '2', attributes: { institutionClass: 'TERTIARY_A_GENERAL' } },
    ]);
    expect(await update({ level: '2', idempotencyKey })).toMatchObject({ profiles: 1 });
    expect(await profilesOf('H1')).toHaveLength(2);
    expect(await update({ name: '第一人民医院' })).toMatchObject({ renamed: 1, profiles: 0 });
  });

  it('refuses what is not there, and a day before the first profile without a level', async () => {
    expect(await refusal<NotFoundError>(update({ code: 'H404' }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await problems(update({ effectiveFrom: '2020-01-01' }))).toEqual(['level REQUIRED']);
    expect(await problems(update({ level: '9' }))).toEqual(['institutions.0.level VALUE_NOT_ALLOWED']);
  });
});
