import { describe, expect, test } from 'vitest';
import { CaseFile, reportRows, type CaseFileOptions, type CaseFileRow } from '../../../src/app/case-files/case-file.js';
import { writeCasesCsv, writeCasesJsonLines } from '../../../src/app/case-files/case-csv-write.js';
import { FileError, FILE_PROBLEM_CODES } from '../../../src/app/base/file-problems.js';
import { CASE_FILE_COLUMNS, columnOfHeading } from '../../../src/app/case-files/case-csv-columns.js';
import { generateCases } from '../../../src/app/sample/generate/case-stream.js';
import { makeInstitutions } from '../../../src/app/sample/generate/institutions.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';
import { add, decimal, ZERO } from '../../../src/engine/number/quantity.js';

const HEADER = 'caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost';
const ROW = 'S1,H1,EMPLOYEE,2024-01-01,2024-01-05,I63.900,1234.50';
const row = (caseNo: string, totalCost = '1234.50'): string => ROW.replace('S1', caseNo).replace('1234.50', totalCost);
const file = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Text in GB18030, for the few characters that these tests write. */
const GB: Readonly<Record<string, readonly number[]>> = {
  病: [0xb2, 0xa1],
  例: [0xc0, 0xfd],
  号: [0xba, 0xc5],
  职: [0xd6, 0xb0],
  工: [0xb9, 0xa4],
  袉: [0xd0, 0x86],
};

function gb18030(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((character) => GB[character] ?? [character.charCodeAt(0)]));
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(content: string | Uint8Array, options: Partial<CaseFileOptions> = {}, size = 7) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const caseFile = new CaseFile(pieces(bytes, size), { format: 'CSV', ...options });
  const rows: CaseFileRow[] = [];
  for await (const one of caseFile.rows()) rows.push(one);
  const summary = caseFile.summary();
  expect(summary.read).toBe(rows.length);
  expect(summary.accepted + summary.rejected).toBe(summary.read);
  return { rows, summary, report: rows.flatMap(reportRows).map(({ line, code, field }) => `${line} ${code} ${field}`.trim()) };
}

async function refusal(content: string | Uint8Array, options: Partial<CaseFileOptions> = {}): Promise<string[]> {
  const error: unknown = await read(content, options).catch((reason: unknown) => reason);
  if (!(error instanceof FileError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.code).toBe('VALIDATION_FAILED');
  for (const { code, messages } of error.problems) {
    expect(FILE_PROBLEM_CODES).toContain(code);
    expect((messages.en ?? '').length).toBeGreaterThan(0);
  }
  return error.problems.map(({ code, path }) => [code, ...path.slice(1)].join(' '));
}

const institutions = makeInstitutions({ seed: 2, regionCode: '990300' });
const sample: InpatientCase[] = [...generateCases({ seed: 2, regionCode: '990300', institutions, year: 2024, cases: 300 })];

describe('what is written is read back unchanged (N21-10)', () => {
  test.each([
    ['CSV', writeCasesCsv],
    ['JSONL', writeCasesJsonLines],
  ] as const)('%s, in pieces of any size', async (format, write) => {
    const text = [...write(sample)].join('');
    for (const size of [997, 65_536]) {
      const { rows, summary } = await read(text, { format, control: { expectedRows: 300 } }, size);
      expect(rows.map((one) => one.ok && one.value.caseNo)).toEqual(sample.map(({ caseNo }) => caseNo));
      expect(rows[299]).toMatchObject({
        ok: true,
        value: { caseNo: sample[299]?.caseNo, attributes: new Map(), costs: sample[299]?.costs },
      });
      expect(summary.problems).toEqual([]);
    }
  });

  test('attribute columns follow the others', async () => {
    const [first] = sample;
    const marked = first === undefined ? [] : [{ ...first, attributes: new Map([['operationLevel', '3']]) }];
    const { rows } = await read([...writeCasesCsv(marked, ['operationLevel'])].join(''));
    expect(rows[0]).toMatchObject({ ok: true, value: { attributes: new Map([['operationLevel', '3']]) } });
  });
});

describe('headings', () => {
  test('every column has a Chinese alias that no other has', () => {
    const aliases = CASE_FILE_COLUMNS.flatMap((column) => column.aliases);
    expect(CASE_FILE_COLUMNS.every((column) => column.aliases.length > 0)).toBe(true);
    expect(new Set(aliases).size).toBe(aliases.length);
    for (const column of CASE_FILE_COLUMNS) for (const alias of column.aliases) expect(columnOfHeading(alias)).toBe(column.name);
    expect(columnOfHeading('药品费')).toBe('cost.DRUG');
    expect(columnOfHeading('属性.operationLevel')).toBe('attribute.operationLevel');
    expect(columnOfHeading('年龄(岁)')).toBe('ageYears');
  });

  test('a Chinese file with Chinese values', async () => {
    const text = file(
      '病例号,医疗机构编码,险种,入院日期,出院日期,主要诊断编码,手术操作编码,医疗总费用,药品费,性别,病例标志',
      'S1,H1,职工,2024-01-01,2024-01-05,I63.900,99.1000; 88.4100,100.00,60.5,女,TCM;BED_DAY',
    );
    const { rows } = await read(text);
    expect(rows[0]).toMatchObject({
      ok: true,
      value: {
        insurance: 'EMPLOYEE',
        sex: 'FEMALE',
        procedures: ['99.1000', '88.4100'],
        caseFlags: ['TCM', 'BED_DAY'],
        costs: new Map([['DRUG', decimal('60.5')]]),
      },
    });
  });

  test('weight at admission, ventilation, days since an earlier stay and edition of the codes', async () => {
    const [text, empty] = ['有创呼吸机使用小时,新生儿入院体重,距上次住院天数,编码版本', '97,1499,12,国家临床版'];
    const { rows } = await read(file(`${HEADER},${text}`, `${ROW},${empty}`, `${row('S2')},,,,`, `${row('S3')},97.5,,,临床`));
    expect(rows[0]).toMatchObject({
      value: { ventilationHours: 97, admissionWeightGrams: 1499, daysSinceLastStay: 12, codeSystem: 'CLINICAL' },
    });
    expect(rows[1]).toMatchObject({
      value: { ventilationHours: null, admissionWeightGrams: null, daysSinceLastStay: null, codeSystem: null },
    });
    expect(rows[2]).toMatchObject({ ok: false });
  });

  test('what other funds paid, by Chinese headings and national names, comes back as it went in', async () => {
    const { rows, report } = await read(
      file(
        `${HEADER},大病保险支付金额,maf_pay,cvlserv_pay`,
        `${ROW},100.5,0,`,
        `${row('S2')},,,`,
        `${row('S3')},1000,200,34.51`,
        `${row('S4')},-1,,`,
      ),
    );
    const [first, none] = rows;
    expect(first).toMatchObject({ value: { attributes: new Map([['catastrophicPaid', '100.50'], ['assistancePaid', '0.00']]) } }); // prettier-ignore
    expect(none).toMatchObject({ value: { attributes: new Map() } });
    expect(report).toEqual(['4 PAID_EXCEEDS_TOTAL civilServantPaid', '5 NEGATIVE catastrophicPaid']);
    const parsed = [first, none].flatMap((one) => (one !== undefined && 'value' in one ? [one.value] : []));
    for (const [text, options] of [
      [[...writeCasesCsv(parsed)].join(''), {}],
      [[...writeCasesJsonLines(parsed)].join(''), { format: 'JSONL' }],
    ] as const)
      expect((await read(text, options)).rows.map((one) => 'value' in one && one.value)).toEqual(parsed);
    expect([...writeCasesJsonLines(parsed)].join('')).toContain('"catastrophicPaid":"100.50","assistancePaid":"0.00","attributes":[]');
  });

  test('what a fund paid stands in one place', async () => {
    const raw = JSON.stringify({
      ...{ caseNo: 'S1', institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2024-01-01', dischargeDate: '2024-01-05' },
      ...{ principalDiagnosis: 'I63.900', totalCost: '1234.50', assistancePaid: '1', attributes: [{ name: 'assistancePaid', value: '1' }] },
    });
    expect((await read(`${raw}\n`, { format: 'JSONL' })).report).toEqual(['1 REPEATED assistancePaid']);
    const { rows } = await read(`${raw.replace('"assistancePaid":"1",', '')}\n`, { format: 'JSONL' });
    expect(rows[0]).toMatchObject({ value: { attributes: new Map([['assistancePaid', '1.00']]) } });
  });

  test('unknown, duplicated (aliases included) and missing ones are all named at once', async () => {
    expect(await refusal(file(`${HEADER.replace('totalCost', '总费')},caseNo,险种`, ROW))).toEqual([
      'HEADER_UNKNOWN 总费',
      'HEADER_DUPLICATED caseNo',
      'HEADER_DUPLICATED insurance',
      'HEADER_MISSING totalCost',
    ]);
    expect((await refusal(file(ROW, row('S2')))).filter((problem) => problem.startsWith('HEADER_MISSING'))).toHaveLength(7);
  });

  test('full-width commas in place of commas', async () => {
    expect(await refusal(file(HEADER.replaceAll(',', '，'), ROW.replaceAll(',', '，')))).toContain('HEADER_MISSING caseNo');
  });
});

describe('empty and malformed files', () => {
  test.each(['', '\n\n', `${HEADER}\n`, '\ufeff'])('%j holds no cases', async (text) => {
    expect(await refusal(text)).toEqual(['FILE_EMPTY']);
    expect(await refusal(text.replace(HEADER, ''), { format: 'JSONL' })).toEqual(['FILE_EMPTY']);
  });

  test('too few and too many cells are problems of their rows only', async () => {
    const { report, summary } = await read(file(HEADER, 'S1,H1', row('S2'), `${row('S3')},`));
    expect(report).toEqual(['2 RECORD_MALFORMED', '4 RECORD_MALFORMED']);
    expect(summary).toMatchObject({ read: 3, accepted: 1, rejected: 2 });
  });

  test('a quote that is never closed ends the reading', async () => {
    expect(await refusal(file(HEADER, row('S1'), '"S2,H1', row('S3')))).toEqual([expect.stringMatching(/^FILE_MALFORMED/)]);
    expect(await refusal(file(HEADER, 'S"1,H1'))).toEqual([expect.stringMatching(/^FILE_MALFORMED/)]);
  });

  test('quoted cells may hold commas and line breaks; lines are counted on', async () => {
    const { report } = await read(file(HEADER, `"S,1"${ROW.slice(2)}`, `"S\n2"${ROW.slice(2)}`, row('S3', 'x')));
    expect(report).toEqual([
      '2 STRANGE_CHARACTER caseNo'.replace('STRANGE_CHARACTER', 'NOT_A_CODE'),
      '3 STRANGE_CHARACTER caseNo',
      '5 NOT_A_DECIMAL totalCost',
    ]);
  });

  test('windows line ends, blank lines and blanks around cells mean nothing', async () => {
    const { summary } = await read(`${HEADER}\r\n${ROW.replaceAll(',', ' , ')}\r\n\r\n${row('S2')}\r\n`);
    expect(summary).toMatchObject({ read: 2, accepted: 2 });
  });

  test('JSON lines: no JSON, no object, keys twice, forbidden keys', async () => {
    const lines = ['{', '[1]', '{"caseNo":"S1","caseNo":"S2"}', '{"__proto__":{}}', '{"caseNo":"S1","totalCost":12.5}'];
    const { report } = await read(file(...lines), { format: 'JSONL' });
    expect(report.slice(0, 4)).toEqual(['1 RECORD_MALFORMED', '2 RECORD_MALFORMED', '3 RECORD_MALFORMED', '4 RECORD_MALFORMED']);
    expect(report).toContain('5 NUMBER_LITERAL totalCost');
  });
});

describe('records against their surroundings', () => {
  test('a case number twice, and an unknown institution', async () => {
    const text = file(HEADER, row('S1'), row('S2').replace('H1', 'H2'), row('S1'));
    const { report, rows } = await read(text, { knowsInstitution: (code) => code === 'H1' });
    expect(report).toEqual(['3 UNKNOWN_INSTITUTION institutionCode', '4 DUPLICATE_IN_BATCH caseNo']);
    expect(rows[2]).toMatchObject({ ok: false, caseNo: 'S1' });
    // Both are said at once of a record that is wrong by itself, too.
    const wrong = row('S4')
      .replace('H1', 'H2')
      .replace(/\d{4}-\d\d-\d\d/, '2024-13-01');
    const twice = await read(file(HEADER, wrong), { knowsInstitution: (code) => code === 'H1' });
    expect(twice.report.map((line) => line.split(' ')[1])).toContain('UNKNOWN_INSTITUTION');
    expect(twice.report.length).toBe(2);
  });

  test('report rows name the column of the file', async () => {
    const { report } = await read(file(`${HEADER},cost.DRUG,attribute.x,procedures`, `${ROW},-1,一,47.0100;І`));
    expect(report).toEqual(['2 STRANGE_CHARACTER procedures.1', '2 STRANGE_CHARACTER attribute.x', '2 NEGATIVE cost.DRUG']);
  });
});

describe('files that were cut', () => {
  const whole = file(HEADER, row('S1', '100.00'), row('S2', '200.00'));
  const cut = whole.slice(0, -4);
  const control = { expectedRows: 2, expectedTotalCost: decimal('300.00') };

  test('in the last number: the record is refused, because its line has no end', async () => {
    expect((await read(cut)).report).toEqual(['3 LAST_LINE_INCOMPLETE']);
    expect((await read(cut, { control: { expectedRows: 2 } })).report).toEqual(['3 LAST_LINE_INCOMPLETE']);
    expect((await read(cut, { openEnd: 'ACCEPT' })).report).toEqual([]);
    expect((await read(whole.slice(0, -1), { openEnd: 'ACCEPT' })).summary).toMatchObject({ accepted: 2 });
  });

  test('in the last number: control totals show it', async () => {
    const short = await read(whole.slice(0, -6), { control });
    expect(short.report).toEqual([]);
    expect(short.summary.problems.map(({ code }) => code)).toEqual(['CONTROL_TOTAL_COST']);
    expect(short.summary.problems[0]?.messages.zh).toContain('102');
    expect((await read(whole.slice(0, -1), { control })).summary).toMatchObject({ accepted: 2, problems: [] });
  });

  test('at the end of a line: control totals show it', async () => {
    const { summary } = await read(file(HEADER, row('S1', '100.00')), { control });
    expect(summary.problems.map(({ code }) => code)).toEqual(['CONTROL_ROWS', 'CONTROL_TOTAL_COST']);
  });

  test('rejected records count, too: totals are of the file, not of what was accepted', async () => {
    const { summary } = await read(file(HEADER, row('S1', '100.00'), row('S1', '200.00')), { control });
    expect(summary).toMatchObject({ accepted: 1, rejected: 1, problems: [] });
    expect(summary.totalCost).toEqual(add(decimal('300.00000000'), ZERO));
  });

  test('within a character', async () => {
    const bytes = new TextEncoder().encode(file(HEADER.replace('caseNo', '病例号'), ROW.replace('EMPLOYEE', '职工')));
    const at = bytes.lastIndexOf(0xe5);
    expect(await refusal(bytes.subarray(0, at + 2))).toEqual(['ENCODING_BROKEN']);
  });
});

describe('encodings', () => {
  const chinese = file(HEADER.replace('caseNo', '病例号'), ROW.replace('EMPLOYEE', '职工'));
  const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 * text.length);
    const view = new DataView(bytes.buffer);
    [...text].forEach((character, index) => view.setUint16(2 * index, character.charCodeAt(0), littleEndian));
    return bytes;
  };

  test.each<[string, Uint8Array | string]>([
    ['UTF-8', chinese],
    ['UTF-8 with a byte order mark', `\ufeff${chinese}`],
    ['GB18030 (GBK)', gb18030(chinese)],
    ['UTF-16, little end first', utf16(`\ufeff${chinese}`, true)],
    ['UTF-16, big end first', utf16(`\ufeff${chinese}`, false)],
  ])('%s', async (_, content) => {
    for (const size of [1, 3, 4096]) {
      const { rows } = await read(content, {}, size);
      expect(rows).toMatchObject([{ line: 2, ok: true, value: { caseNo: 'S1', insurance: 'EMPLOYEE' } }]);
    }
  });

  test('Chinese that comes late is still believed by its own bytes', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => row(`S${index + 10}`));
    const bytes = gb18030(file(HEADER, ...rows, ROW.replace('EMPLOYEE', '职工')));
    expect((await read(bytes, {}, 4096)).summary).toMatchObject({ read: 3_001, accepted: 3_001 });
  });

  test('bytes that could be either are refused, with both readings', async () => {
    const text = file(HEADER, row('S1'), ROW.replace('I63', '袉63').replace('S1', 'S2'));
    expect(await refusal(gb18030(text))).toEqual(['ENCODING_AMBIGUOUS']);
    await expect(read(gb18030(text))).rejects.toThrow(/第 3 行的字节 D0 86 按 UTF-8 是“І”，按 GB18030 是“袉”/);
    expect((await read(gb18030(text), { encoding: 'utf-8' })).report).toEqual(['3 STRANGE_CHARACTER principalDiagnosis']);
  });

  test('bytes that are neither, UTF-16 without a mark, and mixed encodings', async () => {
    expect(await refusal(Uint8Array.from([...gb18030(`${HEADER}\n`), 0xff, 0xff, 0x0a]))).toEqual(['ENCODING_UNKNOWN']);
    expect(await refusal(utf16(chinese, true))).toEqual(['ENCODING_UNKNOWN']);
    expect(await refusal(Uint8Array.from([...new TextEncoder().encode(`\ufeff${chinese}`), 0xb9, 0xa4, 0x0a]))).toEqual([
      'ENCODING_BROKEN',
    ]);
    expect(await refusal(chinese, { encoding: 'utf-16le' })).not.toEqual([]);
  });
});

describe('what office programs write', () => {
  test('a record with line breaks in a cell is reported by its first line, and so are those behind it', async () => {
    const header = HEADER.replace('principalDiagnosis', 'dischargeWay,principalDiagnosis');
    const broken = (caseNo: string, cell: string): string => row(caseNo).replace('I63', `"${cell}",I63`);
    const text = file(header, broken('A1', '1\n2'), broken('A2', '1'), broken('A3', '1\r\n2\r\n3'), broken('A4', '8'));
    expect((await read(text)).report).toEqual([
      '2 STRANGE_CHARACTER dischargeWay',
      '5 STRANGE_CHARACTER dischargeWay',
      '8 UNKNOWN_VALUE dischargeWay',
    ]);
  });

  test('lines that end in CR alone are lines, in CSV and JSON lines (B17)', async () => {
    const csv = [HEADER, row('C1'), row('C2'), ''].join('\r');
    expect((await read(csv)).summary).toMatchObject({ accepted: 2, rejected: 0 });
    const json = (caseNo: string): string => {
      const [, institutionCode, insurance, admissionDate, dischargeDate, principalDiagnosis, totalCost] = ROW.split(',');
      return JSON.stringify({ caseNo, institutionCode, insurance, admissionDate, dischargeDate, principalDiagnosis, totalCost });
    };
    for (const end of ['\r', '\r\n', '\n']) {
      const { rows, summary } = await read([json('J1'), json('J2'), ''].join(end), { format: 'JSONL' }, 1);
      expect(summary).toMatchObject({ accepted: 2, rejected: 0 });
      expect(rows.map(({ line }) => line)).toEqual([1, 2]);
    }
    const open = await read(`${json('J1')}\n${json('J2')}`, { format: 'JSONL' });
    expect(open.summary).toMatchObject({ accepted: 2, rejected: 0 });
    const cut = await read(`${json('J1')}\n${json('J2').slice(0, -2)}`, { format: 'JSONL' });
    expect(cut.report).toEqual(['2 RECORD_MALFORMED']);
  });

  test('="0012" and sep=, are read, and a quote inside a cell is explained', async () => {
    const { rows } = await read(file('sep=,', HEADER, row('S1').replace('S1', '"=""0012"""')));
    expect(rows).toMatchObject([{ line: 3, ok: true, value: { caseNo: '0012' } }]);
    const bare = await read(file(HEADER, row('S1').replace('S1', '="0012"')));
    expect(bare.rows).toMatchObject([{ line: 2, ok: true, value: { caseNo: '0012' } }]);
    await expect(read(file(HEADER, row('S1').replace('S1', 'a "0012"')))).rejects.toThrow('请把整格用引号括起');
  });

  test('what the bytes were taken for is told (B17)', async () => {
    const taken = async (bytes: Uint8Array): Promise<string | undefined> => {
      const caseFile = new CaseFile(pieces(bytes, 7), { format: 'CSV' });
      for await (const _ of caseFile.rows()) void _;
      return caseFile.encoding;
    };
    const text = file(HEADER.replace('caseNo', '病例号'), row('S1'));
    expect(await taken(new TextEncoder().encode(text))).toBe('utf-8');
    expect(await taken(gb18030(text))).toBe('gb18030');
  });
});
