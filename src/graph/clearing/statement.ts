import { parseTrace } from '../../app/clearing/evidence/trace-parse.js';
import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import { payeeOfInstitution, PayeeRef } from '../regions/institution-changes.js';
import { joinKey, splitKey, wholePart } from '../base/node-key.js';
import { runFigures } from './run-figures.js';
import { TRACE_COST, TraceStepRef } from '../scoring/trace.js';
import { stepsOf, WATERFALL_COST, WaterfallStepRef } from './waterfall.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';
import type { Statement } from '../../generated/prisma/client.js';
import { explainTrace, type ExplainedStep } from '../../rules/explain/explain.js';

/** The total that a statement's steps lead to. */
const PAYABLE = 'payable';

/** A stored trace in words: names come from the version that decided the year. */
async function traceOf({ regionCode, runNo, trace }: Statement, { session, platform, loaders }: GraphContext): Promise<ExplainedStep[]> {
  const run = must(await loaders.yearRulesets.load({ regionCode, id: String(runNo) }), 'run of a statement');
  const ruleset = must(await loaders.rulesets.load({ regionCode, id: must(run.rulesetId, 'ruleset of a run') }), 'ruleset of a run');
  const { effective } = await platform.rulesets.get(session.read, ruleset);
  return [...explainTrace(parseTrace(trace), effective)];
}

/** 结算单. */
export const StatementRef = builder.prismaNode('Statement', {
  id: { resolve: ({ regionCode, runNo, institutionCode }) => joinKey(regionCode, runNo, institutionCode) },
  findUnique: (id) => {
    const [regionCode, runNo, institutionCode] = splitKey(id, 3);
    return { regionCode_runNo_institutionCode: { regionCode, runNo: wholePart(runNo), institutionCode } };
  },
  nullable: true,
  authScopes: { permission: 'statement:read' },
  description: '结算单：一家机构在一次清算中的应拨及其由来；从不改变 statement of an institution in a run; never changes',
  fields: (t) => ({
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    payee: t.field({
      type: PayeeRef,
      description:
        '某日的收款方，默认今天：本机构、承继机构或医共体；结算单仍是本机构的 who receives on a day what it is paid (default today); the statement stays the institution’s own',
      args: { on: t.arg({ type: 'Date', description: '日期 day' }) },
      resolve: ({ regionCode, institutionCode }, { on }, context) => payeeOfInstitution(context, { regionCode, institutionCode, on }),
    }),
    cases: t.exposeInt('cases', { description: '病例数 cases' }),
    points: t.field({
      type: 'Decimal',
      description: '分值合计（分） points in all',
      resolve: async (statement, _args, context) => (await runFigures(context, statement)).points(statement.points.toFixed()),
    }),
    payable: t.field({
      type: 'Decimal',
      description: '清算应拨（元，2 位小数） payable in yuan, 2 places',
      resolve: ({ payableFen }) => printFen(payableFen),
    }),
    steps: t.field({
      type: [WaterfallStepRef],
      complexity: WATERFALL_COST,
      description:
        '从应得到应拨的各步；应得由几项相加的，先列各项（total 即所属合计） the steps from entitlement to payable, after those that make up the entitlement (see total)',
      resolve: (statement) => stepsOf(PAYABLE, statement.steps, statement),
    }),
    trace: t.field({
      type: [TraceStepRef],
      complexity: TRACE_COST,
      description: '机构层各判定的由来 how each decision about the institution came about',
      resolve: (statement, _args, context) => traceOf(statement, context),
    }),
  }),
});

builder.prismaObjectField(StatementRef, 'runNo', (t) => t.exposeInt('runNo', { description: '清算序号 number of the run' }));

builder.prismaObjectField(InstitutionRef, 'statements', (t) =>
  t.prismaConnection(
    {
      type: StatementRef,
      cursor: 'regionCode_runNo_institutionCode',
      authScopes: { permission: 'statement:read' },
      description: '历次清算的结算单，新的在前 its statements across runs, newest first',
      totalCount: ({ regionCode, code }, _args, { prisma }) => prisma.statement.count({ where: { regionCode, institutionCode: code } }),
      resolve: (query, { regionCode, code }, _args, { prisma }) =>
        prisma.statement.findMany({ ...query, where: { regionCode, institutionCode: code }, orderBy: { runNo: 'desc' } }),
    },
    { name: 'InstitutionStatementConnection', description: '一家机构的结算单列表 a page of an institution’s statements' },
    { name: 'InstitutionStatementEdge', description: '列表中的一条 an entry' },
  ),
);
