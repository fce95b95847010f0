import { expect } from 'vitest';
import { baseResolver } from '../../../src/rules/extend/base-resolver.js';
import type { Finding } from '../../../src/rules/findings/finding.js';
import { Judge } from '../../../src/rules/judge/judge.js';
import { checkRuleset } from '../../../src/rules/load.js';
import { tinyDocument, type Edit } from '../../support/tiny-city.js';

const judge = new Judge();

/** The findings of a code that the check of an edited tiny document has; it has no errors but parameters that the edit left unused. */
export async function findingsOf(code: Finding['code'], edit: Edit): Promise<readonly Finding[]> {
  const { findings } = await checkRuleset(
    await tinyDocument(edit),
    baseResolver(() => undefined),
    judge,
  );
  const errors = findings.filter((one) => one.severity === 'ERROR' && one.code !== 'UNUSED_PARAMETER');
  expect(errors).toEqual([]);
  return findings.filter((one) => one.code === code);
}

/** A decision's rule gives another formula. */
export const formulaOf =
  (rule: string, formula: string): Edit =>
  (document) =>
    JSON.parse(
      JSON.stringify(document, (_, value: unknown) =>
        typeof value === 'object' && value !== null && 'name' in value && value.name === rule && 'event' in value
          ? { ...value, event: { ...(value.event as object), params: { formula } } }
          : value,
      ),
    ) as typeof document;
