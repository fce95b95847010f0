import { builder } from '../base/builder.js';
import { WhatIfChangeRef } from './what-if-figures.js';
import type { WhatIfInstitutionRow } from '../../app/what-if/compare-parties.js';
import type { WhatIfGroupRow } from '../../app/what-if/compare-sides.js';
import type { LevelChange } from '../../app/what-if/level-changes.js';

/** 机构差额. */
export const WhatIfInstitutionRef = builder.objectRef<WhatIfInstitutionRow>('WhatIfInstitution').implement({
  description: '一家机构的前后对照（元） an institution as in force and under a candidate, yuan',
  fields: (t) => ({
    code: t.exposeString('code', { description: '机构代码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
    points: t.field({ type: WhatIfChangeRef, description: '分值 points', resolve: ({ points }) => points }),
    weight: t.field({ type: WhatIfChangeRef, description: '结算权重 settlement weight', resolve: ({ weight }) => weight }),
    entitlement: t.field({ type: WhatIfChangeRef, description: '应得 entitlement', resolve: ({ entitlement }) => entitlement }),
    payable: t.field({ type: WhatIfChangeRef, description: '清算应拨 payable', resolve: ({ payable }) => payable }),
    rate: t.field({
      type: 'Decimal',
      nullable: true,
      description: '应得之差 ÷ 现行应得；原为 0 则为空 difference of the entitlement ÷ before; null where that was 0',
      resolve: ({ rate }) => rate,
    }),
    byRule: t.field({
      type: 'Decimal',
      description: '其中规则：权重之差 × 原单价 by rule: change of the weight at the old price',
      resolve: ({ byRule }) => byRule,
    }),
    byPrice: t.field({
      type: 'Decimal',
      description: '其中价格：单价之差 × 新权重 by price: change of the price at the new weight',
      resolve: ({ byPrice }) => byPrice,
    }),
    byRest: t.field({
      type: 'Decimal',
      description: '其中尾差：应得中不随权重分配的部分 the rest of the entitlement: rounding, and what is not shared by weight',
      resolve: ({ byRest }) => byRest,
    }),
    byLater: t.field({
      type: 'Decimal',
      description:
        '其中后续环节：考核、分担、扣减等；四项之和等于应拨之差 what comes after: assessment, sharing, deductions; the four add up exactly',
      resolve: ({ byLater }) => byLater,
    }),
  }),
});

/** 病种差额. */
export const WhatIfGroupRef = builder.objectRef<WhatIfGroupRow>('WhatIfGroup').implement({
  description: '一个病种的前后对照；编码为空的是未入组病例 a disease group; the one without a code is of cases without a group',
  fields: (t) => ({
    code: t.exposeString('code', { description: '病种编码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    cases: t.field({ type: WhatIfChangeRef, description: '病例数 cases', resolve: ({ cases }) => cases }),
    points: t.field({ type: WhatIfChangeRef, description: '分值 points', resolve: ({ points }) => points }),
  }),
});

/** 级别差额. */
export const WhatIfLevelRef = builder.objectRef<LevelChange>('WhatIfLevel').implement({
  description: '一个级别的机构合计的前后对照（元） the institutions of one level as in force and under a candidate, yuan',
  fields: (t) => ({
    level: t.exposeString('level', { description: '医院级别，如 1、2、3；没有登记的为空 level; empty where none is recorded' }),
    institutions: t.exposeInt('institutions', { description: '机构数 institutions' }),
    winners: t.exposeInt('winners', { description: '应得增加的 those that get more' }),
    losers: t.exposeInt('losers', { description: '应得减少的 those that get less' }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
    entitlement: t.field({ type: WhatIfChangeRef, description: '应得合计 entitlements', resolve: ({ entitlement }) => entitlement }),
    payable: t.field({ type: WhatIfChangeRef, description: '清算应拨合计 payable', resolve: ({ payable }) => payable }),
  }),
});
