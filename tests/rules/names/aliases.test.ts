import { describe, expect, test } from 'vitest';
import { Aliases } from '../../../src/rules/names/aliases.js';
import { decided, decisionOf, goodCity, planOf } from '../good-city.js';

const aliases = Aliases.of(goodCity());

describe('formulas in Chinese (中文别名)', () => {
  test.each([
    ['totalCost / group(meanCost, institutionLevel)', '医疗总费用 / 病种(均费, 医疗机构级别)'],
    ['group(points) * (costRatio - deviationHigh + 1)', '病种(分值) * (费用倍率 - 费用极高界值 + 1)'],
    [
      'min(step(cmi / cmi.peer - 1, addOnEvery, addOnStep, DOWN), addOnCap)',
      '取小(分步(上年病例组合指数 / 上年病例组合指数.同类 - 1, 加成步长, 每步加成, 截尾取整), 加成封顶)',
    ],
    ['step(cmi, addOnEvery, addOnStep, STRICT)', '分步(上年病例组合指数, 加成步长, 每步加成, 超过才计)'],
    ['recordedFund.region / recordedCost.region', '全年记账金额.全区 / 全年总费用.全区'],
    ["lookup(baseCoefficients, 'A', insurance)", "查表(基本系数表, 'A', 险种)"],
    ['ageYears - 1', '年龄（岁） - 1'],
  ])('%s is printed as %s and read back', (english, chinese) => {
    expect(aliases.toChinese(english)).toBe(chinese);
    expect(aliases.toIdentifiers(chinese)).toBe(english);
  });

  test('group(points) is the catalogue’s column, points the decision', () => {
    expect(aliases.toChinese('group(points) + points')).toBe('病种(分值) + 病例分值');
  });

  test('a mixture is accepted, an unknown word stays as it is', () => {
    expect(aliases.toIdentifiers('费用倍率 * costRatio + 不认识')).toBe('costRatio * costRatio + 不认识');
  });

  test('a label that two things share, or that is another’s name, stands for neither', () => {
    const shared = Aliases.of(
      goodCity((city) => {
        decisionOf(city, 'fund').label = { zh: '费用倍率' };
        decisionOf(city, 'payable').label = { zh: 'deduction' };
      }),
    );
    expect(shared.toChinese('fund + costRatio + payable')).toBe('fund + costRatio + payable');
    expect(shared.toIdentifiers('费用倍率')).toBe('费用倍率');
    expect(shared.toIdentifiers('deduction')).toBe('deduction');
  });

  test('what is no formula has no translation', () => {
    expect(aliases.toChinese('a +')).toBeUndefined();
    expect(aliases.toIdentifiers('a ? b : c')).toBeUndefined();
  });

  test('a ruleset may write its formulas in Chinese; the plan keeps identifiers', () => {
    const plan = planOf(
      goodCity((city) => {
        decisionOf(city, 'costRatio').formula = '医疗总费用 / 病种(均费, 医疗机构级别)';
      }),
    );
    expect(decided(plan, 'costRatio').otherwise?.outcome).toEqual(decided(planOf(goodCity()), 'costRatio').otherwise?.outcome);
  });
});
