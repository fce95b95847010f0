import { describe, expect, it } from 'vitest';
import { importJson, importText } from '../../../src/cli/print/import-report.js';
import type { ImportRecord } from '../../../src/app/ports/cases/ports-import.js';

const found = { rows: 2, totalCost: '3', faulty: 0, revised: 0, encoding: 'gb18030', separator: 'TAB' };
const dates = [
  { style: 'WRITTEN', cells: 3 },
  { style: 'SERIAL', cells: 1 },
];
const job = (controlTotals: unknown): ImportRecord => ({
  ...{ regionCode: '990300', id: '1', accepted: 2n, rejected: 0n, fileName: 'a.csv', fileHash: 'h', controlTotals },
  ...{ onDuplicate: 'REJECT', dryRun: false, idempotencyKey: null, createdById: 'c', status: 'SUCCEEDED', phase: 'DONE' },
  ...{ done: 2n, total: 2n, failure: null, createdAt: new Date(0), finishedAt: null },
});
const read = job({ errorPolicy: 'ABORT', stated: {}, found: { ...found, dates } });
const before = job({ errorPolicy: 'ABORT', stated: {}, found: { rows: 2, totalCost: '3', faulty: 0, revised: 0 } });

describe('what dip cases import prints tells how the file was read (N2)', () => {
  it('for people: encoding, separator, and the ways of dates with how many cells of each', () => {
    const text = importText('a.csv', read, []);
    expect(text).toMatch(/文件编码\s+gb18030/);
    expect(text).toMatch(/分隔符\s+制表符/);
    expect(text).toMatch(/日期写法\s+2025\/1\/1 或 2025年1月1日 3 格，日期序号（如 45658） 1 格/);
  });

  it('as JSON', () => {
    expect(importJson(read, [])).toMatchObject({ encoding: 'gb18030', separator: 'TAB', dates });
  });

  it('nothing of an import that was recorded before this was told', () => {
    expect(importText('a.csv', before, [])).not.toMatch(/分隔符|日期写法/);
    expect(importJson(before, [])).toMatchObject({ separator: null, dates: [] });
  });
});
