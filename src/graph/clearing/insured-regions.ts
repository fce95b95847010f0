import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { ClearingRunRef } from './clearing-run.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import {
  insuredRegions,
  type InsuredRegion,
  type InsuredRegionReport,
  type InsuredRegionShare,
} from '../../app/clearing/evidence/insured-regions.js';
import { must } from '../../engine/kit/assert.js';
import { printFen, printShort } from '../../engine/number/quantity.js';

const CASES = '病例数 cases';
const VALUE = '分摊所依的合计，如分值 the sum that it is divided by, such as points';
const AMOUNT = '应向参保地清算的金额（元，2 位小数） what is to be charged, in yuan';

const InsuredRegionShareRef = builder.objectRef<InsuredRegionShare & { readonly regionCode: string }>('InsuredRegionShare').implement({
  description: '一家机构收治某参保地病人应得的金额 what an institution is paid for patients of a region of insurance',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    cases: t.int({ description: CASES, resolve: ({ cases }) => Number(cases) }),
    value: t.field({ type: 'Decimal', description: VALUE, resolve: ({ value }) => printShort(value) }),
    amount: t.field({ type: 'Decimal', description: AMOUNT, resolve: ({ amountFen }) => printFen(amountFen) }),
  }),
});

const InsuredRegionRef = builder.objectRef<InsuredRegion & { readonly regionCode: string }>('InsuredRegion').implement({
  description:
    '参保地：其参保人在本统筹区住院的病例和应清算的金额 a region of insurance: its patients treated here, and what it is charged',
  fields: (t) => ({
    insuredRegionCode: t.exposeString('insuredRegionCode', {
      nullable: true,
      description: '参保地代码；没有病例可分摊的为空 its code; null: what was paid without a case to charge it by',
    }),
    cases: t.int({ description: CASES, resolve: ({ cases }) => Number(cases) }),
    value: t.field({ type: 'Decimal', description: VALUE, resolve: ({ value }) => printShort(value) }),
    amount: t.field({ type: 'Decimal', description: AMOUNT, resolve: ({ amountFen }) => printFen(amountFen) }),
    institutions: t.field({
      type: [InsuredRegionShareRef],
      complexity: { field: 1, multiplier: 50 },
      description: '各机构，按代码 by institution',
      resolve: ({ institutions, regionCode }) => institutions.map((one) => ({ ...one, regionCode })),
    }),
  }),
});

const InsuredRegionReportRef = builder.objectRef<InsuredRegionReport & { readonly regionCode: string }>('InsuredRegionReport').implement({
  description:
    '异地清算表：一次年度清算应向各参保地清算的金额，合计即异地就医账户所付 what a year charges to each region of insurance; it adds up to what OUT_OF_REGION paid',
  fields: (t) => ({
    by: t.field({ type: LocalizedTextRef, description: '分摊所依的合计 the sum that it is divided by', resolve: ({ by }) => by.label }),
    regions: t.field({
      type: [InsuredRegionRef],
      complexity: { field: 1, multiplier: 20 },
      description: '各参保地，按代码 by region of insurance',
      resolve: ({ regions, regionCode }) => regions.map((one) => ({ ...one, regionCode })),
    }),
  }),
});

builder.prismaObjectField(ClearingRunRef, 'insuredRegions', (t) =>
  t.field({
    type: InsuredRegionReportRef,
    nullable: true,
    authScopes: { permission: 'statement:read' },
    complexity: { field: 100, multiplier: 1 },
    description:
      '异地清算表；规则集没有写明口径、不是年度清算、尚未完成，或还不能看结算单时为空；机构密钥只见本机构 what is charged to regions of insurance; null where the ruleset does not say how, the run is no year’s or has not ended, or its statements can’t be seen yet; an institution sees its own part',
    resolve: async ({ regionCode, runNo }, _args, { session, platform }) => {
      const run = must(await session.read(({ runs }) => runs.findByNo(regionCode, runNo)), 'run');
      const report = await insuredRegions(platform, session.read, run);
      return report === undefined ? null : { ...report, regionCode };
    },
  }),
);
