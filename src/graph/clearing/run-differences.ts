import { builder } from '../base/builder.js';
import { ClearingRunRef } from './clearing-run.js';
import { InstitutionRef } from '../regions/institution.js';
import { adjustmentOf, type InstitutionAdjustment, type RunAdjustment } from '../../app/ledger/adjustment-of-run.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';

const BEFORE = '此前应得（元）：前一次清算给予的，不论已预拨多少 what the run before gives, however much of it was advanced, in yuan';
const AFTER = '本次应得（元） what this run gives, in yuan';
const DIFFERENCE = '差额（元）：本次减此前；已确认的即总账所记 difference in yuan: of a confirmed run what the ledger has booked';

const InstitutionAdjustmentRef = builder
  .objectRef<InstitutionAdjustment & { readonly regionCode: string }>('InstitutionAdjustment')
  .implement({
    description: '一家机构因再次清算的变动 what a further run changes for an institution',
    fields: (t) => ({
      institution: t.field({
        type: InstitutionRef,
        description: '医疗机构 institution',
        resolve: async ({ regionCode, institutionCode }, _args, { loaders }) =>
          must(await loaders.institutions.load({ regionCode, id: institutionCode }), 'institution of an adjustment'),
      }),
      before: t.field({ type: 'Decimal', description: BEFORE, resolve: ({ beforeFen }) => printFen(beforeFen) }),
      after: t.field({ type: 'Decimal', description: AFTER, resolve: ({ afterFen }) => printFen(afterFen) }),
      difference: t.field({ type: 'Decimal', description: DIFFERENCE, resolve: ({ differenceFen }) => printFen(differenceFen) }),
    }),
  });

const RunAdjustmentRef = builder.objectRef<RunAdjustment & { readonly regionCode: string }>('RunAdjustment').implement({
  description:
    '调整清算：与同一结算期前一次已确认清算的差额；机构密钥只见本机构 what a run changes of the one that was confirmed before it; an institution sees its own',
  fields: (t) => ({
    previousRunNo: t.exposeInt('previousRunNo', { description: '前一次清算的序号 number of the run before' }),
    isBooked: t.exposeBoolean('isBooked', {
      description: '本次是否已确认，差额已记入总账 whether this run is confirmed, so that the difference is in the ledger',
    }),
    before: t.field({ type: 'Decimal', description: BEFORE, resolve: ({ beforeFen }) => printFen(beforeFen) }),
    after: t.field({ type: 'Decimal', description: AFTER, resolve: ({ afterFen }) => printFen(afterFen) }),
    difference: t.field({ type: 'Decimal', description: DIFFERENCE, resolve: ({ differenceFen }) => printFen(differenceFen) }),
    institutions: t.field({
      type: [InstitutionAdjustmentRef],
      description: '各机构的变动，按机构代码 by institution code',
      resolve: ({ institutions, regionCode }) => institutions.map((one) => ({ ...one, regionCode })),
    }),
  }),
});

builder.prismaObjectField(ClearingRunRef, 'adjustment', (t) =>
  t.field({
    type: RunAdjustmentRef,
    nullable: true,
    authScopes: { permission: 'statement:read' },
    complexity: { field: 20, multiplier: 10 },
    description:
      '与同一结算期前一次已确认清算的差额；没有前一次则为空 difference from the run of the period that was confirmed before; null where there is none',
    resolve: async ({ regionCode, year, insurance, period, runNo }, _args, { session }) => {
      const adjustment = await session.read((unit) => adjustmentOf(unit, { regionCode, year, insurance, period, runNo }));
      return adjustment === undefined ? null : { ...adjustment, regionCode };
    },
  }),
);
