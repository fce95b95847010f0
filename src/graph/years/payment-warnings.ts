import { WARNINGS_COST } from './budget-warnings.js';
import { FundYearRef } from './fund-year.js';
import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import type { FundYearKey } from '../../app/ports/clearing/ports-fund-year.js';
import {
  PAYMENT_WARNINGS,
  paymentWarnings,
  type HeldLine,
  type PaymentWarning,
  type TriedPayment,
} from '../../app/years/payment-warnings.js';

const PaymentWarningCodeEnum = builder.enumType('PaymentWarningCode', {
  description: '拨付警告的代码 what payments are warned of',
  values: describedValues(PAYMENT_WARNINGS, {
    PAID_ABOVE_FUND: '基本基金已拨付的多于本年度可用的 the basic fund has paid more than its year holds',
  }),
});

const PaymentWarningLineRef = builder.objectRef<HeldLine>('PaymentWarningLine').implement({
  description: '本年度可用资金的一项 a part of what the year’s basic fund holds',
  fields: (t) => ({
    name: t.exposeString('name', { description: '判定标识、事实名或账户 id of the output, name of the fact or account' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    amount: t.field({
      type: 'Decimal',
      description: '金额（元，2 位小数） amount in yuan, 2 places',
      resolve: ({ amount }) => amount,
    }),
  }),
});

/** 拨付警告. */
export const PaymentWarningRef = builder.objectRef<PaymentWarning>('PaymentWarning').implement({
  description: '拨付警告：不妨碍录入 what whoever records or reviews payments is told; nothing is refused for it',
  fields: (t) => ({
    code: t.field({ type: PaymentWarningCodeEnum, description: '代码 code', resolve: ({ code }) => code }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what it says', resolve: ({ message }) => message }),
    paid: t.field({
      type: 'Decimal',
      description: '基本基金已拨付（元），冲销、追回已减 paid by the basic fund in yuan, less reversals and recoveries',
      resolve: ({ paid }) => paid,
    }),
    held: t.field({ type: 'Decimal', description: '本年度可用（元） what its year holds, in yuan', resolve: ({ held }) => held }),
    excess: t.field({ type: 'Decimal', description: '多拨付（元） paid above that, in yuan', resolve: ({ excess }) => excess }),
    lines: t.field({
      type: [PaymentWarningLineRef],
      description: '可用资金由哪些项相加 what `held` adds up',
      resolve: ({ lines }) => [...lines],
    }),
  }),
});

/** What the payments of a year are warned of, with those that may only have been tried. */
export async function warningsOfPayments(
  { regionCode, year, insurance }: FundYearKey,
  context: GraphContext,
  tried: readonly TriedPayment[] = [],
): Promise<PaymentWarning[]> {
  return [...(await paymentWarnings(context.platform, callerOf(context), { regionCode, year, insurance }, tried))];
}

builder.objectFields(FundYearRef, (t) => ({
  paymentWarnings: t.field({
    type: [PaymentWarningRef],
    authScopes: ({ regionCode }) => ({ inRegion: { permission: 'budget:read', regionCode } }),
    complexity: WARNINGS_COST,
    description: '拨付的警告：基本基金拨付超过本年度可用等 warnings about payments, such as paying more than the year’s basic fund holds',
    resolve: (key, _args, context) => warningsOfPayments(key, context),
  }),
}));
