import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { viewFormula, type FormulaView } from '../../../src/rules/compile/formula-view.js';
import { Aliases } from '../../../src/rules/names/aliases.js';
import { compile } from '../../../src/rules/compiled/compile.js';
import { goodCity } from '../good-city.js';
import { compiledOf } from '../../rulesets/ruleset-library.js';

const view = (decision: string, text: string): FormulaView => must(viewFormula(goodCity(), decision, text), decision);
const nationalRules = async () => (await compiledOf('100000', '2025.1')).effective;

describe('公式试读 a formula at its place', () => {
  it('says what it reads as, its dimension, and that it fits', async () => {
    const document = await nationalRules();
    expect(viewFormula(document, 'costRatio', "totalCost / group(meanCost, 'ALL')")).toMatchObject({
      ...{ reading: "医疗总费用 / 病种(均费, 'ALL')", unit: '1', expected: '1', findings: [] },
    });
    expect(viewFormula(document, 'costRatio', "医疗总费用 / 病种(均费, 'ALL')")?.findings).toEqual([]);
    const wrong = must(viewFormula(document, 'costRatio', 'totalCost'), 'view');
    expect([wrong.unit, wrong.findings.map(({ code, at }) => [code, at])]).toEqual(['yuan', [['OUTPUT_UNIT', 0]]]);
  });

  it('says where a text is no formula, and where a name may not stand', async () => {
    const document = await nationalRules();
    const places = (text: string) =>
      viewFormula(document, 'deviationFactor', text)?.findings.map(({ code, at, length }) => [code, at, length]);
    expect(places('costRatio *')).toEqual([['FORMULA_SYNTAX', 11, 0]]);
    expect(places('costRatio # 2')).toEqual([['FORMULA_SYNTAX', 10, 1]]);
    expect(places('costRatio * 不认识')).toEqual([['UNKNOWN_NAME', 12, 3]]);
    expect(places('costRatio * points')).toEqual([['NAME_NOT_READABLE', 12, 6]]);
    expect(places('deepest(costRatio)')).toEqual([['FORMULA_FUNCTION', 0, 7]]);
  });

  it('says the same as the check of the whole document', async () => {
    const document = structuredClone(await nationalRules());
    const rule = must(document.decisions.find(({ id }) => id === 'costRatio')?.rules?.[0], 'rule');
    const params = rule.event.params as { formula?: string };
    params.formula = 'totalCost + lengthOfStay';
    const found = compile(document, { effectiveHash: '0'.repeat(64) }).findings.filter(({ pointer }) => pointer.endsWith('/formula'));
    expect(viewFormula(document, 'costRatio', params.formula)?.findings.map(({ message }) => message)).toEqual(
      found.map(({ message }) => message),
    );
    expect(found.map(({ code }) => code)).toEqual(['UNIT_MISMATCH']);
  });

  it('names what may stand there, each with kind, meaning and dimension, and nothing that comes later', async () => {
    const document = await nationalRules();
    const { names } = must(viewFormula(document, 'deviationFactor', '1'), 'view');
    const named = (name: string) => names.find((one) => one.name === name);
    expect(named('costRatio')).toMatchObject({ kind: 'DECISION', label: { zh: '费用倍率' }, word: '费用倍率', unit: '1' });
    expect(named('totalCost')).toMatchObject({ kind: 'FACT', unit: 'yuan' });
    expect(named('deviationLow')).toMatchObject({ kind: 'PARAMETER', unit: '1' });
    expect(named('baseCoefficients')).toMatchObject({ kind: 'TABLE', call: 'lookup(baseCoefficients, institutionLevel)' });
    expect(named('institutionLevel')).toMatchObject({ kind: 'KEY' });
    expect(named('min')).toMatchObject({ kind: 'FUNCTION', word: '取小' });
    expect(names.filter(({ kind }) => kind === 'COLUMN').map(({ name, unit }) => [name, unit])).toContainEqual(['points', 'point']);
    for (const later of ['deviationFactor', 'settlementPointValue', 'payable']) expect([later, named(later)]).toEqual([later, undefined]);
    expect(viewFormula(document, 'payable', '0')?.names.some(({ kind }) => kind === 'COLUMN')).toBe(false);
  });

  it('names nothing that the checker would refuse: every number is a formula there, by its name and by its word', async () => {
    const document = await nationalRules();
    const aliases = Aliases.of(document);
    for (const decision of ['points', 'payable']) {
      const { names, expected } = must(viewFormula(document, decision, '0'), decision);
      const numbers = names.filter(({ kind, unit }) => unit !== undefined && kind !== 'TABLE' && kind !== 'COLUMN');
      expect(numbers.length).toBeGreaterThan(10);
      for (const { name, word = name, unit } of numbers) {
        const [byName, byWord] = [name, word].map((text) => viewFormula(document, decision, text));
        expect([name, byName?.unit, byWord?.unit]).toEqual([name, unit, unit]);
        expect(byName?.findings.map(({ code }) => code)).toEqual(unit === expected ? [] : ['OUTPUT_UNIT']);
        expect(aliases.toIdentifiers(word)).toBe(name);
      }
    }
  });

  it('is of decisions that give a number only', () => {
    expect(viewFormula(goodCity(), 'nothing', '1')).toBeUndefined();
    expect(viewFormula(goodCity(), 'inclusion', '1')).toBeUndefined();
    expect(view('points', '0').findings).toEqual([]);
  });
});
