import { describe, expect, it } from 'vitest';
import { must } from '../../src/engine/kit/assert.js';
import { assumptionsOf } from '../../src/rules/checks/check-bases.js';
import { rulesetEntries } from '../../src/rules/explain/ruleset-entries.js';
import { compiledOf, fileOf } from './ruleset-library.js';

describe('deadlines of periods in a ruleset (N26-3, N26-4)', () => {
  it('the sample city states them with their basis, and they are told in words; no money rests on them', async () => {
    const { effective } = await compiledOf('990300', '2025.1');
    expect(effective.methods.periods?.MONTH).toMatchObject({
      declareBy: { day: 10 },
      payWithinWorkingDays: { days: 20, from: 'DECLARATION_DUE' },
    });
    const entry = rulesetEntries(effective, [fileOf('990300', '2025.1').document]).find(({ id }) => id === 'periods');
    expect(must(entry, 'entry').text).toEqual([
      '月度：次月 10 日前申报，经两次审核才能确认；申报截止日后 20 个工作日内拨付；确认后 15 个工作日内公布数据',
      '季度：次月 10 日前申报，经两次审核才能确认；确认日后 20 个工作日内拨付；确认后 15 个工作日内公布数据',
      '年度：各机构确认结算单后才能确认；结束后第 5 个月的 31 日前确认关闭；确认后 15 个工作日内公布数据',
    ]);
    expect(must(entry, 'entry').basis).toHaveLength(6);
    expect(assumptionsOf(effective).filter(({ pointer }) => pointer.startsWith('/methods/periods'))).toEqual([]);
  });

  it('those of another year are those of before', async () => {
    const { effective } = await compiledOf('990300', '2021.1');
    expect(effective.methods.periods).toBeUndefined();
  });
});
