import { expect, it } from 'vitest';
import { draftView } from '../../../../src/app/drafts/workbook/draft-view.js';
import { exampleSheet, withPasted } from '../../../../src/app/drafts/workbook/example-sheet.js';
import { readPasted } from '../../../../src/app/drafts/workbook/read-sheets.js';
import { matchSheet } from '../../../../src/app/drafts/workbook/match-rows.js';
import { sheetDifferences } from '../../../../src/app/drafts/workbook/sheet-differences.js';
import { printed } from '../../../../src/app/drafts/workbook/cell-forms.js';
import { formAt, type ReadSheet } from '../../../../src/app/drafts/workbook/sheet-model.js';
import type { FieldProblem } from '../../../../src/app/base/errors.js';
import { must } from '../../../../src/engine/kit/assert.js';

const LOW = {
  ...{ id: 'low', label: { zh: '费用极低', en: 'Low' }, note: '说明', scope: 'case' },
  given: {
    totalCost: '4000.00',
    sex: 'MALE',
    otherDiagnoses: ['I10'],
    outOfRegion: false,
    group: { points: '100', meanCost: { ALL: '10000.00' } },
  },
  ...{ expect: { points: '40' }, fired: ['points-low'] },
};
const POOL = {
  ...{ id: 'pool', scope: 'institution' },
  given: { group: null, institutions: [{ code: 'A', cmi: '1.1' }] },
  expect: { institutions: { A: { baseCoefficient: '1.2' } } },
};
const DOCUMENT = { examples: [LOW, POOL], decisions: [{ id: 'points', output: { type: 'decimal', unit: 'point' } }] };
const view = draftView(DOCUMENT, {});

/** The sheet as a spreadsheet gives it back, after somebody edited its cells. */
function cameBack(change: (cells: string[][]) => void): ReadSheet {
  const sheet = exampleSheet(view);
  const cells = [
    sheet.columns.map(({ heading }) => heading),
    ...sheet.rows.map((row) => sheet.columns.map((_, column) => printed(formAt(sheet, row, column), row.values[column]))),
  ];
  change(cells);
  const [headings = [], ...rows] = cells;
  return { name: '算例', headings, rows: rows.map((row, at) => ({ row: at + 2, cells: row.map((text) => ({ text })) })), merged: [] };
}

function readBack(read: ReadSheet) {
  const problems: FieldProblem[] = [];
  const sheet = exampleSheet(view, read.headings);
  const matched = matchSheet(sheet, read, problems);
  const examples: ReadonlyMap<string, unknown> = new Map(DOCUMENT.examples.map((one) => [`/examples/${one.id}`, one]));
  const edits = new Map(sheet.edits(matched.rows).map(({ entry, apply }) => [entry, apply(examples.get(entry))]));
  return { problems, edits, ignored: matched.ignored, differences: sheetDifferences('算例', sheet, matched) };
}

const column = (cells: readonly (readonly string[])[], heading: string): number =>
  must(
    [cells[0]?.findIndex((one) => one.endsWith(heading))].find((one) => one !== undefined && one >= 0),
    heading,
  );

it('what is not edited comes back as it was, also what no cell holds', () => {
  const { problems, edits, differences } = readBack(cameBack(() => undefined));
  expect([problems, differences]).toEqual([[], []]);
  expect([...edits.values()]).toEqual([LOW, POOL]);
});

it('cells are edited, rows added and taken out, columns added; each difference is told', () => {
  const read = cameBack((cells) => {
    const low = must(cells[1], 'low');
    low[column(cells, ' totalCost')] = '3500';
    low[column(cells, 'group.points')] = '120';
    low[column(cells, ' sex')] = '';
    must(cells[0], 'headings').push('已知：ageYears', '我的备注');
    low.push('无', '看过');
    cells.splice(2, 1, low.with(0, 'new').with(1, '另一例'));
  });
  const { problems, edits, ignored, differences } = readBack(read);
  expect(problems).toEqual([]);
  expect(ignored).toEqual(['算例!我的备注']);
  const { sex: _, ...given } = LOW.given;
  const changed = { ...given, totalCost: '3500', group: { ...LOW.given.group, points: '120' }, ageYears: null };
  expect(edits.get('/examples/low')).toEqual({ ...LOW, given: changed });
  expect(edits.get('/examples/new')).toEqual({
    id: 'new',
    label: { zh: '另一例' },
    scope: 'case',
    given: changed,
    expect: LOW.expect,
    fired: LOW.fired,
  });
  expect(edits.has('/examples/pool') && edits.get('/examples/pool')).toBe(undefined);
  expect(differences.map(({ change, name, column: at, before, after }) => [change, name, at, before, after])).toEqual(
    expect.arrayContaining([
      ['CHANGED', 'low › 费用极低', expect.stringContaining('totalCost'), '4000.00', '3500'],
      ['ADDED', 'new › 另一例', null, null, expect.any(String)],
      ['REMOVED', 'pool', null, expect.any(String), null],
    ]),
  );
});

it('a cell that can’t be is refused at its place', () => {
  const read = cameBack((cells) => {
    const low = must(cells[1], 'low');
    low[column(cells, ' totalCost')] = '三千五';
    low[2] = '病房';
    must(cells[2], 'pool')[0] = '';
  });
  const at = column([read.headings], ' totalCost');
  expect(readBack(read).problems.map(({ path, code }) => [path[0], code])).toEqual(
    expect.arrayContaining([
      [`算例!${String.fromCharCode(65 + at)}2`, 'NOT_A_DECIMAL'],
      ['算例!C2', 'NOT_A_CHOICE'],
      ['算例!A3', 'REQUIRED'],
    ]),
  );
});

it('pasted rows change only their columns of examples that are there, add those that are not, and leave the others', async () => {
  const pasted = await readPasted(
    ['算例\t中文名\t层级\t同例\t已知：totalCost\t应得：points', 'low\t费用很低\t病例\t\t3500\t40', 'new\t另一例\t病例\tlow\t5000\t50'].join(
      '\r\n',
    ),
  );
  const { problems, edits, differences } = readBack(withPasted(view, pasted));
  expect(problems).toEqual([]);
  expect(edits.get('/examples/low')).toEqual({
    ...LOW,
    label: { ...LOW.label, zh: '费用很低' },
    given: { ...LOW.given, totalCost: '3500' },
  });
  expect(edits.get('/examples/new')).toEqual({
    ...{ id: 'new', label: { zh: '另一例' }, scope: 'case', like: 'low' },
    ...{ given: { totalCost: '5000' }, expect: { points: '50' } },
  });
  expect(edits.get('/examples/pool')).toEqual(POOL);
  expect(differences.every(({ name }) => name.startsWith('low') || name.startsWith('new'))).toBe(true);
});

it('what is wrong with pasted rows is told at its cell of the block; a block without rows, or without the name of examples, is none', async () => {
  const read = await readPasted('算例\t层级\nlow\t病例\nnew\t病房');
  expect(readBack(withPasted(view, read)).problems.map(({ path }) => path)).toEqual([['粘贴!B3']]);
  const nameless = readBack(withPasted(view, await readPasted('层级\t中文名\n病例\t某')));
  expect(nameless.problems.map(({ code }) => code)).toEqual(['COLUMN_MISSING']);
  for (const text of ['', '算例\t层级']) await expect(readPasted(text)).rejects.toMatchObject({ fields: [{ code: 'EMPTY' }] });
});
