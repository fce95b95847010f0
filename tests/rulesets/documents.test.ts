import { describe, expect, test } from 'vitest';
import { sealed } from '../../scripts/ruleset-files.js';
import { Fraction, sign } from '../../src/engine/number/quantity.js';
import { checked, FILES } from './ruleset-library.js';

/** Warnings that a document is meant to have. EXAMPLE_MISSING is never one of them (STYLE 23). */
const WANTED_WARNINGS: Readonly<Record<string, readonly string[]>> = {
  // Beyond five times the mean cost experts review a case, and until they do it counts as an ordinary one: a hospital is better off just below.
  '990100-coefficient-inside/2024.1.json': ['COST_MORE_PAYS_LESS /decisions/0/rules/1'],
  '990700-draft-three/2024.1.json': ['NATIONAL_LIMIT_EXCEEDED /parameters/qualityDepositRate/value'],
};

/** Shapes of grouping alone: a document has no words for catalogues; `grouping-ties.test.ts` and `dip-library.test.ts` show them. */
const WITHOUT_EXAMPLES = /^9905\d0-(?:ties|dip)-/;

describe('the rulesets that ship', () => {
  test.each(FILES.map((one) => [one.name, one] as const))('%s loads: no error, no unwanted warning, all examples hold', async (name, one) => {
    const { findings, ruleset, examples } = await checked(one);
    const said = findings.filter(({ severity }) => severity !== 'INFO').map(({ code, pointer }) => `${code} ${pointer}`);
    expect(said).toEqual(WANTED_WARNINGS[name] ?? []);
    // Nobody reads a bare code.
    expect(findings.filter(({ code }) => code === 'NO_WORD').map(({ message }) => message.zh)).toEqual([]);
    // What money depends on rests on assumptions everywhere: no version that ships may settle a real year.
    expect(ruleset?.plan.settlementReady).toBe(false);
    expect(examples.length > 0).toBe(!WITHOUT_EXAMPLES.test(name));
  });

  test('no situation is shown by a cost, ratio or coefficient that cannot occur (thresholdRatio −0.6, recordedCost −1)', async () => {
    const below = new Set<string>();
    for (const one of FILES) {
      for (const decision of Object.values((await checked(one)).ruleset?.plan.decisions ?? {}).flat()) {
        for (const { ref, representatives } of decision.tables.flatMap(({ tests }) => tests))
          if (representatives.some((value) => value instanceof Fraction && sign(value) < 0)) below.add(ref.name);
      }
    }
    // What is left of a sum, or lies between two figures, may well be less than nothing.
    expect([...below].sort()).toEqual(['aboveLow', 'belowHigh', 'budgetBalance', 'specialQuotaLeft', 'underMean']);
  });

  test('every extends states the hash that its base has now (npx tsx scripts/seal-rulesets.ts)', () => {
    const changed = sealed(FILES).filter((one, index) => one.text !== FILES[index]?.text);
    expect(changed.map(({ name }) => name)).toEqual([]);
  });

  test('sealing mends a hash, in the base’s order, and touches nothing else', () => {
    const broken = FILES.map((one) => {
      const hash = one.document.extends?.effectiveHash;
      if (hash === undefined || one.document.extends === undefined) return one;
      const zeros = '0'.repeat(64);
      return {
        ...one,
        text: one.text.replace(hash, zeros),
        document: { ...one.document, extends: { ...one.document.extends, effectiveHash: zeros } },
      };
    });
    expect(sealed(broken).map(({ text }) => text)).toEqual(FILES.map(({ text }) => text));
  });

  test('a folder is named by its region, a file by its version; one region and version stands once', () => {
    const keys = FILES.map(({ document }) => `${document.region} ${document.version}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { name, document } of FILES.filter((one) => !one.name.startsWith('_'))) {
      expect(name).toMatch(new RegExp(`^${document.region}-[a-z0-9-]+/${document.version.replaceAll('.', '\\.')}\\.json$`));
    }
  });

  test('only sandbox regions (99xxxx) are fictitious, and they say so', () => {
    for (const { document } of FILES.filter(({ document: { region } }) => region.startsWith('99'))) {
      expect(Object.values(document.sources ?? {}).filter((source) => 'kind' in source && source.kind !== 'ASSUMPTION')).toEqual([]);
    }
  });
});
