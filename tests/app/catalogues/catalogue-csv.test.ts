import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueHash, MAX_PROBLEMS, readCatalogueCsv, writeCatalogueCsv } from '../../../src/app/catalogues/catalogue-csv.js';
import type { DiseaseGroup, GroupMatch } from '../../../src/engine/plan/catalogue.js';
import { printGroup } from '../../../src/engine/catalogue/catalogue-row.js';
import { GROUP_FLAGS, GROUP_KINDS, OPERATION_KINDS } from '../../../src/engine/plan/group-terms.js';
import { decimal, Fraction, printFixed } from '../../../src/engine/number/quantity.js';
import { diseaseGroup } from '../../support/disease-group.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (...lines: string[]) => readCatalogueCsv(bytes(lines.join('\n')));
const problems = async (...lines: string[]) => (await read(...lines)).problems.map(({ line, column, code }) => `${line} ${column} ${code}`);
const HEADER = 'code,name,kind,points,meanCost.3,diagnoses,operations,ageDaysMin,ageDaysMax,flags,caseCount';

describe('reading a catalogue', () => {
  const row = 'I21.0_36.0601,"急性前壁心肌梗死, 支架",CORE,1000.5,28033.00,I21.0|I21.1,36.0601+37.2200|88.5500,0,28,TCM|UNSTABLE,120';

  it('reads every column, operations as all-of and any-of', async () => {
    const { groups, problems: none } = await read(HEADER, row);
    expect(none).toEqual([]);
    expect(groups.map((group) => Object.fromEntries([...printGroup(group)].filter(([, text]) => text !== '')))).toEqual([
      {
        code: 'I21.0_36.0601',
        name: '急性前壁心肌梗死, 支架',
        kind: 'CORE',
        flags: 'TCM|UNSTABLE',
        points: '1000.5',
        'meanCost.3': '28033',
        caseCount: '120',
        diagnoses: 'I21.0|I21.1',
        operations: '36.0601+37.2200|88.5500',
        ageDaysMin: '0',
        ageDaysMax: '28',
      },
    ]);
    expect(groups[0]?.match.operations).toEqual([['36.0601'], ['37.2200', '88.5500']]);
  });

  it('accepts Chinese headers and words, a BOM and CRLF', async () => {
    const chinese = '\ufeff病种编码,病种名称,病种类型,病种分值,次均费用.3,主要诊断编码,主要手术操作编码,最小天龄,最大天龄,病种标志,例数';
    const translated = row.replace('CORE', '核心病种').replace('TCM|UNSTABLE', '中医优势病种|不稳定');
    const file = await readCatalogueCsv(bytes(`${chinese}\r\n${translated}\r\n`));
    expect(file.problems).toEqual([]);
    expect(catalogueHash(file.groups)).toBe(catalogueHash((await read(HEADER, row)).groups));
  });

  it('reads places, absent diagnoses, sex and ranges, and gives them back with the same hash', async () => {
    const header =
      'code,name,kind,points,主要诊断编码,otherDiagnoses,其他诊断位置,不伴诊断编码,手术操作位置,性别,最小年龄,最高入院体重,最少呼吸机小时';
    const { groups, problems } = await read(header, 'a,甲,PRE,1,,P07,任一,U84.300|A15.000x010,不限定为主要手术操作,女,0,1499,96');
    expect(problems).toEqual([]);
    expect(groups[0]?.match).toEqual({
      ...{ diagnoses: [], otherDiagnoses: ['P07'], operations: [], relatedOperations: [], absentDiagnoses: ['U84.300', 'A15.000x010'] },
      ...{
        otherDiagnosisPlace: 'ANY',
        operationPlace: 'ANY',
        sex: 'FEMALE',
        ageYearsMin: 0,
        admissionWeightMax: 1499,
        ventilationHoursMin: 96,
      },
    });
    const again = await readCatalogueCsv(bytes(writeCatalogueCsv(groups)));
    expect(again.groups[0]?.match).toEqual(groups[0]?.match);
    expect(catalogueHash(again.groups)).toBe(catalogueHash(groups));
    expect((await read(header, 'a,甲,PRE,1,K80,,首位,,主要,不详,9,,')).problems.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'otherDiagnosisPlace UNKNOWN_PLACE',
      'operationPlace UNKNOWN_PLACE',
      'sex UNKNOWN_SEX',
    ]);
  });

  it('reads principal diagnoses that count as other ones, beside exactly one list, and gives them back with the same hash', async () => {
    const header = 'code,name,kind,points,diagnoses,otherDiagnoses,不伴诊断,代替其他诊断的主要诊断编码';
    const { groups, problems } = await read(
      header,
      'a,甲,SUBDIVIDED,1,A15,U84.300,,A15.000x010',
      'b,乙,SUBDIVIDED,1,A15,,U84.300,A15.000x010|A15.000x012',
    );
    expect(problems).toEqual([]);
    expect(groups.map(({ match }) => match.principalInstead)).toEqual([['A15.000x010'], ['A15.000x010', 'A15.000x012']]);
    const again = await readCatalogueCsv(bytes(writeCatalogueCsv(groups)));
    expect(again.groups.map(({ match }) => match)).toEqual(groups.map(({ match }) => match));
    expect(catalogueHash(again.groups)).toBe(catalogueHash(groups));
    const wrong = await read(header, 'a,甲,SUBDIVIDED,1,A15,,,A15.000x010', 'b,乙,SUBDIVIDED,1,A15,U84.300,U84.301,A15.000x010');
    expect(wrong.problems.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual([
      '2 principalInstead NOTHING_INSTEAD',
      '3 principalInstead NOTHING_INSTEAD',
    ]);
  });

  it('the hash of a catalogue without them is what it was before there were such columns', () => {
    expect(catalogueHash([diseaseGroup({ code: 'a', points: '1', diagnoses: 'A09', operations: '51.2300', ageDaysMax: 28 })])).toBe(
      '23b31e5a94f932ee2b83e06272f62606ed88ac1ffd2c740f62af2b283ced1e79',
    );
  });

  it('lists every wrong cell with line, column and code, in Chinese and English', async () => {
    const file = await read(
      HEADER,
      'a,甲,CORE,1e9,0,I21.0,36.0601,28,0,TCM|GOOD,1.5',
      'b,乙,MIDDLE,"1,234.50",-1,I21.0|,36.0601++1,,,,',
      'c,丙,CORE,,１２,I21.0,36.06 01,-1,,TCM|TCM,',
      ',,,,,,,,,,1',
    );
    expect(file.groups).toEqual([]);
    expect(file.rows).toBe(4);
    expect(file.problems.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual([
      '2 points NOT_DECIMAL',
      '2 flags UNKNOWN_FLAG',
      '2 meanCost.3 NOT_POSITIVE',
      '2 caseCount NOT_WHOLE',
      '2 ageDaysMax RANGE_REVERSED',
      '3 kind UNKNOWN_KIND',
      '3 points NOT_DECIMAL',
      '3 meanCost.3 NEGATIVE',
      '3 diagnoses BAD_PATTERN',
      '3 operations BAD_PATTERN',
      '4 flags REPEATED',
      '4 meanCost.3 NOT_DECIMAL',
      '4 ageDaysMin NOT_WHOLE',
      '4 operations BAD_PATTERN',
      '4 points MISSING',
      '5 kind MISSING',
      '5 code MISSING',
      '5 name MISSING',
      '5 points MISSING',
    ]);
    expect(file.problems[0]?.message).toEqual({
      zh: '列 points 的值“1e9”不是允许的数：小数点前至多 15 位、后至多 8 位，不用千分位、科学记数或全角数字。',
      en: 'The value "1e9" of column points is not a decimal: at most 15 digits before the point and 8 after, no thousands separators, exponents or full-width digits.',
    });
  });

  it('refuses full-width codes, codes with blanks and a pattern that is everything', async () => {
    expect(
      await problems('code,name,kind,points,diagnoses', 'Ａ09,甲,CORE,1,A09', 'A 9,甲,CORE,1,A09', 'x,甲,CORE,1,*', 'y,甲,CORE,1,Ａ09'),
    ).toEqual(['2 code BAD_CODE', '3 code BAD_CODE', '4 diagnoses BAD_PATTERN', '5 diagnoses BAD_PATTERN']);
  });

  it('a code that stands twice is named with its first line', async () => {
    const file = await read('code,name,kind,points', 'a,甲,CORE,1', 'a,乙,CORE,2');
    expect(file.groups.map(({ name }) => name)).toEqual(['甲']);
    expect(file.problems).toMatchObject([{ line: 3, column: 'code', code: 'DUPLICATE_CODE' }]);
    expect(file.problems[0]?.message.zh).toContain('a（2）');
  });

  it('codes of the medical-insurance editions pass as they are', async () => {
    const file = await read('code,name,kind,points,diagnoses,operations', 'G01*-1,甲,COMPOSITE,1,E11.600x015+M14.2*|A17+,21.0300x003');
    expect(file.problems).toEqual([]);
    expect(file.groups[0]?.match).toMatchObject({ diagnoses: ['E11.600x015+M14.2*', 'A17+'], operations: [['21.0300x003']] });
  });
});

describe('files that are no catalogue', () => {
  it.each([
    ['nothing', '', ['0  EMPTY']],
    ['a header and nothing else', 'code,name,kind,points\n', ['0  EMPTY']],
    ['a column twice, in two languages', 'code,病种编码,name,kind,points\n', ['1 code HEADER_REPEATED']],
    ['a missing column', 'code,name,kind\n', ['1 points HEADER_MISSING']],
    ['an unknown column', 'code,name,kind,points,constructor\n', ['1 constructor HEADER_UNKNOWN']],
    ['a level without a name', 'code,name,kind,points,meanCost.\n', ['1 meanCost. HEADER_UNKNOWN']],
    ['a truncated last row', 'code,name,kind,points\na,甲,CORE,1\nb,乙', ['3  CELL_COUNT']],
    ['an unpaired quote', 'code,name,kind,points\na,"甲,CORE,1\n', ['2  CSV_SYNTAX']],
  ])('%s', async (_, text, expected) => {
    expect((await readCatalogueCsv(bytes(text))).problems.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual(expected);
  });

  it('GBK and UTF-16 with a mark are read; what is neither is named', async () => {
    const gbk = [...bytes('code,name,kind,points\na,'), 0xb2, 0xa1, 0xd6, 0xd6, ...bytes(',CORE,1\n')];
    expect((await readCatalogueCsv(Uint8Array.from(gbk))).groups.map(({ name }) => name)).toEqual(['病种']);
    const utf16 = [...Buffer.from('\ufeffcode,name,kind,points\na,甲,CORE,1\n', 'utf16le')];
    expect((await readCatalogueCsv(Uint8Array.from(utf16))).groups.map(({ name }) => name)).toEqual(['甲']);
    const noMark = Uint8Array.of(0x61, 0x00, 0x2c, 0x00);
    expect((await readCatalogueCsv(noMark)).problems).toMatchObject([{ line: 0, code: 'ENCODING_UNKNOWN' }]);
  });

  it('of very many problems the first are listed and all are counted', async () => {
    const file = await read('code,name,kind,points', ...Array.from({ length: 1_200 }, (_, i) => `c${i},甲,CORE,x`));
    expect([file.problems.length, file.problemCount, file.rows]).toEqual([MAX_PROBLEMS, 1_200, 1_200]);
  });
});

const amount = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.integer({ min: 0, max: 8 }))
  .map(([n, scale]) => decimal(printFixed(new Fraction(n, 10n ** BigInt(scale)), scale)));
const diagnosis = fc.stringMatching(/^[A-Z]\d{2}(\.[0-9x]{1,4})?\*?$/);
const operation = fc.stringMatching(/^\d{2}\.[0-9x]{2,6}\*?$/);
const many = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { maxLength: 3 });
const clauseList = fc.array(fc.uniqueArray(operation, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
const maybe = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: null });
const numbers = fc
  .dictionary(fc.constantFrom('1', '2', '3', 'ALL'), amount, { noNullPrototype: true })
  .map((object) => new Map(Object.entries(object)));

const group = fc
  .record({
    code: fc.stringMatching(/^[A-Z0-9._+*-]{1,20}$/),
    name: fc.stringMatching(/^[^\s\p{C}]([^\p{C}\p{Z}]|[ ,"'\\]){0,30}[^\s\p{C}]$/u),
    kind: fc.constantFrom(...GROUP_KINDS),
    flags: fc.subarray([...GROUP_FLAGS]),
    points: amount,
    meanCost: numbers,
    meanDays: maybe(amount),
    variation: maybe(amount),
    caseCount: maybe(fc.nat(999_999_999)),
    auxiliary: numbers,
    diagnoses: many(diagnosis),
    otherDiagnoses: many(diagnosis),
    operations: clauseList,
    relatedOperations: clauseList,
    operationKind: maybe(fc.constantFrom(...OPERATION_KINDS)),
    ageDaysMax: maybe(fc.nat(28)),
  })
  .map(({ diagnoses, otherDiagnoses, operations, relatedOperations, operationKind, ageDaysMax, ...rest }): DiseaseGroup => {
    const match: GroupMatch = {
      diagnoses,
      otherDiagnoses,
      operations,
      relatedOperations,
      ...(operationKind === null ? {} : { operationKind }),
      ...(ageDaysMax === null ? {} : { ageDaysMax }),
    };
    return { ...rest, match };
  });

/** Everything of a group that its row does not print. */
const structure = ({ match, flags, name }: DiseaseGroup) => ({ match, flags, name });

describe('writing a catalogue', () => {
  it('reading what was written gives the same groups and the same hash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(group, { minLength: 1, maxLength: 8, selector: ({ code }) => code }), async (groups) => {
        const file = await readCatalogueCsv(bytes(writeCatalogueCsv(groups)));
        expect(file.problems).toEqual([]);
        const sorted = [...groups].sort((a, b) => (a.code < b.code ? -1 : 1));
        expect(file.groups.map(printGroup)).toEqual(sorted.map(printGroup));
        expect(file.groups.map(structure)).toEqual(sorted.map(structure));
        expect(catalogueHash(file.groups)).toBe(catalogueHash(groups));
      }),
      { numRuns: 300 },
    );
  });

  it('the hash depends on neither order nor trailing zeros, and on every value', () => {
    const a = diseaseGroup({ code: 'a', points: '1.0', mean: { '3': '10.00' } });
    const b = diseaseGroup({ code: 'b', points: '2', diagnoses: 'A09' });
    const hash = catalogueHash([a, b]);
    expect(catalogueHash([b, { ...a, points: decimal('1'), meanCost: new Map([['3', decimal('10')]]) }])).toBe(hash);
    expect(catalogueHash([{ ...a, points: decimal('1.00000001') }, b])).not.toBe(hash);
    expect(catalogueHash([a, { ...b, flags: ['TCM'] }])).not.toBe(hash);
    expect(catalogueHash([a])).not.toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('a number with more places than a catalogue keeps is a bug, not a rounding', () => {
    expect(() => writeCatalogueCsv([{ ...diseaseGroup({ code: 'a' }), points: new Fraction(1n, 3n) }])).toThrow(/more than 8 places/);
  });
});
