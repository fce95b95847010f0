import type * as Library from 'json-rules-engine';
import { Engine } from 'json-rules-engine';
import { describe, expect, it, vi } from 'vitest';
import { AssertionError } from '../../../src/engine/kit/assert.js';
import { OPERATORS, type CodeList, type DecisionPlan, type Ref, type Value } from '../../../src/engine/plan/plan.js';
import { decimal, Fraction, whole } from '../../../src/engine/number/quantity.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { codes, decisionOf, leaf, makePlan, number, reading, type FactSketch, type RuleSketch, type Sketch } from '../plan-builder.js';

/** Every Engine that is made, so that tests can look inside. */
const made = vi.hoisted((): { engine: unknown; options: unknown }[] => []);
vi.mock('json-rules-engine', async (original) => {
  const actual = await original<typeof Library>();
  class Watched extends actual.Engine {
    constructor(...args: ConstructorParameters<typeof actual.Engine>) {
      super(...args);
      made.push({ engine: this, options: args[1] });
    }
  }
  return { ...actual, Engine: Watched };
});

const FACTS: Readonly<Record<string, FactSketch>> = {
  ratio: { type: 'decimal', optional: true },
  level: { type: 'enum', values: ['1', '2', '3'] },
  day: { type: 'date' },
  urgent: { type: 'boolean', optional: true },
  diagnosis: { type: 'code' },
  procedures: { type: 'codes' },
  error: { type: 'boolean' },
};
const VALUES: Readonly<Record<string, Value>> = {
  ratio: decimal('2'),
  level: '3',
  day: '2024-02-29',
  urgent: null,
  diagnosis: 'C50.100',
  procedures: ['36.0601', '88.5500'],
};

const decided = (rules: readonly RuleSketch[]): DecisionPlan =>
  decisionOf(makePlan(FACTS, [{ id: 'decided', hit: 'collect', rules }]), 'decided');
const all = (decision: DecisionPlan): number[] => decision.rules.map((_, index) => index);

async function holds(when: Sketch, values: Readonly<Record<string, Value>> = VALUES): Promise<boolean> {
  const verdict = await new Judge().verdict(decided([{ name: 'R', when }]), [0], reading(values));
  return verdict.fired.length === 1;
}
async function refused(when: Sketch, values: Readonly<Record<string, Value>> = VALUES): Promise<void> {
  await expect(holds(when, values)).rejects.toThrow(AssertionError);
}

describe('trap: concurrent runs on one Engine lose rules', () => {
  const many = (): DecisionPlan =>
    decided(
      Array.from({ length: 12 }, (_, index) => ({
        name: `R${index}`,
        when: {
          any: [
            number('ratio', 'greaterThan', String(index)),
            { all: [leaf('level', 'equal', '3'), number('ratio', 'equal', String(index))] },
          ],
        },
      })),
    );

  it('is there: overlapping runs of a bare Engine lose events', async () => {
    const engine = new Engine(
      [1, 2, 3].map((priority) => ({
        priority,
        conditions: { all: [{ fact: 'a', operator: 'equal', value: 1 }] },
        event: { type: 'held' },
      })),
    );
    const runs = Array.from({ length: 20 }, async (_, index) => {
      for (let i = 0; i < index * 7; i++) await Promise.resolve();
      return (await engine.run({ a: 1 })).events.length;
    });
    expect(new Set(await Promise.all(runs))).not.toEqual(new Set([3]));
  });

  it('cannot happen: overlapping verdicts are what they are one by one', async () => {
    const [judge, decision] = [new Judge(), many()];
    const values = Array.from({ length: 60 }, (_, index) => ({ ...VALUES, ratio: whole(index % 14) }));
    const together = await Promise.all(
      values.map(async (own, index) => {
        for (let i = 0; i < index * 3; i++) await Promise.resolve();
        return judge.verdict(decision, all(decision), reading(own));
      }),
    );
    for (const [index, own] of values.entries()) {
      const expected = all(decision).filter((rule) => rule <= index % 14);
      expect(together[index]?.fired).toEqual(expected);
      expect(await new Judge().verdict(decision, all(decision), reading(own))).toEqual(together[index]);
    }
  });
});

describe('trap: a rejected run spoils the next', () => {
  it('cannot happen: the Engine is thrown away, and the queue goes on', async () => {
    const [judge, decision] = [
      new Judge(),
      decided([
        { name: 'A', when: number('ratio', 'greaterThan', '1') },
        { name: 'B', when: leaf('level', 'equal', '3') },
      ]),
    ];
    const good = () => judge.verdict(decision, [0, 1], reading(VALUES));
    const bad = () => judge.verdict(decision, [0, 1], reading({ ...VALUES, ratio: 'two' }));
    const before = made.length;
    const settled = await Promise.allSettled([good(), bad(), good(), bad(), good()]);
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
    for (const one of settled) if (one.status === 'fulfilled') expect(one.value.fired).toEqual([0, 1]);
    expect(made.length - before).toBe(3);
  });
});

describe('trap: decimals compare as text, `in` searches text, operators can be decorated', () => {
  it('compares numbers exactly, in whatever terms they stand', async () => {
    expect(await holds(number('ratio', 'lessThan', '10'), { ...VALUES, ratio: decimal('9') })).toBe(true);
    expect(await holds(number('ratio', 'equal', '0.5'), { ...VALUES, ratio: new Fraction(50n, 100n) })).toBe(true);
    expect(await holds(number('ratio', 'lessThan', '0.33333333'), { ...VALUES, ratio: new Fraction(1n, 3n) })).toBe(false);
    expect(await holds(leaf('ratio', 'in', [decimal('1'), decimal('2.00')]), { ...VALUES, ratio: whole(2) })).toBe(true);
    const beyondFloats = new Fraction(9007199254740993n, 1n);
    expect(await holds(leaf('ratio', 'equal', new Fraction(9007199254740992n, 1n)), { ...VALUES, ratio: beyondFloats })).toBe(false);
  });

  it('refuses `in` with a text, and a fact of another type than the operand', async () => {
    await refused(leaf('level', 'in', '123'));
    await refused(leaf('level', 'notIn', '123'));
    await refused(number('level', 'equal', '3'));
    await refused(leaf('ratio', 'equal', '2'));
    await refused(leaf('ratio', 'lessThan', '10'));
    await refused(leaf('procedures', 'inCodes', codes('stents', '36.0601')));
    await refused(leaf('diagnosis', 'anyInCodes', codes('tumours', 'C50*')));
    await refused(leaf('diagnosis', 'inCodes', 'C50'));
    await refused(leaf('ratio', 'known', 'true'));
    await refused(leaf('procedures', 'equal', '36.0601'));
  });

  it('leaves the Engine no operator and no decorator but ours', async () => {
    await holds(number('ratio', 'equal', '2'));
    const operators: unknown = Reflect.get(Object(made.at(-1)?.engine), 'operators');
    const names = (key: string): string[] => {
      const map: unknown = Reflect.get(Object(operators), key);
      return map instanceof Map ? [...map.keys()].map(String).sort() : ['not a map'];
    };
    expect(names('operators')).toEqual([...OPERATORS].sort());
    expect(names('decorators')).toEqual([]);
  });

  it('refuses an operator that is not in the list', async () => {
    const decision = decided([{ name: 'R', when: leaf('level', 'equal', '3') }]);
    for (const operator of ['not:equal', 'swap:lessThan', 'contains', '__proto__', 'constructor']) {
      const tampered = structuredClone(decision);
      Reflect.set(Object(tampered.rules[0]?.condition), 'operator', operator);
      await expect(new Judge().verdict(tampered, [0], reading(VALUES))).rejects.toThrow(AssertionError);
    }
  });

  it('compares dates as calendar dates', async () => {
    expect(await holds(leaf('day', 'lessThan', '2024-03-01'))).toBe(true);
    expect(await holds(leaf('day', 'greaterThanInclusive', '2024-02-29'))).toBe(true);
    expect(await holds(leaf('day', 'greaterThan', '2024-02-29'))).toBe(false);
  });

  it('finds codes exactly and by prefix', async () => {
    expect(await holds(leaf('diagnosis', 'inCodes', codes('tumours', 'C50*')))).toBe(true);
    expect(await holds(leaf('diagnosis', 'inCodes', codes('exact', 'C50')))).toBe(false);
    expect(await holds(leaf('procedures', 'anyInCodes', codes('angiography', '88.55*')))).toBe(true);
    expect(await holds(leaf('procedures', 'anyInCodes', codes('angiography', '88.55*')), { ...VALUES, procedures: [] })).toBe(false);
  });
});

describe('trap: a missing fact throws, even beside its guard', () => {
  it('every comparison with a missing fact is false, and none throws', async () => {
    const missing = { ...VALUES, ratio: null, urgent: null };
    for (const operator of ['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const) {
      expect(await holds(number('ratio', operator, '1'), missing)).toBe(false);
    }
    expect(await holds(leaf('ratio', 'in', [decimal('1')]), missing)).toBe(false);
    expect(await holds(leaf('ratio', 'notIn', [decimal('1')]), missing)).toBe(false);
    expect(await holds(leaf('urgent', 'notEqual', true), missing)).toBe(false);
    expect(await holds({ not: number('ratio', 'lessThan', '1') }, missing)).toBe(true);
    expect(await holds(leaf('ratio', 'known', false), missing)).toBe(true);
    expect(await holds(leaf('ratio', 'known', true), missing)).toBe(false);
    expect(
      await holds(
        { any: [{ all: [leaf('ratio', 'known', true), number('ratio', 'lessThan', '1')] }, leaf('level', 'equal', '3')] },
        missing,
      ),
    ).toBe(true);
  });

  it('a fact that nobody supplied is a bug, not a missing one', async () => {
    await expect(new Judge().verdict(decided([{ name: 'R', when: number('ratio', 'lessThan', '1') }]), [0], reading({}))).rejects.toThrow(
      /ratio, which nobody supplied/,
    );
  });
});

describe('trap: `any: []` is true', () => {
  it('is there', async () => {
    expect((await new Engine([{ conditions: { any: [] }, event: { type: 'x' } }]).run({})).events).toHaveLength(1);
  });
  it('is refused, wherever it stands', async () => {
    await refused({ any: [] });
    await refused({ all: [] });
    await refused({ all: [{ any: [] }, leaf('level', 'equal', '3')] });
    await refused({ not: { any: [] } });
  });
});

describe('trap: events stand in the order in which rules complete', () => {
  const deep = (sketch: Sketch, depth: number): Sketch =>
    depth === 0 ? sketch : { all: [deep(sketch, depth - 1), leaf('level', 'equal', '3')] };
  it('is there: the deeper rule comes last', async () => {
    const shallow = { fact: 'a', operator: 'equal', value: 1 };
    const engine = new Engine([
      { conditions: { all: [{ any: [{ all: [shallow] }] }] }, event: { type: 'first' } },
      { conditions: { all: [shallow] }, event: { type: 'second' } },
    ]);
    expect((await engine.run({ a: 1 })).events.map((event) => event.type)).toEqual(['second', 'first']);
  });
  it('cannot be seen: verdicts are in rule order, leaves by number', async () => {
    const decision = decided([
      { name: 'deep', when: deep(number('ratio', 'lessThan', '5'), 8) },
      { name: 'never', when: { all: [leaf('level', 'equal', '1'), number('ratio', 'equal', '2')] } },
      { name: 'shallow', when: leaf('level', 'equal', '3') },
    ]);
    const verdict = await new Judge().verdict(decision, [2, 1, 0], reading(VALUES));
    expect(verdict.fired).toEqual([0, 2]);
    expect(verdict.leaves).toEqual([[true], [false, true], Array.from({ length: 9 }, () => true)]);
  });
});

describe('trap: `path`, `params` and fact references run code or read other facts', () => {
  it('nothing of them reaches the Engine', async () => {
    const list: CodeList & { fact: string } = { ...codes('list', 'C50*'), fact: 'level' };
    const decision = decided([{ name: 'R', when: leaf('diagnosis', 'inCodes', list) }]);
    const rule = decision.rules[0];
    if (rule?.condition.kind !== 'leaf') throw new Error('not a leaf');
    const poisoned = { ...rule.condition, path: "$[?(@.constructor.constructor('throw 1')())]", params: { a: 1 }, priority: 9 };
    const verdict = await new Judge().verdict({ ...decision, rules: [{ ...rule, condition: poisoned }] }, [0], reading(VALUES));
    expect(verdict).toEqual({ fired: [0], leaves: [[true]] });
    expect(made.at(-1)?.engine).toMatchObject({ rules: [{ conditions: { all: [{ fact: 'f0', operator: 'inCodes', value: 0 }] } }] });
    for (const key of ['path', 'params']) {
      expect(made.at(-1)?.engine).not.toMatchObject({ rules: [{ conditions: { all: [{ [key]: expect.anything() as unknown }] } }] });
    }
  });

  it('and the Engine has a path resolver that throws', async () => {
    await holds(leaf('level', 'equal', '3'));
    const resolver: unknown = Reflect.get(Object(made.at(-1)?.options), 'pathResolver');
    expect(() => {
      if (typeof resolver === 'function') Reflect.apply(resolver, undefined, [{}, '$.a']);
    }).toThrow(/no path/);
  });
});

describe('trap: names that JavaScript or the event emitter treat specially', () => {
  it('a fact may be called __proto__, constructor or error; an event of type `error` throws in a bare Engine', async () => {
    const bare = new Engine([{ conditions: { all: [{ fact: 'a', operator: 'equal', value: 1 }] }, event: { type: 'error' } }]);
    await expect(bare.run({ a: 1 })).rejects.toBeDefined();
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'error']) {
      const ref: Ref = { name, scope: 'case', slot: 0 };
      const decision: DecisionPlan = { ...decided([{ name: 'error', when: leaf('error', 'equal', true) }]), id: 'error' };
      const rule = decision.rules[0];
      if (rule?.condition.kind !== 'leaf') throw new Error('not a leaf');
      const renamed = { ...decision, rules: [{ ...rule, condition: { ...rule.condition, ref } }] };
      expect((await new Judge().verdict(renamed, [0], () => true)).fired).toEqual([0]);
      expect((await new Judge().verdict(renamed, [0], () => false)).fired).toEqual([]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('trap: toJSON drops citations', () => {
  it('the Judge reads a decision and leaves it as it is', async () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const decision = freeze(
      decided([{ name: 'R', when: { not: { any: [leaf('level', 'in', ['1', '2']), number('ratio', 'lessThan', '1')] } } }]),
    );
    const verdict = await new Judge().verdict(decision, [0], reading(VALUES));
    expect(verdict).toEqual({ fired: [0], leaves: [[false, false]] });
    expect(decision.rules[0]?.basis).toEqual(['demo#1']);
  });
});
