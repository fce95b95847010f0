import { expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { openYear } from '../../../src/engine/clearing/year.js';
import { prepare } from '../../../src/engine/decide/program.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { printValue } from '../../../src/engine/plan/value-text.js';
import { compile } from '../../../src/rules/compiled/compile.js';
import { baseOf, formula, type Written } from '../written-documents.js';

const sources: Written = { demo: { title: '演示', kind: 'ASSUMPTION' } };
const ownRate = { scope: 'institution', type: 'decimal', unit: '1', average: 'MEAN', label: { zh: '自有比例' } };
const compiled = (text: string, more: Written = {}): ReturnType<typeof compile> =>
  compile(
    baseOf({
      sources,
      facts: { ownRate, ...(more.facts ?? {}) },
      decisions: [...((more.decisions as Written[] | undefined) ?? []), formula('rate', text, { scope: 'institution' })],
    }),
    { effectiveHash: '0'.repeat(64) },
  );

it('averages over the region where institutions have no class (H1)', () => {
  const { plan, findings } = compiled('ownRate / ownRate.region');
  expect(findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  const institutions = ['1', '3'].map((rate, n) => ({ code: `H${n}`, facts: new Map([['ownRate', decimal(rate)]]) }));
  const year = openYear(prepare(must(plan, 'plan')), { fundYear: new Map(), institutions }, () => undefined);
  const slot = must(plan, 'plan').slots.institution.findIndex(({ name }) => name === 'rate');
  expect(year.failures).toEqual([]);
  expect([...year.institutions.values()].map(({ frame }) => printValue(frame[slot]))).toEqual(['0.5', '1.5']);
});

it('says at load that nobody has peers, also where a decision is called like the class: it is known too late (H1)', () => {
  const decided: Written = {
    ...{ id: 'institutionClass', scope: 'institution', label: { zh: '类别' }, output: { type: 'enum', values: ['A', 'B'] } },
    ...{ value: 'A', basis: ['demo#1'] },
  };
  for (const decisions of [[], [decided]]) {
    const { findings } = compiled('ownRate / ownRate.peer', { decisions });
    expect(findings.find(({ severity }) => severity === 'ERROR')).toMatchObject({ code: 'NAME_NOT_READABLE' });
  }
});
