import { describe, expect, it } from 'vitest';
import { MOST_YEAR_ROWS, readYearFile } from '../../../src/app/year-files/read-year-file.js';
import { periodOfCell } from '../../../src/app/year-files/year-import.js';
import type { FundYearRecords } from '../../../src/app/ports/clearing/ports-fund-year-history.js';
import { workbookBytes, type WrittenCell } from '../../support/workbook-writer.js';

const PAYMENT = '机构编码,结算期,金额,拨付日期,事由';
const bytes = (text: string): Uint8Array => Buffer.from(text);
const places = async (file: Uint8Array, kind: FundYearRecords = 'PAYMENT'): Promise<string[]> =>
  (await readYearFile(file, kind)).problems.map(({ line, column, code }) => `${line} ${column} ${code}`);
const sheet = (...rows: (readonly WrittenCell[])[]): Uint8Array => workbookBytes([{ name: '拨付', rows }]);

describe('a file of a year’s records', () => {
  it.each<[string, Uint8Array]>([
    ['Chinese headings', bytes(`${PAYMENT}\nH1,01,10.00,2024-02-20,预拨\n`)],
    ['English headings in another order', bytes('reason,amount,paidOn,period,institutionCode\n预拨,10.00,2024-02-20,01,H1\n')],
    [
      'GB18030',
      Buffer.from([...Buffer.from('amount,institutionCode,period,paidOn,reason\n10.00,H1,01,2024-02-20,'), 0xd4, 0xa4, 0xb2, 0xa6, 0x0a]),
    ],
    [
      'what a spreadsheet keeps as text, separated by semicolons',
      bytes(`${PAYMENT.replaceAll(',', ';')}\nH1;="01";10.00;2024-02-20;预拨\n`),
    ],
    ['a workbook', sheet(PAYMENT.split(','), ['H1', '01', '10.00', '2024-02-20', '预拨'])],
  ])('is read with %s', async (_what, file) => {
    const { rows, problems } = await readYearFile(file, 'PAYMENT');
    expect(problems).toEqual([]);
    expect(rows.map(({ line, get }) => [line, get('institutionCode'), get('period'), get('amount'), get('paidOn'), get('reason')])).toEqual(
      [[2, 'H1', '01', '10.00', '2024-02-20', '预拨']],
    );
  });

  it.each<[string, Uint8Array, string[]]>([
    ['nothing in it', bytes(''), ['0  FILE_EMPTY']],
    ['a header only', bytes(`${PAYMENT}\n`), ['0  FILE_EMPTY']],
    ['a heading of another kind', bytes(`${PAYMENT},项目\nH1,01,1,2024-02-20,x,y\n`), ['1 项目 HEADER_UNKNOWN']],
    ['a column twice', bytes(`${PAYMENT},amount\nH1,01,1,2024-02-20,x,1\n`), ['1 amount HEADER_DUPLICATED']],
    ['no days', bytes('机构编码,金额\nH1,1\n'), ['1 paidOn HEADER_MISSING']],
    ['a cell too many', bytes(`${PAYMENT}\nH1,01,1,2024-02-20,x\nH1,01,1,234.00,2024-02-20,x\n`), ['3  CELL_COUNT']],
    ['an unpaired quote', bytes(`${PAYMENT}\nH1,01,1,2024-02-20,"x\n`), ['2  FILE_MALFORMED']],
    ['a formula', sheet(PAYMENT.split(','), ['H1', '01', { formula: '1+1', value: '2' }, '2024-02-20', 'x']), ['2 amount CELL_KIND']],
    ['a code that became a number', sheet(PAYMENT.split(','), [12, '01', 2, '2024-02-20', 'x']), ['2 institutionCode CELL_KIND']],
    ['too many rows', bytes(`${PAYMENT}\n${'H1,01,1,2024-02-20,x\n'.repeat(MOST_YEAR_ROWS + 1)}`), ['0  LIMIT_EXCEEDED']],
  ])('with %s is refused by line and column', async (_what, file, expected) => {
    expect(await places(file)).toEqual(expected);
    for (const { message } of (await readYearFile(file, 'PAYMENT')).problems) expect(message.en).toMatch(/[a-z]/);
  });

  it('says periods as people and spreadsheets write them', () => {
    const texts = ['', '全年', '01', '1', '12', '3月', '第二季度', 'q4', '13'];
    expect(texts.map(periodOfCell)).toEqual(['YEAR', 'YEAR', '01', '01', '12', '03', 'Q2', 'Q4', '13']);
  });
});
