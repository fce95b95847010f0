import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, type RecordsPlatform } from '../records-platform.js';
import { FileError } from '../../../src/app/base/file-problems.js';
import type { ForbiddenError, ValidationError } from '../../../src/app/base/errors.js';
import { importInstitutionFile } from '../../../src/app/regions/import-institution-file.js';
import { readInstitutionCsv } from '../../../src/app/regions/institution-csv.js';

let city: RecordsPlatform;
let next = 0;
beforeAll(async () => {
  city = await openRecordsPlatform();
});
afterAll(() => city.close());

const HEADER = 'code,name,level,effectiveFrom,attribute.institutionClass,figure.cmi.2025.EMPLOYEE';
const send = (lines: readonly string[], { dryRun = false } = {}) =>
  importInstitutionFile(city.platform, city.as('CLERK'), {
    regionCode: SANDBOX,
    file: Buffer.from(`${lines.join('\r\n')}\r\n`),
    dryRun,
    idempotencyKey: `file-${(next += 1)}`,
  });
const problems = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusal<ValidationError>(work)).fields.map(({ path, code }) => `${path.join(' / ')} ${code}`);

describe('a file of institutions', () => {
  it('stores profiles, attributes and yearly figures; the same file again changes nothing', async () => {
    const lines = [
      HEADER,
      'B1,乙一医院,3,2025-01-01,TERTIARY_OTHER,1.12',
      'B1,乙一医院,2,2025-07-01,SECONDARY_OTHER,',
      'B2,乙二医院,2,2025-01-01,SECONDARY_OTHER,',
    ];
    expect(await send(lines, { dryRun: true })).toMatchObject({ dryRun: true, added: 2 });
    expect(await city.read(({ institutions }) => institutions.find(SANDBOX, 'B1'))).toBeUndefined();
    expect(await send(lines)).toMatchObject({ read: 3, added: 2, profiles: 3, figures: 1, warnings: [] });
    expect(await city.read(({ institutions }) => institutions.figures(SANDBOX, 2025))).toMatchObject([
      { institutionCode: 'B1', insurance: 'EMPLOYEE', name: 'cmi', value: '1.12' },
    ]);
    expect(await send(lines)).toMatchObject({ added: 0, profiles: 0, figures: 0 });
  });

  it('reads Chinese headings and Excel’s words for true and false', async () => {
    const text =
      '\ufeff机构编码,机构名称,级别,生效日期,属性.keyDiscipline,指标.cmi.2025.居民\nC1,丙,3,2025-01-01,TRUE,1\nC2,丁,2,2025-01-01,否,\n';
    const lines = await readInstitutionCsv(Buffer.from(text));
    expect(lines.map(({ line, row }) => [line, row.attributes, row.figures])).toEqual([
      [2, [{ name: 'keyDiscipline', value: 'true' }], [{ name: 'cmi', value: '1', year: 2025, insurance: 'RESIDENT' }]],
      [3, [{ name: 'keyDiscipline', value: 'false' }], []],
    ]);
  });

  it('says line and column of every value that does not fit, and stores none', async () => {
    const found = await problems(
      send([
        HEADER,
        'B3,乙三医院,9,2025-01-01,NO_SUCH_CLASS,1',
        'B4,,2,2025-02-30,SECONDARY_OTHER,',
        'B5,乙五医院,2,2025-01-01,SECONDARY_OTHER,high',
      ]),
    );
    expect(found).toEqual([
      '第 2 行 line 2 / level VALUE_NOT_ALLOWED',
      '第 2 行 line 2 / attributes / institutionClass VALUE_NOT_ALLOWED',
      '第 3 行 line 3 / name REQUIRED',
      '第 3 行 line 3 / effectiveFrom NOT_A_DATE',
      '第 4 行 line 4 / figure.cmi.2025.EMPLOYEE / cmi WRONG_TYPE',
    ]);
    expect(await city.read(({ institutions }) => institutions.find(SANDBOX, 'B5'))).toBeUndefined();
  });

  it('a wrong header is told whole: unknown, repeated and missing columns', async () => {
    const found = await problems(send(['code,机构编码,name,等级,effectiveFrom', 'B6,B6,乙六医院,2,2025-01-01']));
    expect(found).toEqual(['file / 等级 HEADER_UNKNOWN', 'file / 机构编码 HEADER_DUPLICATED', 'file / level HEADER_MISSING']);
  });

  it.each([
    ['an empty file', '', 'FILE_EMPTY'],
    ['a row with a cell too few', `${HEADER}\nB7,乙七医院,2\n`, 'FILE_MALFORMED'],
    ['quotes that do not match', `${HEADER}\n"B8,乙八医院,2,2025-01-01,,\n`, 'FILE_MALFORMED'],
  ])('%s is refused: %j', async (_, text, code) => {
    const error = await refusal<FileError>(readInstitutionCsv(Buffer.from(text)));
    expect(error).toBeInstanceOf(FileError);
    expect(error.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('asks for institution:write', async () => {
    const call = importInstitutionFile(city.platform, city.as('FINANCE'), {
      regionCode: SANDBOX,
      file: Buffer.from(`${HEADER}\nB9,乙九医院,2,2025-01-01,SECONDARY_OTHER,\n`),
      dryRun: true,
      idempotencyKey: 'refused',
    });
    expect((await refusal<ForbiddenError>(call)).requiredScope).toBe('institution:write');
  });
});
