import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import { RoundingRef } from '../rulesets/ruleset-entries.js';
import { NO_FIGURE, type IndicatorFigure, type NoFigure } from '../../engine/indicators/figure.js';
import type { IndicatorPlan } from '../../engine/indicators/indicator.js';
import { EXACT_DISPLAY_SCALE, printFixed, type Fraction } from '../../engine/number/quantity.js';
import { resolveBasis } from '../../rules/document/basis.js';
import type { EffectiveDocument } from '../../rules/document/document.js';

/** An indicator with the document that states it. */
export interface StatedIndicator extends IndicatorPlan {
  readonly effective: EffectiveDocument;
}

const DirectionEnum = builder.enumType('IndicatorDirection', {
  description: '指标的方向 which way is better',
  values: { HIGHER: { description: '越高越好 the higher the better' }, LOWER: { description: '越低越好 the lower the better' } },
});

const sumsText = (terms: IndicatorPlan['numerator']): string =>
  terms.map(({ name, sign }, index) => `${index === 0 ? '' : sign === 1 ? ' + ' : ' - '}${name}`).join('');

/** 指标. */
export const IndicatorRef = builder.objectRef<StatedIndicator>('Indicator').implement({
  description: '指标：规则集写明的和与和之比 an indicator: a ratio of sums, as the ruleset states it',
  fields: (t) => ({
    id: t.exposeString('id', { description: '名称 its id in the ruleset' }),
    label: t.field({ type: LocalizedTextRef, description: '称呼 label', resolve: ({ label }) => label }),
    unit: t.exposeString('unit', { description: '单位 unit of the figure' }),
    numerator: t.string({ description: '分子：相加减的和 the sums of the numerator', resolve: ({ numerator }) => sumsText(numerator) }),
    denominator: t.string({
      nullable: true,
      description: '分母；没有分母时为空，数值即分子 the sums of the denominator; null: the figure is the numerator',
      resolve: ({ denominator }) => (denominator === undefined ? null : sumsText(denominator)),
    }),
    rounding: t.field({ type: RoundingRef, description: '舍入 rounding of the figure', resolve: ({ round }) => round }),
    direction: t.field({
      type: DirectionEnum,
      nullable: true,
      description: '方向；不评高低的为空 which way is better; null where neither is',
      resolve: ({ direction }) => direction,
    }),
    isPublic: t.exposeBoolean('isPublic', { description: '是否公布 whether it is published' }),
    note: t.field({ type: LocalizedTextRef, nullable: true, description: '口径说明 remark', resolve: ({ note }) => note }),
    basis: t.field({
      type: [BasisRef],
      complexity: BASES_COST,
      description: '依据 on what it rests',
      resolve: ({ effective, basis }) => [...resolveBasis(effective, basis)],
    }),
  }),
});

const REASON_WORDS: Readonly<Record<NoFigure, string>> = {
  ZERO_DENOMINATOR: '分母为零 the denominator is 0',
  NOT_SETTLED: '尚未结算 no run has settled it',
  NOT_OF_PERIOD: '这种期间没有，如月度的年度合计 there is none of this kind of period',
  NOT_OF_CELL: '只有全区有 only the region has it',
  NOT_BY_GROUP: '不分病种 it is not known by disease group',
  NOT_STATED: '有病例的机构未填报该项 an institution of the cell that has cases does not state it',
};
/** 没有数值的原因. */
export const NoFigureEnum = builder.enumType('NoFigureReason', {
  description: '没有数值的原因 why there is no figure',
  values: describedValues(NO_FIGURE, REASON_WORDS),
});

const shown = (value: Fraction | null): string | null => (value === null ? null : printFixed(value, EXACT_DISPLAY_SCALE));

/** 指标值. */
export const IndicatorFigureRef = builder.objectRef<IndicatorFigure>('IndicatorValue').implement({
  description: '指标值 the figure of an indicator',
  fields: (t) => ({
    indicator: t.string({ description: '指标名称 id of the indicator', resolve: ({ id }) => id }),
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description: '数值，按声明舍入；没有时为空 the figure, rounded as declared; null: there is none',
      resolve: ({ value }) => value,
    }),
    reason: t.field({
      type: NoFigureEnum,
      nullable: true,
      description: '没有数值的原因 why there is none',
      resolve: ({ reason }) => reason,
    }),
    numerator: t.field({
      type: 'Decimal',
      nullable: true,
      description: '分子，8 位小数 the numerator at 8 places',
      resolve: ({ numerator }) => shown(numerator),
    }),
    denominator: t.field({
      type: 'Decimal',
      nullable: true,
      description: '分母，8 位小数 the denominator at 8 places',
      resolve: ({ denominator }) => shown(denominator),
    }),
  }),
});
