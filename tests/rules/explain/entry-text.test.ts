import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { entryText } from '../../../src/rules/explain/entry-text.js';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import { extendDocument } from '../../../src/rules/extend/extend.js';

const RULESETS = path.resolve(import.meta.dirname, '../../../rulesets');
const read = async (file: string) => JSON.parse(await readFile(path.join(RULESETS, file), 'utf8')) as RulesetDocument;

it('tells by what bands have keys, the key of each row, and the side of a boundary that a row states itself', async () => {
  const [base, city] = [await read('100000-national/2021.1.json'), await read('991910-bed-day-by-class/2024.1.json')];
  const { effective } = extendDocument(
    city,
    baseResolver(() => base),
  );
  const [head, rows] = entryText(must(effective, 'city'), 'TABLE', 'bedDayRates');
  expect(head).toBe('分档，全额按所在档，档界值归前一档，按 医疗机构类别、险种 各有其档');
  expect(rows?.split('；').slice(0, 2)).toEqual(['专科、职工医保：至 30 320', '专科、职工医保：至 90 260（90 归后一档）']);
});
