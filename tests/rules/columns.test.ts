import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError, must } from '../../src/engine/assert.js';
import { isTexts } from '../../src/engine/environment.js';
import type { Ref, Value } from '../../src/engine/plan.js';
import { Fraction, round } from '../../src/engine/quantity.js';
import { booleanColumn, listsColumn, numberColumn, ratioColumn, textColumn, type Column } from '../../src/rules/columns.js';
import { decideColumns, UNANSWERED } from '../../src/rules/columns-decide.js';
import { Judge } from '../../src/rules/judge.js';
import { buildTables } from '../../src/rules/tables.js';
import { FACTS, randomCase, randomPlan } from './arbitrary-plans.js';
import { decisionOf, leaf, makePlan, number, reading } from './plan-builder.js';

type Row = Readonly<Record<string, Value>>;
const judge = new Judge();

function scaled(value: Value | undefined, scale: number): bigint {
  if (!(value instanceof Fraction)) return 0n;
  return round(value, { scale, mode: 'DOWN' }).n;
}

function dictionary<T>(values: readonly T[]): { readonly entries: T[]; readonly codes: Int32Array } {
  const index = new Map<string, number>();
  const entries: T[] = [];
  const codes = Int32Array.from(values, (value) => {
    const key = JSON.stringify(value);
    const found = index.get(key) ?? entries.push(value) - 1;
    index.set(key, found);
    return found;
  });
  return { entries, codes };
}

/** The column of a fact, each fact in another form. */
function columnOf(rows: readonly Row[], ref: Ref): Column {
  const values = rows.map((row) => row[ref.name]);
  const missing = FACTS[ref.name]?.optional === true ? Uint8Array.from(values, (value) => (value === null ? 1 : 0)) : undefined;
  switch (ref.name) {
    case 'ratio':
      return ratioColumn(
        Float64Array.from(values, (value) => (value instanceof Fraction ? Number(value.n) : 0)),
        Float64Array.from(values, (value) => (value instanceof Fraction ? Number(value.d) : 1)),
        missing,
      );
    case 'cost':
      return numberColumn(
        8,
        Float64Array.from(values, (value) => Number(scaled(value, 8))),
        missing,
      );
    case 'age':
      return numberColumn(
        0,
        Int32Array.from(values, (value) => Number(scaled(value, 0))),
        missing,
      );
    case 'days':
      return { kind: 'big', scale: 2, values: BigInt64Array.from(values, (value) => scaled(value, 2)), missing };
    case 'urgent':
    case 'known':
      return booleanColumn(
        Uint8Array.from(values, (value) => (value === true ? 1 : 0)),
        missing,
      );
    case 'procedures': {
      const { entries, codes } = dictionary(values.map((value) => (isTexts(value) ? value : [])));
      return listsColumn(entries, codes, missing);
    }
    default: {
      const { entries, codes } = dictionary(values.map((value) => (typeof value === 'string' ? value : '1')));
      return textColumn(entries, ref.name === 'level' ? Uint8Array.from(codes) : codes, missing);
    }
  }
}

describe('columns', () => {
  it('are decided as json-rules-engine decides each case, for random rulesets, boundaries forced', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, fc.array(randomCase, { minLength: 6, maxLength: 6 }), async (plan, rows) => {
        const { plan: filled, verdicts, findings } = await buildTables(plan, judge);
        if (findings.length > 0) return;
        const decision = decisionOf(filled, 'decided');
        const decided = decideColumns(decision, verdicts, (ref) => columnOf(rows, ref), rows.length);
        for (const [row, values] of rows.entries()) {
          for (const [index, table] of decision.tables.entries()) {
            const { ids, verdicts: distinct } = must(decided[index], 'table');
            const verdict = distinct[must(ids[row], 'row')];
            expect(verdict).toStrictEqual(await judge.verdict(decision, table.rules, reading(values)));
            answered += 1;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(answered).toBeGreaterThan(1_500);
  });

  const ages = async (...thresholds: string[]) => {
    const rules = thresholds.map((value) => ({ name: `over-${value}`, when: number('age', 'greaterThan', value) }));
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'old', hit: 'first', rules }]), judge);
    return (column: Column, rows: number) => {
      const [decided] = decideColumns(decisionOf(plan, 'old'), verdicts, () => column, rows);
      const { ids, verdicts: distinct } = must(decided, 'table');
      return [...ids].map((id) => (id === UNANSWERED ? 'unanswered' : (distinct[id]?.fired.join(',') ?? 'none')));
    };
  };

  it('leave unanswered what has no class: outside the domain, or missing where nothing may be', async () => {
    const decide = await ages('64', '130');
    const column = numberColumn(0, Int32Array.of(64, 65, 130, 131, 70), Uint8Array.of(0, 0, 0, 0, 1));
    expect(decide(column, 5)).toEqual(['', '0', '0', 'unanswered', 'unanswered']);
  });

  it('search many thresholds, and go through blocks of rows', async () => {
    const decide = await ages('10', '20', '30', '40', '50', '60', '70', '80');
    const values = Int32Array.from({ length: 10_000 }, (_, row) => row % 131);
    const found = decide(numberColumn(0, values), values.length);
    values.forEach((age, row) => {
      const held = [10, 20, 30, 40, 50, 60, 70, 80].flatMap((threshold, index) => (age > threshold ? [index] : []));
      if (found[row] !== held.join(',')) expect([age, found[row]]).toEqual([age, held.join(',')]);
    });
    expect(found).toHaveLength(10_000);
  });

  it('compare quotients exactly where their products leave the safe whole numbers', async () => {
    const plan = makePlan(FACTS, [
      { id: 'high', hit: 'first', rules: [{ name: 'third', when: leaf('ratio', 'greaterThan', new Fraction(1n, 3n)) }] },
    ]);
    const { plan: filled, verdicts } = await buildTables(plan, judge);
    const third = 3_002_399_751_580_330;
    const column = ratioColumn(Float64Array.of(third, third + 1, third - 1), Float64Array.of(third * 3, third * 3, third * 3));
    const [decided] = decideColumns(decisionOf(filled, 'high'), verdicts, () => column, 3);
    expect([...must(decided, 'table').ids].map((id) => decided?.verdicts[id]?.fired.length)).toEqual([0, 1, 0]);
  });

  it('refuse what would not be exact', () => {
    expect(() => numberColumn(2, Float64Array.of(0.5))).toThrow(AssertionError);
    expect(() => numberColumn(2, Float64Array.of(2 ** 53))).toThrow(AssertionError);
    expect(() => ratioColumn(Float64Array.of(1), Float64Array.of(0))).toThrow(AssertionError);
    expect(() => textColumn(['A'], Uint8Array.of(1))).toThrow(AssertionError);
    expect(() => booleanColumn(Uint8Array.of(2))).toThrow(AssertionError);
  });
});
