import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal, whole } from '../../../src/engine/number/quantity.js';
import type { Value } from '../../../src/engine/plan/plan.js';
import { compile } from '../../../src/rules/compiled/compile.js';
import type { EffectiveDocument } from '../../../src/rules/document/document.js';
import { effectiveHash } from '../../../src/rules/document/hash.js';
import { extendDocument } from '../../../src/rules/extend/extend.js';
import { readRuleset } from '../../../src/rules/extend/read-ruleset.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { diffDocuments } from '../../../src/rules/analysis/diff-text.js';
import { planOf } from '../good-city.js';
import { decisionOf, reading } from '../plan-builder.js';
import { baseOf, extend, HEAD, parameter, read, rule, tier, type Written } from '../written-documents.js';

const good = (name: string): EffectiveDocument => {
  const { effective, findings } = readRuleset(readFileSync(path.join(import.meta.dirname, '../fixtures/tables', name)), () => undefined);
  expect(findings).toEqual([]);
  return must(effective, name);
};

const row = (name: string, when: readonly unknown[], more: Written = {}): Written => ({
  name,
  label: { zh: name },
  when,
  value: 'HIGH',
  ...more,
});
const byTable = (columns: readonly unknown[], rows: readonly Written[], more: Written = {}): Written => {
  const { rules: _, ...decision } = tier('tier', [], { hit: 'first', ...more });
  return { ...decision, table: { columns, rows, basis: ['demo#1'] } };
};
const effectiveOf = (written: Written): EffectiveDocument => {
  const { effective, findings } = extendDocument(read(written), () => undefined);
  expect(findings).toEqual([]);
  return must(effective, 'effective document');
};

describe('a decision table stands for rules', () => {
  it('is the same version as the rules written by hand: one effective hash, no difference', () => {
    const [table, byHand] = [good('decision-table.json'), good('decision-table.by-hand.json')];
    expect(table).toEqual(byHand);
    expect(effectiveHash(table)).toBe(effectiveHash(byHand));
    expect(diffDocuments(table, byHand)).toEqual([]);
    expect(planOf(table).decisions.case).toHaveLength(1);
  });

  it('reads as a value whatever stands in a list, even what looks like an interval or any', () => {
    const facts = { ward: { scope: 'case', type: 'enum', values: ['-', '(内)', '含税', '外科'], label: { zh: '病区' } } };
    const { decisions } = effectiveOf({
      facts,
      decisions: [byTable(['ward'], [row('odd', [['-', '(内)', '含税']]), row('plain', ['外科'])])],
    });
    expect(decisions[0]?.rules?.map(({ conditions }) => conditions)).toEqual([
      { all: [{ fact: 'ward', operator: 'in', value: ['-', '(内)', '含税'] }] },
      { all: [{ fact: 'ward', operator: 'equal', value: '外科' }] },
    ]);
  });
});

/** `CODE pointer` of what the checks find when a document is loaded. */
function found(written: Written): string[] {
  const { effective, origins, findings } = readRuleset(JSON.stringify({ ...HEAD, ...written }), () => undefined);
  if (effective === undefined) return findings.map((one) => `${one.code} ${one.pointer}`);
  const { findings: late } = compile(effective, { effectiveHash: '0'.repeat(64) });
  const ours = origins.relocate(late).filter(({ severity }) => severity === 'ERROR');
  return [...findings, ...ours].map((one) => `${one.code} ${one.pointer}`);
}

describe('what is wrong is said of the cell', () => {
  const sources = { demo: { title: '演示', kind: 'ASSUMPTION' } };
  const wrong = (columns: readonly unknown[], ...rows: Written[]): string[] => found({ sources, decisions: [byTable(columns, rows)] });

  it('of a column once, however many rows ask for it', () => {
    expect(wrong(['sexx'], row('a', ['MALE']), row('b', ['FEMALE']))).toEqual(['UNKNOWN_NAME /decisions/0/table/columns/0']);
  });

  it('of a value that the fact cannot have', () => {
    expect(wrong(['sex', 'lengthOfStay'], row('a', ['MALE', '-']), row('b', ['MAN', '(2,)']))).toEqual([
      'OUT_OF_DOMAIN /decisions/0/table/rows/1/when/0',
    ]);
    expect(wrong(['sex', 'lengthOfStay'], row('a', ['-', '(2,3.5]']))).toEqual(['OPERAND_TYPE /decisions/0/table/rows/0/when/1']);
  });

  it('with what a cell may be, where a clerk wrote as one speaks (A5)', () => {
    const advice = (column: string, cell: unknown): string => {
      const decisions = [byTable([column], [row('a', [cell])])];
      const { effective, origins } = readRuleset(JSON.stringify({ ...HEAD, sources, decisions }), () => undefined);
      const late = origins.relocate(compile(must(effective, 'document'), { effectiveHash: '0'.repeat(64) }).findings);
      return must(
        late.find(({ pointer }) => pointer === '/decisions/0/table/rows/0/when/0'),
        column,
      ).suggestion.zh;
    };
    for (const cell of ['10天以上', '10-20', '大于10', '—', '不限']) expect(advice('lengthOfStay', cell)).toContain('10 及以上 "[10,)"');
    expect(advice('sex', '男、女')).toContain('几个值写成列表');
    expect(advice('outOfRegion', '是')).toContain('是否写 true、false');
  });

  it('of a bound that no parameter has, and of an operator that the type does not know', () => {
    expect(wrong(['lengthOfStay'], row('a', ['(longg,)']))).toEqual(['UNKNOWN_NAME /decisions/0/table/rows/0/when/0']);
    expect(wrong(['sex'], row('a', ['(2,)']))).toEqual(['OPERATOR_FOR_TYPE /decisions/0/table/rows/0/when/0']);
  });

  it('of a fact that may be missing, unless its column says so; and of a column that says so of one that never is', () => {
    expect(wrong(['ageYears'], row('a', ['(2,)']))).toEqual(['OPTIONAL_WITHOUT_KNOWN /decisions/0/table/rows/0/when/0']);
    expect(wrong([{ fact: 'ageYears', known: true }], row('a', ['(2,)']))).toEqual([]);
    expect(wrong([{ fact: 'sex', known: true }], row('a', ['MALE']))).toEqual(['OPERATOR_FOR_TYPE /decisions/0/table/columns/0']);
  });

  it('of an outcome and of a basis', () => {
    expect(wrong(['sex'], row('a', ['MALE'], { value: 'OTHER' }))).toEqual(['OUTPUT_VALUE_UNKNOWN /decisions/0/table/rows/0/value']);
    expect(wrong(['sex'], row('a', ['MALE'], { basis: ['none#1'] }))).toEqual(['UNKNOWN_SOURCE /decisions/0/table/rows/0/basis/0']);
    const table = { columns: ['sex'], rows: [row('a', ['MALE'])], basis: ['none#1'] };
    expect(found({ sources, decisions: [{ ...byTable([], []), table }] })).toEqual(['UNKNOWN_SOURCE /decisions/0/table/basis/0']);
  });

  it('refuses a document whose tables ask for too many comparisons', () => {
    const rows = Array.from({ length: 900 }, (_, at) => row(`r${at}`, ['MALE', '2', '2', '2', '2', '2']));
    const columns = ['sex', ...Array<string>(5).fill('lengthOfStay')];
    expect(found({ sources, decisions: [byTable(columns, rows)] })).toEqual(['CONDITION_COUNT /decisions']);
  });
});

describe('an overlay may do to a row what it may do to a rule', () => {
  const base = baseOf({
    parameters: { long: parameter('30', { unit: 'day' }) },
    decisions: [
      byTable(['lengthOfStay', 'sex'], [row('a', ['(long,)', '-']), row('b', ['(20,long]', 'MALE']), row('c', ['(10,20]', '-'])]),
    ],
  });
  const rulesOf = (decisions: readonly Written[]): readonly { name: string; basis: readonly string[] }[] => {
    const { effective, findings } = extend(base, { decisions });
    expect(findings).toEqual([]);
    return must(effective?.decisions[0]?.rules, 'rules');
  };
  const own = ['own#1'];

  it('replaces rows by name, removes them, and puts new ones in their place, with a table of its own columns', () => {
    const rows = [row('b', ['(15,)'], { basis: own }), { name: 'a', remove: true, basis: own }, row('d', ['[5,7]'], { after: 'b' })];
    const rules = rulesOf([{ id: 'tier', table: { columns: ['lengthOfStay'], rows, basis: ['own#2'] } }]);
    expect(rules.map(({ name, basis }) => `${name} ${basis.join()}`)).toEqual(['b own#1', 'd own#2', 'c demo#1']);
  });

  it('or with rules', () => {
    const rules = rulesOf([{ id: 'tier', rules: [rule('c', 'tier', 'LOW', { basis: own }), { name: 'b', remove: true, basis: own }] }]);
    expect(rules.map(({ name, basis }) => `${name} ${basis.join()}`)).toEqual(['a demo#1', 'c own#1']);
  });

  it('and a formula drops the whole table', () => {
    const { effective, findings } = extend(base, { decisions: [{ id: 'tier', value: 'LOW', basis: own }] });
    expect(findings).toEqual([]);
    expect(effective?.decisions[0]).not.toHaveProperty('rules');
  });

  it('points at the own cell, and at what is inherited as inherited', () => {
    const table = { columns: ['lengthOfStay'], rows: [row('d', ['(longg,)'])], basis: own };
    const { effective, origins } = extend(base, { decisions: [{ id: 'tier', table }] });
    const { findings } = compile(must(effective, 'document'), { effectiveHash: '' });
    const unknown = origins.relocate(findings).filter(({ code }) => code === 'UNKNOWN_NAME');
    expect(unknown.map(({ pointer }) => pointer)).toEqual(['/decisions/0/table/rows/0/when/0']);
    expect(origins.locate('/decisions/0/rules/1/conditions/all/0')).toEqual({ pointer: '/extends', inherited: true });
  });
});

/** One cell, as a table has it, and the condition that it stands for, put another way than the expansion does. */
interface Cell {
  readonly cell: unknown;
  readonly condition: Written | undefined;
}

const is = (fact: string, operator: string, value: unknown): Written => ({ fact, operator, value });
const any: Cell = { cell: '-', condition: undefined };

/** A cell of a number: any, a number, a list, or an interval in one of the two spellings. */
function numberCell(fact: string): fc.Arbitrary<Cell> {
  const number = fc.constantFrom('0', '1', '2', '3', '5');
  const interval = fc
    .record({ ends: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 })), low: fc.boolean(), high: fc.boolean() })
    .chain(({ ends: [from, width], low, high }) => {
      const [a, b] = [String(from), String(from + width)];
      const below = is(fact, low ? 'lessThan' : 'lessThanInclusive', a);
      const above = is(fact, high ? 'greaterThan' : 'greaterThanInclusive', b);
      const [open, close] = [low ? '[' : '(', high ? ']' : ')'];
      const [from含, to含] = [low ? '含' : '不含', high ? '含' : '不含'];
      return fc.constantFrom<Cell>(
        { cell: `${open}${a},${b}${close}`, condition: { not: { any: [below, above] } } },
        { cell: `${from含}${a} 至 ${to含}${b}`, condition: { not: { any: [below, above] } } },
        { cell: `${open}${a},)`, condition: { not: below } },
        { cell: `至 ${to含}${b}`, condition: { not: above } },
      );
    });
  return fc.oneof(
    fc.constant(any),
    number.map((one): Cell => ({ cell: one, condition: is(fact, 'equal', one) })),
    fc
      .uniqueArray(number, { minLength: 1, maxLength: 3 })
      .map((list): Cell => ({ cell: list, condition: { any: list.map((one) => is(fact, 'equal', one)) } })),
    interval,
  );
}

const sexCell: fc.Arbitrary<Cell> = fc.constantFrom<Cell>(
  any,
  { cell: 'MALE', condition: is('sex', 'equal', 'MALE') },
  { cell: { not: 'MALE' }, condition: { not: is('sex', 'equal', 'MALE') } },
  { cell: { not: ['MALE', 'FEMALE'] }, condition: { not: is('sex', 'in', ['MALE', 'FEMALE']) } },
);
const flagCell: fc.Arbitrary<Cell> = fc.constantFrom<Cell>(
  any,
  { cell: true, condition: is('outOfRegion', 'equal', true) },
  { cell: false, condition: { not: is('outOfRegion', 'equal', true) } },
);
/** A number that may be missing: a missing one meets no cell but any, and the one that asks for it. */
const ageCell: fc.Arbitrary<Cell> = fc.oneof(
  numberCell('ageYears').map(({ cell, condition }): Cell => ({
    cell,
    condition: condition && { all: [is('ageYears', 'known', true), condition] },
  })),
  fc.constant<Cell>({ cell: { known: false }, condition: { not: is('ageYears', 'known', true) } }),
);
const rowCells = fc
  .tuple(numberCell('lengthOfStay'), sexCell, flagCell, ageCell)
  .filter((cells) => cells.some(({ condition }) => condition !== undefined));
const facts: fc.Arbitrary<Readonly<Record<string, Value>>> = fc.record({
  lengthOfStay: fc.integer({ min: 0, max: 9 }).map((days) => decimal(String(days))),
  sex: fc.constantFrom('MALE', 'FEMALE', 'UNKNOWN'),
  outOfRegion: fc.boolean(),
  ageYears: fc.option(fc.integer({ min: 0, max: 9 }).map(whole)),
});

describe('a table and the rules it stands for', () => {
  it('give the same verdicts for whatever facts', async () => {
    const judge = new Judge();
    let held = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowCells, { minLength: 1, maxLength: 5 }),
        fc.array(facts, { minLength: 8, maxLength: 8 }),
        async (rows, cases) => {
          const columns = ['lengthOfStay', 'sex', 'outOfRegion', { fact: 'ageYears', known: true }];
          const table = byTable(
            columns,
            rows.map((cells, at) =>
              row(
                `r${at}`,
                cells.map(({ cell }) => cell),
              ),
            ),
          );
          const byHand = rows.map((cells, at) =>
            rule(`r${at}`, 'tier', 'HIGH', { conditions: { all: cells.flatMap(({ condition }) => condition ?? []) } }),
          );
          const [asTable, asRules] = [table, tier('tier', byHand, { hit: 'first' })].map((decision) =>
            decisionOf(planOf(effectiveOf({ sources: { demo: { title: '演示', kind: 'ASSUMPTION' } }, decisions: [decision] })), 'tier'),
          );
          const all = rows.map((_, at) => at);
          for (const values of cases) {
            const { fired } = await judge.verdict(must(asTable, 'table'), all, reading(values));
            expect(fired).toEqual((await judge.verdict(must(asRules, 'rules'), all, reading(values))).fired);
            held += fired.length;
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(held).toBeGreaterThan(200);
  });
});
