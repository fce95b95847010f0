import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { compile } from '../../../src/rules/compiled/compile.js';
import type { EffectiveDocument } from '../../../src/rules/document/document.js';
import { effectiveHash } from '../../../src/rules/document/hash.js';
import { readRuleset } from '../../../src/rules/extend/read-ruleset.js';
import { baseOf, extend, HEAD, parameter, tier, type Written } from '../written-documents.js';

const sources = { demo: { title: '演示', kind: 'ASSUMPTION' } };
const words = { LEVEL_MEAN: { zh: '同级次均', en: 'mean of the level' }, STANDARD: { zh: '支付标准' } };
const base: Written = {
  ...{ value: 'STANDARD', enum: ['LEVEL_MEAN', 'STANDARD'], label: { zh: '分母', en: 'divisor' }, basis: ['demo#1'] },
};
const output = { type: 'decimal', unit: '1', exact: true };
const head = { id: 'ratio', scope: 'case', label: { zh: '倍率' }, output };
const choice = (formulas: Written, by = 'ratioBase'): Written => ({ ...head, choose: { by, formulas, basis: ['demo#2'] } });
const BOTH = { LEVEL_MEAN: '1 / 2', STANDARD: '1 / 4' };
const city = (decision: Written, more: Written = {}): Written => ({
  sources,
  words,
  parameters: { ratioBase: base },
  decisions: [decision],
  ...more,
});

/** The effective document, and `CODE pointer` of the errors that checks find. */
function loaded(written: Written): { readonly effective: EffectiveDocument | undefined; readonly errors: readonly string[] } {
  const { effective, origins, findings } = readRuleset(JSON.stringify({ ...HEAD, ...written }), () => undefined);
  const late = effective === undefined ? [] : origins.relocate(compile(effective, { effectiveHash: '0'.repeat(64) }).findings);
  const errors = [...findings, ...late].filter(({ severity }) => severity === 'ERROR');
  return { effective, errors: errors.map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('a decision that chooses its formula by a parameter', () => {
  it('stands for a rule a member, named and called after it, and has no otherwise', () => {
    const { effective, errors } = loaded(city(choice(BOTH)));
    expect(errors.filter((error) => !error.startsWith('CONTRACT'))).toEqual([]);
    const decision = must(effective?.decisions[0], 'decision');
    expect(decision.otherwise).toBeUndefined();
    expect(decision.rules?.map(({ name, label, conditions, event }) => [name, label, conditions, event.params])).toEqual([
      [
        'ratio.LEVEL_MEAN',
        { zh: '分母＝同级次均', en: 'divisor = mean of the level' },
        { all: [{ fact: 'ratioBase', operator: 'equal', value: 'LEVEL_MEAN' }] },
        { formula: '1 / 2' },
      ],
      [
        'ratio.STANDARD',
        { zh: '分母＝支付标准', en: 'divisor = STANDARD' },
        { all: [{ fact: 'ratioBase', operator: 'equal', value: 'STANDARD' }] },
        { formula: '1 / 4' },
      ],
    ]);
  });

  it('chooses by a flag, too', () => {
    const flag = { value: true, label: { zh: '开关' }, basis: ['demo#1'] };
    const { effective } = loaded(city(choice({ true: '1', false: '0' }), { parameters: { ratioBase: flag } }));
    expect(effective?.decisions[0]?.rules?.map(({ conditions }) => conditions)).toEqual([
      { all: [{ fact: 'ratioBase', operator: 'equal', value: true }] },
      { all: [{ fact: 'ratioBase', operator: 'equal', value: false }] },
    ]);
  });

  it('is refused at the place where it was written', () => {
    const wrong = (written: Written): readonly string[] => loaded(written).errors.filter((error) => error.includes('/decisions/0'));
    expect(wrong(city(choice({ STANDARD: '1' })))).toEqual(['CHOOSE_LACKS /decisions/0/choose/formulas']);
    expect(wrong(city(choice({ ...BOTH, OTHER: '1' })))[0]).toContain('/decisions/0/choose');
    expect(wrong(city(choice(BOTH), { parameters: { ratioBase: parameter('1', { unit: '1' }) } }))).toContain(
      'CHOOSE_BY /decisions/0/choose/by',
    );
    expect(wrong(city(choice(BOTH, 'nobody')))[0]).toMatch(/^UNKNOWN_NAME \/decisions\/0\/choose/);
    expect(wrong(city({ ...choice(BOTH), hit: 'first' }))).toEqual(expect.arrayContaining(['CHOOSE_WITH_RULES /decisions/0/hit']));
    expect(wrong(city({ ...choice(BOTH), otherwise: { value: '1', basis: ['demo#1'] } }))).toEqual(
      expect.arrayContaining(['CHOOSE_WITH_RULES /decisions/0/otherwise']),
    );
  });
});

describe('a choice that goes by the wrong thing', () => {
  const stray = { value: '1', label: { zh: '另一个' }, basis: ['demo#1'] };
  const inYear = (decisions: unknown): Written[] => [decisions].flat().map((one) => ({ ...(one as Written), scope: 'fundYear' }));
  const advised = (written: Written) => {
    const yearly = { ...written, decisions: inYear(written['decisions']) };
    const { effective, origins, findings } = readRuleset(JSON.stringify({ ...HEAD, ...yearly }), () => undefined);
    const late = effective === undefined ? [] : origins.relocate(compile(effective, { effectiveHash: '0'.repeat(64) }).findings);
    const errors = [...findings, ...late].filter(({ severity, code }) => severity !== 'INFO' && !code.startsWith('CONTRACT'));
    return errors.map(({ code, pointer, suggestion }) => [code, pointer, suggestion?.zh]);
  };

  it('says so once, first, and nothing of what follows from it: a fact that may be missing', () => {
    const fact = { scope: 'case', type: 'enum', values: ['LEVEL_MEAN', 'STANDARD'], label: { zh: '口径' }, optional: true };
    for (const by of ['ratioFact', 'totalCost']) {
      const found = advised(city(choice(BOTH, by), { facts: { ratioFact: fact } }));
      expect(found).toEqual([
        ['CHOOSE_BY', '/decisions/0/choose/by', '写一个有 enum 的参数或 true／false 参数；按事实区分的写 rules 或 table。'],
      ]);
    }
  });

  it('advises nobody to delete the parameter that a misspelt name, or a formula still to come, was to read', () => {
    expect(advised(city(choice(BOTH, 'ratioBse')))).toEqual([['UNKNOWN_NAME', '/decisions/0/choose/by', '是否指 “ratioBase”？']]);
    expect(advised(city(choice(BOTH, 'nobody')))[0]?.[2]).toBe('by 写一个有 enum 的参数或 true／false 参数，现有：ratioBase。');
    expect(advised(city(choice({}), { parameters: { ratioBase: base, stray } })).map(([code]) => code)).toEqual(['CHOOSE_LACKS']);
    expect(advised(city(choice(BOTH), { parameters: { ratioBase: base, stray } })).map(([code]) => code)).toEqual(['UNUSED_PARAMETER']);
  });

  it('refuses a member that the parameter has not, of a flag, too, with what to do', () => {
    const flag = { value: true, label: { zh: '开关' }, basis: ['demo#1'] };
    const ofFlag = advised(city(choice({ true: '1', false: '0', NO: '2' }), { words: {}, parameters: { ratioBase: flag } }));
    expect(ofFlag.map(([code, pointer]) => `${code} ${pointer}`)).toEqual(['OUT_OF_DOMAIN /decisions/0/choose/formulas/NO']);
    const [[code, pointer, advice] = []] = advised(city(choice({ ...BOTH, OTHER: '1' })));
    expect([code, pointer]).toEqual(['OUT_OF_DOMAIN', '/decisions/0/choose/formulas/OTHER']);
    expect(advice).toContain('“ratioBase” 的声明');
  });

  it('says a slip in a member once, with what is meant; a name that is none is called a choice (A2)', () => {
    expect(advised(city(choice({ level_mean: '1', STANDARD: '2' })))).toEqual([
      ['OUT_OF_DOMAIN', '/decisions/0/choose/formulas/level_mean', '是否指 “LEVEL_MEAN”？'],
    ]);
    const [[, , advice] = []] = advised(city(choice({ 同级次均: '1', STANDARD: '2' })));
    expect(advice).toContain('by 所指参数的一个选项');
  });

  it('names the other ways in which the decision was written, too (A3)', () => {
    for (const other of [{ formula: '1' }, { value: '1' }, { allocate: { total: 'a', weight: 'b', basis: ['demo#1'] } }]) {
      expect(advised(city({ ...choice(BOTH), ...other })).map(([code, pointer]) => `${code} ${pointer}`)).toEqual([
        `CHOOSE_WITH_RULES /decisions/0/${Object.keys(other).join()}`,
      ]);
    }
  });

  it('asks for true and false of a flag where only one is stated', () => {
    const flag = { value: true, label: { zh: '开关' }, basis: ['demo#1'] };
    expect(advised(city(choice({ true: '1' }), { words: {}, parameters: { ratioBase: flag } })).map(([code]) => code)).toEqual([
      'CHOOSE_LACKS',
    ]);
  });
});

describe('what extends a choice', () => {
  const inherited = baseOf(city(choice(BOTH)));
  const ratioOf = (decision: Written) => must(must(extend(inherited, { decisions: [decision] }).effective, 'merged').decisions[0], 'ratio');

  it('may state only the formula that differs', () => {
    const { rules, chooses } = ratioOf({ id: 'ratio', choose: { by: 'ratioBase', formulas: { LEVEL_MEAN: '3' }, basis: ['demo#3'] } });
    expect(chooses).toBe('ratioBase');
    expect(rules?.map(({ name, event, basis }) => [name, event.params, basis])).toEqual([
      ['ratio.LEVEL_MEAN', { formula: '3' }, ['demo#3']],
      ['ratio.STANDARD', { formula: '1 / 4' }, ['demo#2']],
    ]);
  });

  it('replaces it whole by writing the decision another way', () => {
    expect(ratioOf({ id: 'ratio', formula: '7', basis: ['demo#1'] })).toMatchObject({ formula: '7', basis: ['demo#1'] });
    const byFormula = ratioOf({ id: 'ratio', formula: '7', basis: ['demo#1'] });
    expect([byFormula.rules, byFormula.chooses, byFormula.hit]).toEqual([undefined, undefined, undefined]);
  });

  it('may choose where the base had rules, and nothing of them is left', () => {
    const rules = baseOf(city(tier('tier', [])));
    const merged = extend(rules, {
      decisions: [{ id: 'tier', output, choose: { by: 'ratioBase', formulas: BOTH, basis: ['demo#2'] } }],
    }).effective;
    const tierOf = must(merged?.decisions[0], 'tier');
    expect([tierOf.otherwise, tierOf.chooses, tierOf.rules?.length]).toEqual([undefined, 'ratioBase', 2]);
  });

  it('leaves the hash of documents without choices as it was', () => {
    expect(JSON.stringify(baseOf(city(tier('tier', []))))).not.toContain('chooses');
    expect(effectiveHash(inherited)).not.toBe(effectiveHash(baseOf(city(choice({ ...BOTH, STANDARD: '1' })))));
  });
});
