import { builder } from '../base/builder.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import type { RegionKey } from '../base/loaders.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import type { WaterfallStepRecord } from '../../app/clearing/settle/settle-run.js';

/** A step with the total that it leads to, and the run that stored it. */
export interface WaterfallStepView extends WaterfallStepRecord {
  readonly total: string;
  /** Where it begins: the running total before it, 0 at the first of a total. */
  readonly runningBefore: string;
  readonly run: RegionKey;
}

/** 瀑布图步骤. */
export const WaterfallStepRef = builder.objectRef<WaterfallStepView>('WaterfallStep').implement({
  description: '瀑布图的一步：金额与累计 a step of a waterfall: its amount and the running total',
  fields: (t) => ({
    key: t.exposeString('key', { description: '判定标识 id of the decision that is the line' }),
    total: t.exposeString('total', { description: '所属合计的判定标识 id of the total that it is a line of' }),
    label: t.field({
      type: LocalizedTextRef,
      description: '名称 label',
      resolve: ({ label: { zh, en } }) => (en === undefined ? { zh } : { zh, en }),
    }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数），减项为负 amount in yuan, 2 places; negative where it is taken off',
      resolve: ({ amount }) => amount,
    }),
    runningBefore: t.field({
      type: 'Decimal',
      description:
        '本步之前的累计（元，2 位小数），每个合计的第一步为 0 running total before the step, in yuan, 2 places; 0 at the first of a total: where its bar of a picture begins',
      resolve: ({ runningBefore }) => runningBefore,
    }),
    runningTotal: t.field({
      type: 'Decimal',
      description: '累计（元，2 位小数） running total in yuan, 2 places',
      resolve: ({ runningTotal }) => runningTotal,
    }),
    account: t.exposeString('account', { nullable: true, description: '账户 account that it leaves or enters' }),
    rule: t.exposeString('rule', { nullable: true, description: '起作用的规则 the rule that decided' }),
    basis: t.field({
      type: [BasisRef],
      complexity: BASES_COST,
      description: '依据 on what it rests',
      resolve: ({ basis, run }) => basis.map((one) => ({ ...one, run })),
    }),
  }),
});

/** A waterfall has some ten steps. */
export const WATERFALL_COST = { field: 1, multiplier: 8 } as const;

/** Where every total begins, in yuan. */
const NOTHING = '0.00';

/** The steps of one total, out of a column that a run stored. */
export function stepsOf(
  total: string,
  stored: unknown,
  { regionCode, runNo }: { readonly regionCode: string; readonly runNo: number },
): WaterfallStepView[] {
  const steps = Array.isArray(stored) ? (stored as WaterfallStepRecord[]) : [];
  const run = { regionCode, id: String(runNo) };
  const own = steps.map((step) => ({ total, ...step, run }));
  return own.map((step, index) => {
    const before = own[index - 1];
    return { ...step, runningBefore: before?.total === step.total ? before.runningTotal : NOTHING };
  });
}
