import { builder } from '../base/builder.js';
import { DiseaseGroupRef, groupRow } from '../catalogues/disease-group.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { CaseScoreRef } from './case-score.js';
import { fromExplained } from './score-view.js';
import { groupingReason, scoreAlternatives, type Alternative } from '../../app/scoring/score-alternatives.js';
import { CaseScore } from '../../app/scoring/score-case.js';
import { printFen } from '../../engine/number/quantity.js';

const KindEnum = builder.enumType('CaseAlternativeKind', {
  description: '备选的种类 kind of alternative',
  values: {
    RECORDED: { description: '病例原样 the case as recorded' },
    PRINCIPAL_DIAGNOSIS: { description: '改以此其他诊断为主要诊断 with this other diagnosis as principal' },
    MAIN_OPERATION: { description: '改以此手术操作为主要手术操作 with this operation as the main one' },
  },
});

function scoreOf({ result }: Alternative): CaseScore | null {
  return result instanceof CaseScore ? result : null;
}

const AlternativeRef = builder.objectRef<Alternative>('CaseAlternative').implement({
  description: '备选：同一病例换主要诊断或主要手术操作后的入组与分值 the same case with another principal diagnosis or main operation',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    code: t.exposeString('code', { description: '作为主要诊断或主要手术操作的编码 code that stands first' }),
    group: t.field({
      type: DiseaseGroupRef,
      nullable: true,
      description: '病种；未入组则为空 its disease group; null: none',
      resolve: (alternative) => {
        const score = scoreOf(alternative);
        return score === null || score.group === null ? null : groupRow(score.group, score.catalogue.catalogue);
      },
    }),
    grouperCode: t.string({
      nullable: true,
      description: '分组方案得出的 DRG 编码，缺权重时也有；没有分组方案则为空 code of the DRG, also without a weight; null: no grouper',
      resolve: (alternative) => scoreOf(alternative)?.grouping?.grouper?.code ?? null,
    }),
    points: t.field({
      type: 'Decimal',
      nullable: true,
      description: '分值（分；DRG 为权重） points (DRG: the weight)',
      resolve: (alternative) => scoreOf(alternative)?.printed('points') ?? null,
    }),
    payment: t.field({
      type: 'Decimal',
      nullable: true,
      description: '支付参考额（元，2 位小数） indicative payment in yuan',
      resolve: (alternative) => {
        const fen = scoreOf(alternative)?.paymentFen ?? null;
        return fen === null ? null : printFen(fen);
      },
    }),
    why: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '入组原因，或不能计分的原因；分组前排除则为空 why it has its group, or can’t be scored; null: excluded before grouping',
      resolve: ({ result }) => (result instanceof CaseScore ? groupingReason(result) : result.messages),
    }),
  }),
});

builder.objectField(CaseScoreRef, 'alternatives', (t) =>
  t.field({
    type: [AlternativeRef],
    complexity: { field: 200, multiplier: 20 },
    description:
      '备选：病例原样在前，再逐一以各其他诊断为主要诊断、各手术操作为主要手术操作（各至多 40 个），同一规则集与目录库 the case as recorded, then with each diagnosis as principal and each operation as main, at most 40 of each',
    resolve: async (score) => [...(await scoreAlternatives(await fromExplained(score, (explained) => explained)))],
  }),
);
