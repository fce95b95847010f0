import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import { StatementRef } from './statement.js';
import { readScorecards } from '../../app/clearing/evidence/run-scorecards.js';
import { must } from '../../engine/kit/assert.js';
import type { ScoredCard, ScoredIndicator } from '../../rules/explain/scorecards.js';

const FigureRef = builder.objectRef<ScoredIndicator['numerator']>('IndicatorFigure').implement({
  description: '指标的分子或分母 numerator or denominator of an indicator',
  fields: (t) => ({
    name: t.exposeString('name', { description: '事实、汇总或判定的名称 its name' }),
    value: t.exposeString('value', { nullable: true, description: '取值；没有数据为空 its value; null without data' }),
  }),
});

const IndicatorRef = builder.objectRef<ScoredIndicator>('ScorecardIndicator').implement({
  description: '考核指标：指标值、得分和依据材料 an indicator of a scorecard: its value, its score and its evidence',
  fields: (t) => ({
    indicator: t.exposeString('id', { description: '指标编号 id' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    numerator: t.field({ type: FigureRef, description: '分子 numerator', resolve: ({ numerator }) => numerator }),
    denominator: t.field({
      type: FigureRef,
      nullable: true,
      description: '分母；指标值就是分子的为空 denominator; null where the value is the numerator',
      resolve: ({ denominator }) => denominator,
    }),
    value: t.exposeString('value', {
      nullable: true,
      description: '指标值（8 位小数）；没有数据为空 value at 8 places; null without data',
    }),
    place: t.exposeString('place', {
      nullable: true,
      description: '名次占比＝名次÷家数；不按名次计分的为空 share of places; null where it is not ranked',
    }),
    score: t.field({ type: 'Decimal', description: '得分 marks', resolve: ({ score }) => score }),
    points: t.field({ type: 'Decimal', description: '满分 full marks', resolve: ({ points }) => points }),
    counted: t.exposeBoolean('isCounted', {
      description: '是否计入满分；没有数据而不计入的为 false whether it counts; false where it was left out without data',
    }),
    direction: t.exposeString('direction', { description: '方向：HIGHER 越高越好，LOWER 越低越好 which way is better' }),
    by: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '所在的档或计分办法 the band or rule by which it scored',
      resolve: ({ by }) => by,
    }),
    evidence: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '依据材料 where its figures come from',
      resolve: ({ evidence }) => evidence,
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
  }),
});

const INDICATORS_COST = { field: 1, multiplier: 10 } as const;

const ScorecardRef = builder.objectRef<ScoredCard>('Scorecard').implement({
  description: '考核评分：一张评分表上各指标的得分和总分 a scorecard as an institution scored by it',
  fields: (t) => ({
    scorecard: t.exposeString('id', { description: '评分表（总分判定）的编号 id of the decision of the total' }),
    label: t.field({ type: LocalizedTextRef, description: '名称 label', resolve: ({ label }) => label }),
    total: t.field({ type: 'Decimal', description: '总分 total', resolve: ({ total }) => total }),
    points: t.field({ type: 'Decimal', description: '满分合计 full marks', resolve: ({ points }) => points }),
    indicators: t.field({
      type: [IndicatorRef],
      complexity: INDICATORS_COST,
      description: '各指标，照规则集的次序 indicators in the order of the ruleset',
      resolve: ({ indicators }) => [...indicators],
    }),
  }),
});

builder.prismaObjectField(StatementRef, 'scorecards', (t) =>
  t.field({
    type: [ScorecardRef],
    complexity: { field: 5, multiplier: 2 },
    description: '考核评分表：这家机构各指标的得分；规则集没有评分表的为空 assessment scorecards; empty where the ruleset has none',
    resolve: async ({ regionCode, runNo, institutionCode }, _args, { session, platform }) => {
      const run = must(await session.read(({ runs }) => runs.findByNo(regionCode, runNo)), 'run of a statement');
      const [own] = await readScorecards(platform, session.read, run, institutionCode);
      return [...(own?.cards ?? [])];
    },
  }),
);
