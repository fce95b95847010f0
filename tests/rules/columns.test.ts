import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError, must } from '../../src/engine/assert.js';
import { isTexts } from '../../src/engine/environment.js';
import type { Ref, Value } from '../../src/engine/plan.js';
import { Fraction, round } from '../../src/engine/quantity.js';
import { booleanColumn, listsColumn, numberColumn, ratioColumn, textColumn, type Column } from '../../src/rules/columns.js';
import { decideColumns, roomFor, UNANSWERED } from '../../src/rules/columns-decide.js';
import { Judge } from '../../src/rules/judge.js';
import { buildTables } from '../../src/rules/tables.js';
import { FACTS, randomCase, randomPlan } from './arbitrary-plans.js';
import { decisionOf, leaf, makePlan, number, reading, type Sketch } from './plan-builder.js';

type Row = Readonly<Record<string, Value>>;
const judge = new Judge();
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

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
    const order = fc.array(fc.nat({ max: 5 }), { minLength: 6, maxLength: 23 });
    await fc.assert(
      fc.asyncProperty(randomPlan, fc.array(randomCase, { minLength: 6, maxLength: 6 }), order, async (plan, cases, places) => {
        const { plan: filled, verdicts, findings } = await buildTables(plan, judge);
        if (findings.length > 0) return;
        const decision = decisionOf(filled, 'decided');
        const rows = places.map((place) => must(cases[place], 'case'));
        const decided = decideColumns(decision, verdicts, (ref) => columnOf(rows, ref), rows.length);
        for (const [index, table] of decision.tables.entries()) {
          const { ids, verdicts: distinct } = must(decided[index], 'table');
          const judged = await Promise.all(cases.map((values) => judge.verdict(decision, table.rules, reading(values))));
          for (const [row, place] of places.entries()) {
            expect(distinct[must(ids[row], 'row')]).toStrictEqual(judged[place]);
            answered += 1;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(answered).toBeGreaterThan(3_000);
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

  it('leave the rows beside one without a class as they are, four of which are worked out together', async () => {
    const old: Sketch = { all: [number('age', 'greaterThan', '64'), leaf('level', 'equal', '3'), leaf('urgent', 'equal', true)] };
    const never = [number('age', 'greaterThan', '130'), number('cost', 'lessThan', '0')];
    const rules = [{ name: 'old', when: { any: [old, ...never] } }];
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'old', hit: 'first', rules }]), judge);
    const rows = upTo(4 * 30).map((i) => ({ age: 64 + ((i * 11) % 70), level: i % 3, cost: ((i * 5) % 4) - 1, urgent: i % 5 > 0 }));
    const columns: Readonly<Record<string, Column>> = {
      age: numberColumn(
        0,
        Int32Array.from(rows, ({ age }) => age),
      ),
      level: textColumn(
        ['3', '1', '2'],
        Uint8Array.from(rows, ({ level }) => level),
      ),
      cost: numberColumn(
        0,
        Int32Array.from(rows, ({ cost }) => cost),
      ),
      urgent: booleanColumn(Uint8Array.from(rows, ({ urgent }) => Number(urgent))),
    };
    const [decided] = decideColumns(decisionOf(plan, 'old'), verdicts, ({ name }) => must(columns[name], name), rows.length);
    const { ids, verdicts: distinct } = must(decided, 'table');
    const wanted = rows.map(({ age, level, cost, urgent }) => {
      if (age > 130 || cost < 0) return undefined;
      return age > 64 && level === 0 && urgent ? [0] : [];
    });
    expect([...ids].map((id) => distinct[id]?.fired)).toEqual(wanted);
    expect(rows.some(({ age, cost }) => age > 130 && cost < 0)).toBe(true);
  });

  it('take thresholds beyond the whole numbers of 32 bits for ones that all values pass, or none does', async () => {
    const rules = ['-50', '-21', '0', '21', '64'].map((value) => ({ name: `over${value}`, when: number('days', 'greaterThan', value) }));
    const { plan, verdicts } = await buildTables(makePlan(FACTS, [{ id: 'late', hit: 'collect', rules }]), judge);
    const days = Int32Array.of(-(2 ** 31), -2_100_000_000, -2_099_999_999, 0, 1, 2_100_000_000, 2_100_000_001, 2 ** 31 - 1);
    const [decided] = decideColumns(decisionOf(plan, 'late'), verdicts, () => numberColumn(8, days), days.length);
    const { ids, verdicts: distinct } = must(decided, 'table');
    expect([...ids].map((id) => distinct[id]?.fired.length)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('write into the room that is given, whatever stood there', async () => {
    const { plan, verdicts } = await buildTables(
      makePlan(FACTS, [{ id: 'old', hit: 'first', rules: [{ name: 'old', when: number('age', 'greaterThan', '64') }] }]),
      judge,
    );
    const decision = decisionOf(plan, 'old');
    const room = roomFor(decision, 5);
    const fired = (...ages: number[]) => {
      const [decided] = decideColumns(decision, verdicts, () => numberColumn(0, Int32Array.from(ages)), ages.length, room);
      expect(decided?.ids).toBe(room[0]);
      return [...must(decided, 'table').ids].map((id) => decided?.verdicts[id]?.fired.length);
    };
    expect(fired(1, 65, 64, 90, 65)).toEqual([0, 1, 0, 1, 1]);
    expect(fired(65, 1, 65, 1, 1)).toEqual([1, 0, 1, 0, 0]);
    expect(() => fired(1, 2)).toThrow(AssertionError);
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
