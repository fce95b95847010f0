import { builder } from '../base/builder.js';
import { CatalogueRef, catalogueRow } from '../catalogues/catalogue.js';
import { DiseaseGroupRef, groupRow } from '../catalogues/disease-group.js';
import { CaseGrouperRef } from './case-grouper.js';
import { GroupKindEnum } from '../base/enums.js';
import { COMMON_ERRORS, FieldErrorRef } from '../base/error-types.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { RulesetVersionRef } from '../rulesets/ruleset-version.js';
import { fromExplained, StoredScoreView, type ScoreView } from './score-view.js';
import { TRACE_COST, TraceStepRef } from './trace.js';
import { EvaluationError } from '../../app/base/errors.js';
import type { StoredFigure } from '../../app/scoring/run-figures.js';
import { CaseScore } from '../../app/scoring/score-case.js';
import { must } from '../../engine/kit/assert.js';
import type { GroupingCandidate } from '../../engine/grouping/grouping.js';
import { printFen } from '../../engine/number/quantity.js';
import { explainTrace } from '../../rules/explain/explain.js';

const GroupingCandidateRef = builder.objectRef<GroupingCandidate>('GroupingCandidate').implement({
  description: '入组候选病种，以及选中或落选的原因 a candidate of grouping, and why it was chosen or lost',
  fields: (t) => ({
    code: t.string({ description: '病种编码 group code', resolve: ({ group }) => group.code }),
    name: t.string({ description: '病种名称 group name', resolve: ({ group }) => group.name }),
    kind: t.field({ type: GroupKindEnum, description: '分组层 layer', resolve: ({ group }) => group.kind }),
    chosen: t.exposeBoolean('chosen', { description: '是否选中 whether it was chosen' }),
    reason: t.field({ type: LocalizedTextRef, description: '原因 why', resolve: ({ reason }) => reason }),
  }),
});

/** A number of the case decisions, spelled as the ruleset rounds it: of a stored score too, whose column has more places. */
function figure(score: ScoreView, id: StoredFigure): string | null | Promise<string | null> {
  return score instanceof StoredScoreView ? score.figures().then((figures) => figures.figure(id, score.record[id])) : score.printed(id);
}

function listed(score: ScoreView, id: string): string[] | Promise<string[]> {
  return fromExplained(score, (explained) => {
    const value = explained.output(id);
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  });
}

/** 计分结果. */
export const CaseScoreRef = builder.objectRef<ScoreView>('CaseScore').implement({
  description: '计分结果：分值，以及它的全部由来 a scored case, with everything that explains it',
  isTypeOf: (value) => value instanceof CaseScore || value instanceof StoredScoreView,
  authScopes: { permission: 'case:score' },
  fields: (t) => ({
    caseNo: t.string({
      description: '病例号 case number',
      resolve: (score) => (score instanceof StoredScoreView ? score.record.caseNo : score.inpatientCase.caseNo),
    }),
    runNo: t.int({
      nullable: true,
      description: '所属清算的序号；即时计分为空 number of the run that stored it; null when worked out now',
      resolve: (score) => (score instanceof StoredScoreView ? score.record.runNo : null),
    }),
    group: t.field({
      type: DiseaseGroupRef,
      nullable: true,
      description: '病种；未入组或分组前排除则为空 its disease group; null when ungrouped or excluded',
      resolve: (score) => fromExplained(score, ({ group, catalogue }) => (group === null ? null : groupRow(group, catalogue.catalogue))),
    }),
    groupKind: t.field({
      type: GroupKindEnum,
      description: '分组层 layer of the group',
      resolve: (score) => fromExplained(score, ({ group }) => group?.kind ?? 'UNGROUPED'),
    }),
    groupPoints: t.field({
      type: 'Decimal',
      nullable: true,
      description: '病种分值（分） points of the group',
      resolve: (score) => fromExplained(score, ({ group }) => group?.points ?? null),
    }),
  }),
});

builder.objectFields(CaseScoreRef, (t) => ({
  costRatio: t.field({
    type: 'Decimal',
    nullable: true,
    description: '费用倍率（无单位，显示 8 位小数） cost ratio, exact, shown at 8 places',
    resolve: (score) => (score instanceof StoredScoreView ? score.record.costRatio : score.printed('costRatio')),
  }),
  inclusion: t.string({
    description: '纳入方式：INCLUDED 计分、EXCLUDED 排除、BY_ITEM 按项目、BED_DAY 按床日 how it is paid',
    resolve: (score) => (score instanceof StoredScoreView ? score.record.inclusion : (score.printed('inclusion') ?? 'INCLUDED')),
  }),
  deviation: t.string({
    nullable: true,
    description: '费用偏差：HIGH、NORMAL、LOW，或地方另设的档 deviation tier',
    resolve: (score) => (score instanceof StoredScoreView ? score.record.deviation : score.printed('deviation')),
  }),
  institutionCoefficient: t.field({
    type: 'Decimal',
    nullable: true,
    description: '医疗机构系数（无单位） institution coefficient',
    resolve: (score) => figure(score, 'institutionCoefficient'),
  }),
  auxiliaryFactor: t.field({
    type: 'Decimal',
    nullable: true,
    description: '辅助目录系数（无单位） auxiliary factor',
    resolve: (score) => figure(score, 'auxiliaryFactor'),
  }),
  points: t.field({
    type: 'Decimal',
    description: '病例分值，按规则集声明的小数位（分；分值为元的地区为元） points of the case, rounded as the ruleset says',
    resolve: async (score) => must(await figure(score, 'points'), 'points of a score'),
  }),
  payment: t.field({
    type: 'Decimal',
    nullable: true,
    description:
      '支付参考额（元，2 位小数）：分值 × 点值（清算后为结算点值，之前为预算点值），是含个人负担在内的病例支付标准，未乘基金支付比例，未计考核、分担与扣减，仅供参考：各病例之和不等于结算单的应得或应拨；点值未知则为空 indicative: points × point value, before the fund’s share, assessment, sharing and deductions; the sum over cases is neither the entitlement nor the payable of the statement',
    resolve: (score) =>
      score instanceof StoredScoreView
        ? score.figures().then((figures) => figures.payment(score.record))
        : score.paymentFen === null
          ? null
          : printFen(score.paymentFen),
  }),
}));

builder.objectFields(CaseScoreRef, (t) => ({
  outputs: t.field({
    type: 'JSON',
    complexity: 5,
    description: '病例层全部判定的输出，按标识 every output of the case decisions, by id',
    resolve: (score) => fromExplained(score, ({ outputs }) => outputs),
  }),
  specialCaseReasons: t.stringList({
    description: '符合特例单议的原因 reasons for a special-case review',
    resolve: (score) => listed(score, 'specialCaseReasons'),
  }),
  flags: t.stringList({ description: '提示标志 flags', resolve: (score) => listed(score, 'flags') }),
  ruleset: t.field({
    type: RulesetVersionRef,
    description: '所用的规则集版本 the version that decided',
    resolve: (score) => fromExplained(score, ({ ruleset }) => ruleset),
  }),
  catalogue: t.field({
    type: CatalogueRef,
    description: '所用的病种目录库 the catalogue that grouped',
    resolve: (score) => fromExplained(score, ({ catalogue }) => catalogueRow(catalogue.catalogue)),
  }),
  grouping: t.field({
    type: [GroupingCandidateRef],
    complexity: { field: 10, multiplier: 8 },
    description: '入组候选及落选原因 grouping candidates and why they lost',
    resolve: (score) => fromExplained(score, ({ candidates }) => [...candidates]),
  }),
  groupingOutcome: t.field({
    type: LocalizedTextRef,
    nullable: true,
    description:
      '入组结果的说明：怎样入组，或为什么未入组（主要诊断在排除表中、没有符合条件的病种……）；分组前已不纳入则为空 how grouping ended, and why a case is ungrouped; null where it was excluded before',
    resolve: (score) => fromExplained(score, ({ grouping }) => grouping?.reason ?? null),
  }),
  grouper: t.field({
    type: CaseGrouperRef,
    nullable: true,
    complexity: { field: 20, multiplier: 1 },
    description:
      '按 DRG 分组方案入组的经过；规则集没有分组方案或分组前排除则为空 how it went through the DRG grouper; null where the ruleset names none',
    resolve: (score) =>
      fromExplained(score, ({ grouping }) =>
        grouping === null || grouping.grouper === null ? null : { finding: grouping.grouper, reason: grouping.reason },
      ),
  }),
  warnings: t.field({
    type: [FieldErrorRef],
    complexity: 5,
    description: '警告：病例的编码不在任何表中而相近的编码在 warnings: a code of the case stands nowhere while a near one does',
    resolve: (score) => fromExplained(score, ({ warnings }) => [...warnings]),
  }),
  reproducibilityKey: t.string({
    complexity: 10,
    description: '可重现键：规则集、目录库、病例、引擎版本及所读机构与年度输入的哈希；键同则分值同 same key, same points, always',
    resolve: (score) => fromExplained(score, ({ reproducibilityKey }) => reproducibilityKey),
  }),
  trace: t.field({
    type: [TraceStepRef],
    complexity: TRACE_COST,
    description: '计分过程：每一步的公式、数字、规则、条件和依据 every step: formula, numbers, rule, conditions, basis',
    resolve: (score) => fromExplained(score, ({ trace, compiled }) => [...explainTrace(trace, compiled.effective)]),
  }),
}));

/** 计分应答: a score, or the mistake that stood in its way, thrown or as a value. */
export const ScoreCaseResult = builder.errorUnion('ScoreCaseResult', {
  description: '计分应答：计分结果，或可预期的错误之一 a score, or one of the errors that are to be expected',
  types: [CaseScoreRef, EvaluationError, ...COMMON_ERRORS],
});
