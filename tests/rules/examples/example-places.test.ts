import { expect, it } from 'vitest';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { formula, HEAD } from '../written-documents.js';

/** Which examples fail of a third, rounded to 10 places. */
async function failing(expected: string): Promise<readonly string[]> {
  const written = {
    ...{ ...HEAD, sources: { demo: { title: '演示', kind: 'ASSUMPTION' } } },
    decisions: [
      formula('third', 'lengthOfStay / (1 + 2) / (1 + 2)', {
        output: { type: 'decimal', unit: 'day', round: { scale: 10, mode: 'HALF_UP' } },
      }),
    ],
    examples: [{ id: 'third', scope: 'case', given: { lengthOfStay: '1' }, expect: { third: expected } }],
  };
  const { findings } = await checkRuleset(JSON.stringify(written), () => undefined, new Judge());
  return findings.filter(({ severity }) => severity === 'ERROR').map(({ code, message }) => `${code} ${message.zh}`);
}

it('compares an output of ten places at ten places: the true figure holds, one cut at eight does not (H4)', async () => {
  expect(await failing('0.1111111111')).toEqual([]);
  expect(await failing('0.11111111')).toEqual([expect.stringContaining('0.1111111111')]);
});
