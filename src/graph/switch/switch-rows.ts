import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { switchFindingWords, GROUP_FINDINGS } from '../../app/switch/study/group-findings.js';
import { NO_GROUP } from '../../app/switch/study/side-rows.js';
import type { SwitchCellRow, SwitchGroupRow, SwitchInstitutionRow } from '../../app/switch/study/study-rows.js';

const NO_GROUP_TERMS = {
  UNGROUPED: '未入组 it has none',
  EXCLUDED: '入组前排除 left out before grouping',
  FAILED: '无法计分（多为未入组） it could not be scored, mostly for want of a group',
} as const;

const NoGroupEnum = builder.enumType('SwitchNoGroup', {
  description: '为何没有组 why a case has no group',
  values: describedValues(NO_GROUP, NO_GROUP_TERMS),
});

const FindingEnum = builder.enumType('SwitchFinding', {
  description: '对一个组的发现 what is found of a group',
  values: describedValues(GROUP_FINDINGS, switchFindingWords()),
});

const SideEnum = builder.enumType('SwitchSide', {
  description: '方案 a side',
  values: { FROM: { description: '原方案 the old one' }, TO: { description: '新方案 the new one' } },
});

/** 去向. */
export const SwitchCellRef = builder.objectRef<SwitchCellRow>('SwitchCell').implement({
  description: '去向：由原组到新组的病例 cases of one old group that went to one new group',
  fields: (t) => ({
    from: t.exposeString('from', { nullable: true, description: '原组编码；没有组则为空 old group, null where there is none' }),
    fromNone: t.field({
      type: NoGroupEnum,
      nullable: true,
      description: '原方案为何没有组 why it had none',
      resolve: ({ fromNone }) => fromNone,
    }),
    to: t.exposeString('to', { nullable: true, description: '新组编码；没有组则为空 new group, null where there is none' }),
    toNone: t.field({
      type: NoGroupEnum,
      nullable: true,
      description: '新方案为何没有组 why it has none',
      resolve: ({ toNone }) => toNone,
    }),
    shareOfFrom: t.field({
      type: 'Decimal',
      description: '占原组病例 share of the old group’s cases',
      resolve: ({ shareOfFrom }) => shareOfFrom,
    }),
    cases: t.exposeInt('cases', { description: '各年病例 cases of all years' }),
    casesByYear: t.field({ type: ['Int'], description: '病例，逐年 cases by year', resolve: ({ casesByYear }) => [...casesByYear] }),
    cost: t.field({ type: 'Decimal', description: '各年总费用（元） cost of all years, yuan', resolve: ({ cost }) => cost }),
    pointsFrom: t.field({ type: 'Decimal', description: '末年原分值 points before', resolve: ({ pointsFrom }) => pointsFrom }),
    pointsTo: t.field({ type: 'Decimal', description: '末年新分值 points after', resolve: ({ pointsTo }) => pointsTo }),
    moneyFrom: t.field({ type: 'Decimal', description: '末年原应得（元） money before, yuan', resolve: ({ moneyFrom }) => moneyFrom }),
    moneyTo: t.field({ type: 'Decimal', description: '末年新应得（元） money after, yuan', resolve: ({ moneyTo }) => moneyTo }),
    difference: t.field({ type: 'Decimal', description: '差额（元） difference, yuan', resolve: ({ difference }) => difference }),
  }),
});

/** 组. */
export const SwitchGroupRef = builder.objectRef<SwitchGroupRow>('SwitchGroup').implement({
  description: '一方的组，及对它的发现 a group of a side, and what is found of it',
  fields: (t) => ({
    side: t.field({ type: SideEnum, description: '方案 side', resolve: ({ side }) => side }),
    code: t.exposeString('code', { description: '组编码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    findings: t.field({ type: [FindingEnum], description: '发现 findings', resolve: ({ findings }) => [...findings] }),
    others: t.exposeInt('others', { description: '对方有几组分有其病例 how many groups of the other side share its cases' }),
    points: t.field({ type: 'Decimal', description: '分值或权重 points or weight', resolve: ({ points }) => points }),
    meanCost: t.field({
      type: 'Decimal',
      nullable: true,
      description: '次均费用（元） mean cost, yuan',
      resolve: ({ meanCost }) => meanCost,
    }),
    variation: t.field({
      type: 'Decimal',
      nullable: true,
      description: '变异系数（各年，总体） variation of all years',
      resolve: ({ variation }) => variation,
    }),
    cases: t.exposeInt('cases', { description: '各年病例 cases of all years' }),
    casesByYear: t.field({ type: ['Int'], description: '病例，逐年 cases by year', resolve: ({ casesByYear }) => [...casesByYear] }),
    cost: t.field({ type: 'Decimal', description: '各年总费用（元） cost of all years, yuan', resolve: ({ cost }) => cost }),
  }),
});

/** 机构. */
export const SwitchInstitutionRef = builder.objectRef<SwitchInstitutionRow>('SwitchInstitution').implement({
  description: '机构在两方案下 an institution under both sides',
  fields: (t) => ({
    code: t.exposeString('code', { description: '机构代码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    yearCases: t.exposeInt('yearCases', { description: '末年病例 cases of the last year' }),
    yearCost: t.field({
      type: 'Decimal',
      description: '末年总费用（元） cost of the last year, yuan',
      resolve: ({ yearCost }) => yearCost,
    }),
    casesByYear: t.field({ type: ['Int'], description: '病例，逐年 cases by year', resolve: ({ casesByYear }) => [...casesByYear] }),
    withoutGroupFrom: t.field({
      type: ['Int'],
      description: '原方案下没有组的病例，逐年 without a group before, by year',
      resolve: ({ withoutGroupFrom }) => [...withoutGroupFrom],
    }),
    withoutGroupTo: t.field({
      type: ['Int'],
      description: '新方案下没有组的病例，逐年 without a group after, by year',
      resolve: ({ withoutGroupTo }) => [...withoutGroupTo],
    }),
    pointsFrom: t.field({ type: 'Decimal', description: '原分值 points before', resolve: ({ pointsFrom }) => pointsFrom }),
    pointsTo: t.field({ type: 'Decimal', description: '新分值 points after', resolve: ({ pointsTo }) => pointsTo }),
    shareFrom: t.field({ type: 'Decimal', description: '原份额 share before', resolve: ({ shareFrom }) => shareFrom }),
    shareTo: t.field({ type: 'Decimal', description: '新份额 share after', resolve: ({ shareTo }) => shareTo }),
    moneyFrom: t.field({ type: 'Decimal', description: '原应得（元） money before, yuan', resolve: ({ moneyFrom }) => moneyFrom }),
    moneyTo: t.field({ type: 'Decimal', description: '新应得（元） money after, yuan', resolve: ({ moneyTo }) => moneyTo }),
    difference: t.field({
      type: 'Decimal',
      description: '差额（元），各机构合计 0.00 difference, yuan; 0.00 in all',
      resolve: ({ difference }) => difference,
    }),
    change: t.field({
      type: 'Decimal',
      nullable: true,
      description: '差额 ÷ 原应得 difference ÷ money before',
      resolve: ({ change }) => change,
    }),
  }),
});
