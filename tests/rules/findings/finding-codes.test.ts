import { describe, expect, test } from 'vitest';
import { capFindings, finding, hasErrors, pointerTo, sortFindings } from '../../../src/rules/findings/finding-codes.js';
import { FINDINGS } from '../../../src/rules/findings/finding-list.js';
import { fill, type FindingTemplate, type Template } from '../../../src/rules/findings/messages.js';

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
const templates: [string, Template][] = Object.entries<FindingTemplate>(FINDINGS).flatMap(([code, { message, suggestion }]) => [
  [code, message],
  [`${code} suggestion`, suggestion],
]);

describe('messages', () => {
  test.each(templates)('%s says the same in both languages', (_, template) => {
    expect(placeholders(template.zh)).toEqual(placeholders(template.en));
    expect(template.zh).toMatch(/\p{Script=Han}/u);
    expect(template.en.replace(/\["zb#.*"\]/, '')).not.toMatch(/\p{Script=Han}/u);
  });

  test('every code says what to do, and something else than what is wrong', () => {
    const mute = Object.entries<FindingTemplate>(FINDINGS).filter(
      ([, { message, suggestion }]) => suggestion.zh.length < 4 || suggestion.zh === message.zh || suggestion.en === message.en,
    );
    expect(mute.map(([code]) => code)).toEqual([]);
  });

  test('placeholders are filled in each language; what the document says is never read as a placeholder', () => {
    const label = { zh: '文本', en: 'text' };
    expect(fill({ zh: '{a}与{b}', en: '{a} and {b}' }, { a: label, b: '{a} $& $1' })).toEqual({
      zh: '文本与{a} $& $1',
      en: 'text and {a} $& $1',
    });
  });

  test('a long quotation is cut', () => {
    expect(fill({ zh: '{a}', en: '{a}' }, { a: 'x'.repeat(1_000) }).zh.length).toBeLessThanOrEqual(200);
  });

  test('suggestions are filled, severity, suggestion and witness may be stated', () => {
    const one = finding('OPTIONAL_WITHOUT_KNOWN', '/x', { name: 'costRatio' });
    expect(one.suggestion?.zh).toContain('{ "fact": "costRatio", "operator": "known", "value": true }');
    const witness = { costRatio: '2' };
    expect(finding('UNKNOWN_NAME', '', { name: 'x' }, { severity: 'INFO', suggestion: { zh: '试' }, witness })).toMatchObject({
      severity: 'INFO',
      suggestion: { zh: '试' },
      witness,
    });
  });
});

describe('lists of findings', () => {
  const gap = finding('GAP', '', { decision: 'a', count: 1 });
  const syntax = finding('TEXT_EMPTY', '', {});
  const unknown = finding('UNKNOWN_NAME', '', { name: 'x' });
  const shadowed = finding('RULE_SHADOWED', '', { rule: 'x', by: 'y' });

  test('errors first, then by precedence: the same input always reports the same error first', () => {
    expect(sortFindings([gap, shadowed, unknown, syntax]).map((one) => one.code)).toEqual([
      'TEXT_EMPTY',
      'UNKNOWN_NAME',
      'RULE_SHADOWED',
      'GAP',
    ]);
  });

  test('a cap never drops an error for a warning, and says how many were left out', () => {
    const many = [...Array<typeof gap>(250).fill(gap), unknown];
    const capped = capFindings(many);
    expect(capped).toHaveLength(201);
    expect(hasErrors(capped)).toBe(true);
    expect(capped.at(-1)?.message.en).toBe('51 more findings are not listed.');
    expect(capFindings([gap], 1)).toEqual([gap]);
  });

  test('pointers escape their steps (RFC 6901)', () => {
    expect(pointerTo('/a', 'b/c', 0, '~')).toBe('/a/b~1c/0/~0');
  });
});
