import { describe, expect, test } from 'vitest';
import { checkRuleset } from '../../../src/rules/load.js';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { edits, parameter, tinyDocument, type Edit } from '../../support/tiny-city.js';

const judge = new Judge();

async function found(edit: Edit): Promise<readonly Finding[]> {
  const { findings } = await checkRuleset(
    await tinyDocument(edit),
    baseResolver(() => undefined),
    judge,
  );
  return findings.filter(({ severity }) => severity !== 'INFO').filter(({ code }) => code !== 'EXAMPLE_MISSING');
}

const codesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

/** The rules of the deviation with other conditions. */
const withDeviation =
  (change: (conditions: Record<string, string>[], rule: string) => Record<string, unknown>[]): Edit =>
  (document) => {
    const copy = JSON.parse(JSON.stringify(document)) as typeof document;
    for (const decision of copy.decisions ?? []) {
      if (!('rules' in decision) || decision.id !== 'deviation') continue;
      for (const rule of decision.rules ?? []) {
        if (!('conditions' in rule) || !('all' in rule.conditions)) continue;
        const { all } = rule.conditions as { all: Record<string, string>[] };
        (rule.conditions as { all: unknown }).all = change(all, rule.name);
      }
    }
    return copy;
  };

describe('thresholds out of order', () => {
  test('N21-21: a low threshold raised above the high one: an overlap, and why; exchanged, it is gone', async () => {
    const crossed = await found(parameter('deviationLow', '2.5'));
    expect(crossed.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['ERROR OVERLAP', 'WARNING THRESHOLDS_OUT_OF_ORDER']);
    const [overlap, order] = crossed;
    expect(overlap?.message.zh).toContain('互相矛盾（LOW、HIGH）');
    expect(order).toMatchObject({
      mend: [
        { pointer: '/parameters/deviationLow/value', value: '2' },
        { pointer: '/parameters/deviationHigh/value', value: '2.5' },
      ],
    });
    expect(order?.message.en).toContain('deviationLow = 2.5 is above the high one deviationHigh = 2');
    // The witness lies between both: each rule holds there.
    expect(Number(order?.witness?.['costRatio'])).toBeGreaterThanOrEqual(2);
    expect(Number(order?.witness?.['costRatio'])).toBeLessThanOrEqual(2.5);
    // What the exchange leaves is another matter: up to twice the mean a case is paid by its cost, and beyond it once.
    expect(await found(edits(parameter('deviationLow', '2'), parameter('deviationHigh', '2.5'))).then(codesOf)).toEqual([
      'COST_MORE_PAYS_LESS',
    ]);
  });

  test('at the same value nothing is above anything', async () => {
    expect((await found(parameter('deviationLow', '2'))).map(({ code }) => code)).toEqual(['OVERLAP']);
  });

  test('a rule between two limits of which the lower is the higher: it can never hold, and why', async () => {
    const between = withDeviation((conditions, rule) =>
      rule === 'deviation-low'
        ? [...conditions, { fact: 'costRatio', operator: 'greaterThan', value: { parameter: 'deviationHigh' } }]
        : conditions,
    );
    const said = await found(edits(parameter('deviationLow', '0.5'), between));
    // The rule itself, and what points read of it.
    expect(said.map(({ code }) => code)).toEqual(['RULE_UNREACHABLE', 'RULE_UNREACHABLE', 'THRESHOLDS_OUT_OF_ORDER']);
    expect(said[2]?.message.zh).toContain('下限 deviationHigh = 2 高于上限 deviationLow = 0.5');
  });

  test('bands as rules that descend: the numbers are named where there are no parameters', async () => {
    const descending = withDeviation((_, rule) => [
      { fact: 'costRatio', operator: 'known', value: true },
      { fact: 'costRatio', operator: 'greaterThanInclusive', value: rule === 'deviation-low' ? '20' : '10' },
      { fact: 'costRatio', operator: 'lessThan', value: rule === 'deviation-low' ? '15' : '20' },
    ]);
    const unread: Edit = ({ parameters: { deviationLow: _, ...parameters } = {}, ...document }) => ({ ...document, parameters });
    const said = await found(edits(parameter('deviationLow', '0.5'), descending, unread));
    const order = said.filter(({ code }) => code === 'THRESHOLDS_OUT_OF_ORDER');
    expect(order).toHaveLength(1);
    expect(order[0]?.mend).toBeUndefined();
    expect(order[0]?.message.zh).toContain('= 20 高于上限');
  });
});
