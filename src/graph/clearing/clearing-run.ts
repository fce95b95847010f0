import { builder } from '../base/builder.js';
import { CatalogueRef } from '../catalogues/catalogue.js';
import type { GraphContext } from '../base/context.js';
import { ClearingStageEnum, InsuranceSchemeEnum } from '../base/enums.js';
import { countOf, JobRef, registerJob } from '../jobs/job.js';
import { periodStated } from '../kit/period-arg.js';
import { stated } from '../kit/stated.js';
import { joinKey, uuidKey } from '../base/node-key.js';
import { RegionRef } from '../regions/region.js';
import { RulesetVersionRef } from '../rulesets/ruleset-version.js';
import { runFigures, whenTold } from './run-figures.js';
import { StatementRef } from './statement.js';
import { stepsOf, WATERFALL_COST, WaterfallStepRef, type WaterfallStepView } from './waterfall.js';
import { budgetOfRun } from '../../app/clearing/evidence/explain-score.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import type { ClearingRun } from '../../generated/prisma/client.js';

/** Until a run has ended its budget is worked out from what was frozen. */
async function budgetOf({ budgetFen, regionCode, runNo }: ClearingRun, { platform, session }: GraphContext): Promise<string> {
  if (budgetFen !== null) return printFen(budgetFen);
  const run = must(await session.read(({ runs }) => runs.findByNo(regionCode, runNo)), 'run');
  return printFen(await budgetOfRun(platform, session.read, run));
}

/** The region's totals in the order in which a year meets them; a city's own come after them. The database keeps no order of keys. */
const TOTALS = ['dipBudget', 'riskReserve', 'fund'];

function waterfallOf(run: ClearingRun): WaterfallStepView[] {
  const { waterfall } = run;
  if (typeof waterfall !== 'object' || waterfall === null) return [];
  const order = (total: string): number => (TOTALS.includes(total) ? TOTALS.indexOf(total) : TOTALS.length);
  const totals = Object.keys(waterfall).sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  const stored = new Map<string, unknown>(Object.entries(waterfall));
  return totals.flatMap((total) => stepsOf(total, stored.get(total), run));
}

/** The region's money is not for every key that sees a run: an institution sees what concerns it. */
const MAY_READ_BUDGET = { permission: 'budget:read' } as const;

/** Said of each figure of the whole region: see `whenTold`. */
const UNTOLD_ZH = '；公示之前对机构为空';
const UNTOLD_EN = '; null for an institution until it is published';

/** 年度清算. */
export const ClearingRunRef = builder.prismaNode('ClearingRun', {
  id: { resolve: ({ regionCode, id }) => joinKey(regionCode, id) },
  findUnique: (id) => ({ regionCode_id: uuidKey(id) }),
  nullable: true,
  interfaces: [JobRef],
  authScopes: { permission: 'run:read' },
  description: '年度清算：一个地区、险种、年度的清算任务及结果 annual clearing of one fund year: the job and its result',
  fields: (t) => ({
    runNo: t.exposeInt('runNo', { description: '清算序号，地区内从 1 起 number of the run in the region' }),
    region: t.field({
      type: RegionRef,
      description: '统筹地区 region',
      resolve: async ({ regionCode }, _args, { loaders }) => must(await loaders.regions.load(regionCode), 'region of a run'),
    }),
    year: t.exposeInt('year', { description: '结算年度 settlement year' }),
    insurance: t.field({ type: InsuranceSchemeEnum, description: '险种 insurance scheme', resolve: ({ insurance }) => insurance }),
    period: t.exposeString('period', {
      description: '结算期：月份 01 到 12、季度 Q1 到 Q4、全年 YEAR what it settles: a month, a quarter, or the whole YEAR',
    }),
    stage: t.field({ type: ClearingStageEnum, description: '清算阶段 stage', resolve: ({ stage }) => stage }),
    rulesets: t.field({
      type: [RulesetVersionRef],
      complexity: { field: 1, multiplier: 2 },
      description: '所用的全部规则集版本，按生效日期 every version that it used, rising by day',
      resolve: async ({ regionCode, rulesetIds }, _args, { loaders }) =>
        (await Promise.all(rulesetIds.map((id) => loaders.rulesets.load({ regionCode, id })))).map((version) =>
          must(version, 'ruleset of a run'),
        ),
    }),
    catalogue: t.field({
      type: CatalogueRef,
      description: '病种目录库（年末生效的） the catalogue in force at the end of the year',
      resolve: async ({ regionCode, catalogueId }, _args, { loaders }) =>
        must(await loaders.catalogues.load({ regionCode, id: catalogueId }), 'catalogue of a run'),
    }),
    inputHash: t.exposeString('inputHash', {
      description:
        '输入哈希：病例以外冻结的全部输入（规则集、目录库、机构、指标、预算与年度记录）的内容；与所在系统、标识、时间、引擎版本无关 hash of everything that was frozen beside the cases, as content: the same in every installation',
    }),
    casesHash: t.exposeString('casesHash', {
      nullable: true,
      description:
        '病例哈希：本次清算所读病例的内容，与导入顺序、批次、修订次数无关；计分完成前为空 hash of the cases as they were read, whatever the order and the way of their import; null until they were scored',
    }),
    resultHash: t.exposeString('resultHash', {
      nullable: true,
      description:
        '结果哈希：输入、病例、得分、结算单与瀑布图的内容；输入与病例同则结果同 hash of inputs, cases, scores, statements and waterfall: the same inputs and cases give the same one',
    }),
  }),
});

builder.prismaObjectFields(ClearingRunRef, (t) => ({
  budget: t.field({
    type: 'Decimal',
    authScopes: MAY_READ_BUDGET,
    description:
      '年度 DIP 医保基金支出预算（元，2 位小数），须有 budget:read annual DIP fund budget in yuan, 2 places; asks for budget:read',
    resolve: (run, _args, context) => budgetOf(run, context),
  }),
  fund: t.field({
    type: 'Decimal',
    nullable: true,
    authScopes: MAY_READ_BUDGET,
    description: '可分配基金（元，2 位小数），须有 budget:read fund to allocate in yuan, 2 places; asks for budget:read',
    resolve: (run, _args, context) => whenTold(run, context, () => (run.fundFen === null ? null : printFen(run.fundFen))),
  }),
  cases: t.int({
    nullable: true,
    description: `病例数${UNTOLD_ZH} cases${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => (run.cases === null ? null : countOf(run.cases))),
  }),
  exceptions: t.int({
    nullable: true,
    description: `例外病例数，多于 0 则为试算${UNTOLD_ZH} cases that could not be scored; above 0 the run is a trial${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => (run.exceptions === null ? null : countOf(run.exceptions))),
  }),
  totalPoints: t.field({
    type: 'Decimal',
    nullable: true,
    description: `总分值（分）${UNTOLD_ZH} points in all${UNTOLD_EN}`,
    resolve: (run, _args, context) =>
      whenTold(run, context, async () =>
        run.totalPoints === null ? null : (await runFigures(context, run)).points(run.totalPoints.toFixed()),
      ),
  }),
  pointValue: t.field({
    type: 'Decimal',
    nullable: true,
    description: `结算点值（元/分，8 位小数四舍五入，仅供显示）${UNTOLD_ZH} settlement point value in yuan a point, 8 places HALF_UP, for display${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => run.pointValue),
  }),
  pointValueFraction: t.string({
    nullable: true,
    description: `结算点值的精确分数：分子/分母，既约${UNTOLD_ZH} the exact point value: numerator/denominator in lowest terms${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => run.pointValueFraction),
  }),
  payable: t.field({
    type: 'Decimal',
    nullable: true,
    description: `清算应拨合计（元，2 位小数）${UNTOLD_ZH} sum of payables in yuan, 2 places${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => (run.payableFen === null ? null : printFen(run.payableFen))),
  }),
  imbalance: t.field({
    type: 'Decimal',
    nullable: true,
    description: `不平衡额（元，2 位小数），必须为 0.00${UNTOLD_ZH} imbalance in yuan; must be 0.00${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => (run.imbalanceFen === null ? null : printFen(run.imbalanceFen))),
  }),
  distinctSituations: t.int({
    nullable: true,
    description: `不同情形数：读完它们即读完全部病例${UNTOLD_ZH} distinct outcomes: who has read these has read every case${UNTOLD_EN}`,
    resolve: (run, _args, context) =>
      whenTold(run, context, () => (run.distinctSituations === null ? null : countOf(run.distinctSituations))),
  }),
  reJudged: t.int({
    nullable: true,
    description: `自检复核的病例数${UNTOLD_ZH} cases that were judged a second time${UNTOLD_EN}`,
    resolve: (run, _args, context) => whenTold(run, context, () => (run.reJudged === null ? null : countOf(run.reJudged))),
  }),
}));

builder.prismaObjectFields(ClearingRunRef, (t) => ({
  statements: t.prismaConnection(
    {
      type: StatementRef,
      cursor: 'regionCode_runNo_institutionCode',
      authScopes: { permission: 'statement:read' },
      description: '结算单，按机构代码排序；机构密钥只见本机构 statements by institution code; an institution sees its own only',
      args: { institutionCode: t.arg.string({ description: '机构代码：只取这家的 only that of this institution' }) },
      totalCount: (run, asked, { prisma }) => prisma.statement.count({ where: statementFilter(run, asked) }),
      resolve: (query, run, asked, { prisma }) =>
        prisma.statement.findMany({ ...query, where: statementFilter(run, asked), orderBy: { institutionCode: 'asc' } }),
    },
    { name: 'StatementConnection', description: '结算单列表 a page of statements' },
    { name: 'StatementEdge', description: '列表中的一条 an entry' },
  ),
  waterfall: t.field({
    type: [WaterfallStepRef],
    complexity: WATERFALL_COST,
    authScopes: MAY_READ_BUDGET,
    description:
      '全地区合计的各步，按所属合计分组，须有 budget:read the steps of the region’s totals, total by total; asks for budget:read',
    resolve: async (run, _args, context) => (await whenTold(run, context, () => waterfallOf(run))) ?? [],
  }),
}));

registerJob('ClearingRun', {
  scope: 'run:read',
  read: ({ prisma }, key) => prisma.clearingRun.findUnique({ where: { regionCode_id: key } }),
});

builder.queryFields((t) => ({
  clearingRun: t.prismaField({
    type: ClearingRunRef,
    nullable: true,
    authScopes: { permission: 'run:read' },
    description: '按标识取清算 a clearing run by its id',
    args: { id: t.arg.globalID({ required: true, for: ClearingRunRef, description: '全局标识 global id' }) },
    resolve: (query, _root, { id }, { prisma }) => prisma.clearingRun.findUnique({ ...query, where: { regionCode_id: uuidKey(id.id) } }),
  }),
  clearingRuns: t.prismaConnection(
    {
      type: ClearingRunRef,
      cursor: 'regionCode_runNo',
      authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'run:read', regionCode } }),
      description: '清算，新的在前 clearing runs, newest first',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
        year: t.arg.int({ description: '结算年度 settlement year' }),
        insurance: t.arg({ type: InsuranceSchemeEnum, description: '险种；不写即各险种 only of this insurance; left out: of all' }),
        period: t.arg.string({ description: '结算期：01 到 12、Q1 到 Q4、YEAR；不写即各期 only of this period; left out: of all' }),
        runNo: t.arg.int({ description: '清算序号：只取这一次 only the run with this number' }),
      },
      totalCount: (_root, asked, { prisma }) => prisma.clearingRun.count({ where: runFilter(asked) }),
      resolve: (query, _root, asked, { prisma }) =>
        prisma.clearingRun.findMany({ ...query, where: runFilter(asked), orderBy: { runNo: 'desc' } }),
    },
    { name: 'ClearingRunConnection', description: '清算列表 a page of runs' },
    { name: 'ClearingRunEdge', description: '列表中的一条 an entry' },
  ),
}));

interface RunsAsked {
  readonly regionCode: string;
  readonly year?: number | null | undefined;
  readonly insurance?: InsuranceScheme | null | undefined;
  readonly period?: string | null | undefined;
  readonly runNo?: number | null | undefined;
}

function runFilter({ regionCode, period, ...asked }: RunsAsked) {
  const { year, insurance, runNo } = asked;
  return { regionCode, ...stated({ year, insurance, runNo }), ...periodStated(period) };
}

interface StatementsAsked {
  readonly institutionCode?: string | null | undefined;
}

function statementFilter(
  { regionCode, runNo }: ClearingRun,
  { institutionCode }: StatementsAsked,
): { regionCode: string; runNo: number; institutionCode?: string } {
  return { regionCode, runNo, ...(institutionCode === null || institutionCode === undefined ? {} : { institutionCode }) };
}
