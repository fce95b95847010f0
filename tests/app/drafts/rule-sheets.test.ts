import { describe, expect, it } from 'vitest';
import { applyPatches, type DraftPatch } from '../../../src/app/drafts/kit/draft-patches.js';
import type { DraftDocument } from '../../../src/app/drafts/kit/draft-document.js';
import type { PageCell, BareSheet } from '../../../src/app/drafts/page/page-model.js';
import { ruleSheets } from '../../../src/app/drafts/page/rule-sheets.js';
import { draftView } from '../../../src/app/drafts/workbook/draft-view.js';
import { Aliases } from '../../../src/rules/names/aliases.js';
import { must } from '../../../src/engine/kit/assert.js';
import { compiledOf } from '../../rulesets/ruleset-library.js';

const SHIPPED = [
  ['100000', '2025.1'],
  ['370300', '2021.1'],
  ['990300', '2027.1'],
  ['991500', '2024.1'],
] as const;

/** The merged rules of a shipped version, as a draft inherits them. */
async function merged(region: string, version: string): Promise<DraftDocument> {
  return JSON.parse(JSON.stringify((await compiledOf(region, version)).effective)) as DraftDocument;
}

function editable(sheets: readonly BareSheet[]): readonly PageCell[] {
  return sheets.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.filter(({ pointer }) => pointer !== null)));
}

/** The edit that puts a text into a cell, as the console sends it. */
function editOf({ pointer, input, choices }: PageCell, text: string): DraftPatch {
  const at = must(pointer ?? undefined, 'pointer');
  if (input === 'CHOICE') return { pointer: at, value: JSON.parse(must(choices.find((one) => one.text === text)?.json, text)) as unknown };
  return { pointer: at, value: input === 'LIST' ? text.split('；') : text };
}

/** What stands at a place of a document; members of lists by id, name or number. */
function at(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((node, step) => {
      if (!Array.isArray(node)) return (node as Record<string, unknown> | undefined)?.[step];
      const named = (node as readonly Record<string, unknown>[]).find((one) => one['id'] === step || one['name'] === step);
      return named ?? (node as readonly unknown[])[Number(step)];
    }, document);
}

describe('conditions and formulas of a draft as sheets (条件和公式)', () => {
  it.each(SHIPPED)('of %s %s: what stands in a cell is what its place holds, inherited or own', async (region, version) => {
    const inherited = await merged(region, version);
    const cells = editable(ruleSheets(draftView({}, inherited)));
    expect(cells.length).toBeGreaterThan(50);
    for (const cell of cells) {
      const patch = editOf(cell, cell.text);
      expect([patch.pointer, patch.value]).toEqual([patch.pointer, at(inherited, patch.pointer)]);
      expect(at(applyPatches({}, [patch], inherited), patch.pointer)).toEqual(patch.value);
    }
    const own = editable(ruleSheets(draftView(inherited, {})));
    expect(own.map(({ pointer, text }) => [pointer, text])).toEqual(cells.map(({ pointer, text }) => [pointer, text]));
  });

  it.each(SHIPPED)('of %s %s: what a formula is read as may be written in its place', async (region, version) => {
    const { effective } = await compiledOf(region, version);
    const aliases = Aliases.of(effective);
    const rows = ruleSheets(draftView({}, await merged(region, version))).flatMap((sheet) => sheet.rows);
    const formulas = rows
      .filter(({ pointer }) => pointer.endsWith('/formula'))
      .map(({ cells }) => [cells[4]?.text ?? '', cells[5]?.text ?? '']);
    expect(formulas.length).toBeGreaterThan(10);
    for (const [formula = '', reading = ''] of formulas) expect(aliases.toIdentifiers(reading)).toBe(aliases.toIdentifiers(formula));
  });

  it('shows how conditions are joined, and what a formula says', () => {
    const rule = (conditions: unknown, params: unknown): unknown => ({
      name: 'one',
      label: { zh: '某规则' },
      conditions,
      event: { params },
    });
    const fact = (operator: string, value: unknown): unknown => ({ fact: 'totalCost', operator, value });
    const nested = { any: [fact('lessThan', '5'), { all: [fact('known', true), { not: fact('in', ['1', '2']) }] }] };
    const decision = {
      ...{ id: 'points', scope: 'case', label: { zh: '病例分值' }, output: { type: 'decimal', unit: 'point' } },
      ...{ rules: [rule(nested, { formula: "group(auxiliary, 'DEATH', 1) * min(totalCost, 5)" })], otherwise: { value: '0' } },
    };
    const [sheet] = ruleSheets(draftView({ decisions: [decision] }, {}));
    expect(sheet?.title.zh).toBe('条件和公式：病例');
    expect(
      sheet?.rows.map(({ pointer, cells }) => [pointer.replace('/decisions/points', ''), ...cells.slice(2).map(({ text }) => text)]),
    ).toEqual([
      ['/rules/one/conditions/any/0', '或 医疗总费用', '小于', '5', ''],
      ['/rules/one/conditions/any/1/all/0', '或 医疗总费用', '有值', '是', ''],
      ['/rules/one/conditions/any/1/all/1/not', '或 非 医疗总费用', '属于', '1；2', ''],
      [
        '/rules/one/event/params/formula',
        ...['则为', '', "group(auxiliary, 'DEATH', 1) * min(totalCost, 5)", "病种(辅助系数, 'DEATH', 1) * 取小(医疗总费用, 5)"],
      ],
      ['/otherwise/value', '否则为', '', '0', ''],
    ]);
  });

  it('leaves out what is removed, and rules that stand in a table of their own', async () => {
    const inherited = await merged('100000', '2025.1');
    const ids = (document: DraftDocument): readonly (string | null)[] =>
      editable(ruleSheets(draftView(document, inherited))).map(({ pointer }) => pointer);
    const removed = ids({
      decisions: [
        { id: 'points', rules: [{ name: 'points-approved', remove: true }] },
        { id: 'flags', remove: true },
      ],
    });
    expect(removed.some((pointer) => pointer?.includes('points-approved'))).toBe(false);
    expect(removed.some((pointer) => pointer?.startsWith('/decisions/flags/'))).toBe(false);
    expect(removed.some((pointer) => pointer?.startsWith('/decisions/points/rules/'))).toBe(true);
  });
});
