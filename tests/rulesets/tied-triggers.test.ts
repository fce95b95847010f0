import { describe, expect, test } from 'vitest';
import { Judge } from '../../src/rules/judge/judge.js';
import { checkRuleset } from '../../src/rules/load.js';
import { resolveAmong } from '../../scripts/ruleset-files.js';
import { FILES, fileOf } from './ruleset-library.js';

const judge = new Judge();
const FILE = fileOf('990700', '2024.1');

type Three = readonly [string, string, string];

/** Codes of what a worked example of 990700 is found wrong for: a case of which every type holds, with these triggers and what is wanted. */
async function wrong(triggers: Three, wanted: Three): Promise<readonly string[]> {
  const [death, severe, moderate] = triggers;
  const auxiliary = { TRIGGER_DEATH: death, DEATH: '1.3', TRIGGER_SEVERE: severe, SEVERE: '1.2', TRIGGER_MODERATE: moderate, MODERATE: '1.05' };
  const [topTrigger, auxiliaryFactor, row] = wanted;
  const example = {
    ...{ id: 'tied', cites: ['N21-20'], scope: 'case' },
    given: {
      ...{ dischargeWay: '5', otherDiagnoses: ['A41.900', 'I10.x00'], lengthOfStay: '8', 'caseFlag.TCM': false },
      group: { kind: 'CORE', points: '1000', flags: [], auxiliary },
    },
    expect: { topTrigger, auxiliaryFactor },
    fired: ['trigger-death', 'trigger-severe', 'trigger-moderate', ...(row === '' ? [] : [row])],
  };
  const document = { ...(JSON.parse(FILE.text) as { examples: unknown[] }), examples: [example] };
  const { examples, findings } = await checkRuleset(JSON.stringify(document), resolveAmong(FILES), judge);
  expect(examples.map(({ id }) => id)).toContain('tied');
  return findings.filter(({ severity }) => severity === 'ERROR').map(({ code }) => code);
}

describe('the highest of triggers that look alike once rounded (990700)', () => {
  test('is the highest before rounding, whichever row stands first', async () => {
    expect(await wrong(['1.40001', '1.40004', '1.1'], ['1.4000', '1.2000', 'severity-severe'])).toEqual([]);
    expect(await wrong(['1.40004', '1.40001', '1.1'], ['1.4000', '1.3000', 'severity-death'])).toEqual([]);
    expect(await wrong(['1.39996', '1.39999', '1.40001'], ['1.4000', '1.0500', ''])).toEqual([]);
  });

  test('is that of the earliest row where they are equal to the last place', async () => {
    expect(await wrong(['1.40004', '1.40004', '1.40004'], ['1.4000', '1.3000', 'severity-death'])).toEqual([]);
    expect(await wrong(['1.1', '1.4', '1.40000'], ['1.4000', '1.2000', 'severity-severe'])).toEqual([]);
  });

  test('an example that says otherwise is found wrong', async () => {
    const codes = await wrong(['1.40001', '1.40004', '1.1'], ['1.4000', '1.3000', 'severity-death']);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.every((code) => code.startsWith('EXAMPLE'))).toBe(true);
  });
});
