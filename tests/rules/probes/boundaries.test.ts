import { describe, expect, test } from 'vitest';
import { resolveAmong } from '../../../scripts/ruleset-files.js';
import { must } from '../../../src/engine/kit/assert.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset, type CheckedRuleset } from '../../../src/rules/load.js';
import { boundaryExamples, type BoundaryReport } from '../../../src/rules/probes/boundaries.js';
import { FILES, fileOf } from '../../rulesets/ruleset-library.js';

const check = (text: string): Promise<CheckedRuleset> => checkRuleset(text, resolveAmong(FILES), new Judge());

function boundaries(
  { ruleset, examples, isInherited }: CheckedRuleset,
  options: { limit?: number; all?: boolean } = {},
): Promise<BoundaryReport> {
  return boundaryExamples(must(ruleset, 'ruleset'), examples, { ...(isInherited && { isInherited }), ...options });
}

/** A document with examples of its own added. */
function adopting(text: string, { examples }: BoundaryReport): string {
  const document = JSON.parse(text) as { examples: unknown[] };
  document.examples.push(...examples.map(({ example }) => example));
  return JSON.stringify(document);
}

const missing = ({ findings }: CheckedRuleset): string[] =>
  findings.filter(({ code }) => code === 'BOUNDARY_MISSING').map(({ pointer }) => pointer);

describe('boundary examples of a ruleset', () => {
  test.each([
    ['100000', '2025.1'],
    ['991450', '2024.1'],
  ])(
    'those of %s %s are adopted as they stand: the check passes and says no more that boundaries lack examples',
    async (region, version) => {
      const { text } = fileOf(region, version);
      const before = await check(text);
      const made = await boundaries(before);
      expect(missing(before).length).toBeGreaterThan(0);
      expect(made.examples.length).toBe(made.total - made.shown - made.unmade);
      const after = await check(adopting(text, made));
      expect(after.findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
      const left = await boundaries(after);
      expect([left.examples, left.total, left.shown]).toEqual([[], made.total, made.total - made.unmade]);
      expect(missing(after).length).toBeLessThan(missing(before).length);
    },
  );

  test('N21-21: an example says what it gives now and which rule fires; what is inherited is not asked again', async () => {
    const { examples } = await boundaries(await check(fileOf('100000', '2021.1').text), { all: true });
    const low = examples.filter(
      ({ rule, fact, threshold }) => rule === 'deviation-low' && fact === 'thresholdRatio' && threshold !== undefined,
    );
    expect(low.map(({ side, example }) => [side, example.given.thresholdRatio, example.expect.deviation, example.fired])).toEqual([
      ['BELOW', '0.4999', 'LOW', ['deviation-low']],
      ['AT', '0.5', 'NORMAL', ['deviation.otherwise']],
      ['ABOVE', '0.5001', 'NORMAL', ['deviation.otherwise']],
    ]);
    const inherited = await boundaries(await check(fileOf('990300', '2025.1').text));
    expect(inherited.examples.map(({ rule }) => rule)).not.toContain('deviation-low');
  });

  test('the same document gives the same examples; a limit cuts them', async () => {
    const { text } = fileOf('100000', '2021.1');
    const [one, other] = [await boundaries(await check(text)), await boundaries(await check(text))];
    expect(one).toEqual(other);
    const few = await boundaries(await check(text), { limit: 3 });
    expect([few.examples, few.total]).toEqual([one.examples.slice(0, 3), one.total]);
  });
});
