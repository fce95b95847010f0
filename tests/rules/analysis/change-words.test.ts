import { describe, expect, test } from 'vitest';
import { compiledOf } from '../../rulesets/ruleset-library.js';
import { baseOf, parameter, rule, tier, type Written } from '../written-documents.js';
import { relativeChange } from '../../../src/engine/number/relative-change.js';
import { changedValues } from '../../../src/rules/analysis/change-words.js';
import { diffDocuments } from '../../../src/rules/analysis/diff-text.js';
import type { EffectiveDocument } from '../../../src/rules/document/document.js';

/** Every change as lines: where, what, before, after, percent. */
function lines(before: EffectiveDocument, after: EffectiveDocument): string[] {
  return diffDocuments(before, after).flatMap((change) =>
    changedValues(change, { before, after }).map(
      ({ name, before: was, after: is, percent }) =>
        `${change.label.zh} | ${name.zh}：${was ?? '—'} → ${is ?? '—'}${percent === null ? '' : ` ${percent}`}`,
    ),
  );
}

const table = (value: string): Written => ({
  kind: 'map',
  key: ['insurance'],
  rows: [
    { key: ['EMPLOYEE'], value },
    { key: ['RESIDENT'], value: '1.1' },
  ],
  label: { zh: '机构系数' },
  basis: ['demo#2'],
});
const written = (more: Written = {}): Written => ({
  parameters: { low: parameter('0.5', { label: { zh: '费用极低界值' } }) },
  tables: { t: table('1.20') },
  decisions: [tier('d', [rule('r1', 'd', 'LOW')])],
  ...more,
});
const between = (more: Written): string[] => lines(baseOf(written()), baseOf(written(more)));

describe('what changed, in business words', () => {
  test('a coefficient by its table and its row, with how much it fell', () => {
    expect(between({ tables: { t: table('1.15') } })).toEqual(['机构系数 › 职工医保 | 取值：1.20 → 1.15 −4.17%']);
  });

  test('only what differs of a parameter: value and basis, each for itself', () => {
    const low = parameter('0.4', { label: { zh: '费用极低界值' }, basis: ['own#7'] });
    expect(between({ parameters: { low } })).toEqual(['费用极低界值 | 依据：demo#1 → own#7', '费用极低界值 | 取值：0.5 → 0.4 −20.00%']);
  });

  test('a version number is no number', async () => {
    const [before, after] = [await compiledOf('990300', '2021.1'), await compiledOf('990300', '2025.1')];
    const told = lines(before.effective, after.effective);
    expect(told).toContain('版本号 | 版本号：2021.1 → 2025.1');
    expect(told).toContain('施行期 | 至：2024-12-31 → —');
    expect(told).toContain('费用极高界值 | 取值：2 → 2.5 +25.00%');
    expect(told).toContain('入组病例数 | 内容：— → 计数；只计：纳入判定为纳入计分 且 提示标记为否');
    expect(told.filter((line) => line.includes('{"'))).toEqual([]);
  });

  test('conditions, formulas and articles as sentences', async () => {
    const [before, after] = [await compiledOf('100000', '2021.1'), await compiledOf('100000', '2025.1')];
    const told = lines(before.effective, after.effective);
    expect(told).toContain(
      '基金预付额 › 公式 | 公式：上年度月平均基金支付 * 预付月数 → 上年度月平均基金支付 * 预付月数 * 考核和信用评价调整比例',
    );
    expect(told.some((line) => line.startsWith('国家医疗保障局办公室') && line.includes('条文 › 24：— → '))).toBe(true);
  });
});

describe('by how much a number changed', () => {
  test.each([
    ['1.20', '1.15', '−4.17%'],
    ['0.5', '0.4', '−20.00%'],
    ['-2', '-1', '+50.00%'],
    ['3', '4', '+33.33%'],
    ['0', '4', null],
    ['1.0', '1.00', null],
    ['LOW', '4', null],
  ])('%s → %s: %s', (before, after, said) => {
    expect(relativeChange(before, after)).toBe(said);
  });
});
