import { describe, expect, it } from 'vitest';
import { PinyinInitials } from '../../web/parts/pinyin.js';

describe('initials in pinyin', () => {
  it.each([
    ['脑梗死:保守治疗', 'NGSBSZL'],
    ['胆囊结石伴胆囊炎', 'DNJSBDNY'],
    ['冠心病', 'GXB'],
    ['阑尾、瓣膜、哮喘、髋、疝', 'LWBMXCKS'],
    ['阿匹压穵', 'APYW'],
    ['2型糖尿病 DRG', '2XTNBDRG'],
    ['', ''],
  ])('of %s are %s', (text, initials) => {
    const finder = new PinyinInitials();
    expect([finder.of(text), finder.of(text)]).toEqual([initials, initials]);
  });
});
