import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { CODE_FORMS, diagnosisForm, operationForms } from '../../../src/engine/codes/code-form.js';
import { compile } from '../../../src/rules/compiled/compile.js';
import type { DecisionDocument, EffectiveDocument } from '../../../src/rules/document/document.js';
import { decisionOf, goodCity, seen } from '../good-city.js';

const label = { zh: '清单质控' };
const basis = ['demo#1'];

const QUALITY: DecisionDocument = {
  id: 'listQuality',
  scope: 'case',
  label,
  output: { type: 'enum', values: ['LATE'] },
  quality: true,
  hit: 'collect',
  rules: [
    {
      name: 'late',
      label,
      basis,
      conditions: { all: [{ fact: 'daysSinceDischarge', operator: 'greaterThan', value: '7' }] },
      event: { type: 'listQuality', params: { value: 'LATE' } },
      quality: { dimension: 'TIMELY', field: 'dischargeDate', level: 'WARNING', returned: false },
    },
  ],
};

/** The good city with a quality decision, changed as a test wants it. */
const city = (change: (quality: DecisionDocument, document: EffectiveDocument) => void = () => undefined): EffectiveDocument =>
  goodCity((document) => {
    const quality = structuredClone(QUALITY);
    document.decisions.push(quality);
    change(quality, document);
  });
const before = seen(goodCity());
const said = (...change: Parameters<typeof city>): readonly string[] => seen(city(...change)).filter((text) => !before.includes(text));
const ruleOf = (quality: DecisionDocument) => must(quality.rules?.[0], 'rule');
const reading = (fact: string, value: string | boolean) => (quality: DecisionDocument) => {
  ruleOf(quality).conditions = { all: [{ fact, operator: 'equal', value }] };
};
const place = `/decisions/${goodCity().decisions.length}`;

describe('quality decisions (N21-11, N25-08, YY-8)', () => {
  it('compile apart: scoring has neither their decisions, nor slots for them, nor for what they read', () => {
    const options = { effectiveHash: '0'.repeat(64) };
    const with_ = compile(city(), options);
    const without = compile(goodCity(), options);
    expect(said()).toEqual([]);
    expect(with_.plan).toEqual(without.plan);
    expect(without.quality).toBeUndefined();
    expect(with_.quality?.decisions.case.map(({ id }) => id)).toEqual(['listQuality']);
  });

  it.each<[string, Parameters<typeof city>[0], string[]]>([
    ['another scope', (q) => (q.scope = 'fundYear'), [`QUALITY_FORM ${place}/scope`]],
    ['another hit policy', (q) => (q.hit = 'first'), [`QUALITY_FORM ${place}/quality`]],
    ['a rule without quality', (q) => void delete ruleOf(q).quality, [`QUALITY_FORM ${place}/rules/0`]],
    ['a rule with quality in a decision without', (q) => void delete q.quality, [`QUALITY_FORM ${place}/rules/0`]],
    [
      'a field that is no fact of the case',
      (q) => (ruleOf(q).quality = { dimension: 'TIMELY', field: 'income', level: 'ERROR', returned: true }),
      [`QUALITY_FORM ${place}/rules/0/quality/field`],
    ],
    ['the group', reading('groupKind', 'CORE'), [`NAME_NOT_READABLE ${place}/rules/0/conditions/all/0/fact`]],
    ['the institution', reading('institutionLevel', '3'), [`NAME_NOT_READABLE ${place}/rules/0/conditions/all/0/fact`]],
    ['an output', reading('deviation', 'NORMAL'), [`NAME_NOT_READABLE ${place}/rules/0/conditions/all/0/fact`]],
  ])('are refused where they have or read %s', (_, change, findings) => {
    expect(said(change)).toEqual(expect.arrayContaining(findings));
  });

  it('are not read by scoring, and neither is the day of submission', () => {
    for (const fact of ['listQuality.LATE', 'principalDiagnosisForm'])
      expect(
        said((_, document) => {
          must(decisionOf(document, 'inclusion').rules?.[0], 'rule').conditions = { all: [{ fact, operator: 'equal', value: true }] };
        }),
      ).toContain('NAME_NOT_READABLE /decisions/6/rules/0/conditions/all/0/fact');
  });
});

describe('the form of codes (B4)', () => {
  it.each([
    ['K80.100', 'NATIONAL'],
    ['K80.100x001', 'NATIONAL'],
    ['I10.x00', 'NATIONAL'],
    ['K80.1', 'NATIONAL'],
    ['k80.100', 'LOWER_CASE'],
    ['8.01E+02', 'NUMBER_LIKE'],
    ['hello', 'OTHER'],
  ])('of the diagnosis %s is %s', (code, form) => {
    expect(diagnosisForm(code)).toBe(form);
  });

  it('of operations are each said once', () => {
    expect(operationForms(['51.2300', '512300', '00.6600x008', '5123', 'x'])).toEqual(['NATIONAL', 'NUMBER_LIKE', 'OTHER']);
    expect(CODE_FORMS).toHaveLength(4);
  });
});
