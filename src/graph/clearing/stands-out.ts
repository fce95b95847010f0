import { ActorRef } from '../base/actor.js';
import { builder } from '../base/builder.js';
import { actorOf } from '../base/callers.js';
import { ClearingRunRef } from './clearing-run.js';
import type { GraphContext } from '../base/context.js';
import { DiseaseGroupRef } from '../catalogues/disease-group.js';
import { InpatientCaseRef } from '../cases/inpatient-case.js';
import { InstitutionRef } from '../regions/institution.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { arrayPage } from '../kit/array-page.js';
import { MOST_OF_A_KIND } from '../../app/clearing/settle/stand-out-checks.js';
import { STAND_OUT_TERMS, standOutSaid } from '../../app/clearing/settle/stand-out-text.js';
import { parseStandsOut, type StandOutCheck } from '../../app/clearing/settle/stands-out.js';
import { isOtherThanStarter } from '../../app/clearing/confirm-clearing-run.js';
import { may } from '../../app/ports/kit/permissions.js';
import type { RunConfirmation } from '../../app/ports/clearing/ports-run.js';
import { STAND_OUT_KINDS, type NumberedStandOut, type StandOutKind } from '../../app/ports/clearing/ports-stand-out.js';
import type { Label } from '../../engine/plan/plan.js';
import { resolveBasis } from '../../rules/document/basis.js';
import type { StoredNames } from '../../rules/document/stored-names.js';
import { citation } from '../../rules/explain/explain-words.js';
import type { ClearingRun } from '../../generated/prisma/client.js';

/** 存疑种类. */
const StandOutKindEnum = builder.enumType('StandOutKind', {
  description: '存疑事项的种类 kinds of what stands out in a run',
  values: Object.fromEntries(
    STAND_OUT_KINDS.map((kind) => [kind, { description: `${STAND_OUT_TERMS[kind].zh} ${STAND_OUT_TERMS[kind].en}` }]),
  ) as { [K in StandOutKind]: { description: string } },
});

const CheckOffEnum = builder.enumType('StandOutCheckOff', {
  description: '检查未进行的原因 why a check was off',
  values: {
    NO_PARAMETER: { description: '规则集没有这个界值参数 the ruleset states no such threshold' },
    NO_YEAR_BEFORE: { description: '没有上一年度的清算可比 no run of the year before to compare with' },
    PART_OF_YEAR: { description: '只对全年的清算有意义 asks for a whole year, and this is a month or quarter of it' },
  },
});

const StandOutCheckRef = builder.objectRef<StandOutCheck>('StandOutCheck').implement({
  description: '一项检查：是否进行、按哪个参数、发现多少 one check: whether it was on, by which parameter, and how much it found',
  fields: (t) => ({
    kind: t.field({ type: StandOutKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    parameter: t.exposeString('parameter', { nullable: true, description: '界值所在的规则集参数 parameter that states the threshold' }),
    threshold: t.field({
      type: 'Decimal',
      nullable: true,
      description: '界值（比率，无单位） threshold, a ratio',
      resolve: ({ threshold }) => threshold,
    }),
    offBecause: t.field({
      type: CheckOffEnum,
      nullable: true,
      description: '未进行的原因；空为已进行 why it was off; null: it was on',
      resolve: ({ offBecause }) => offBecause,
    }),
    count: t.exposeInt('count', { description: '发现数 how many stand out' }),
    listed: t.exposeInt('listed', {
      description: `列出数，每种至多 ${MOST_OF_A_KIND} 条 how many of them are listed, at most ${MOST_OF_A_KIND} of a kind`,
    }),
  }),
});

interface Item extends NumberedStandOut {
  readonly regionCode: string;
  readonly runNo: number;
  readonly catalogueId: string;
}

/** What the version that decided the year calls things. */
async function namesOfYear({ regionCode, runNo }: Item, { loaders }: GraphContext): Promise<StoredNames> {
  const id = (await loaders.yearRulesets.load({ regionCode, id: String(runNo) }))?.rulesetId;
  const names = id === undefined ? undefined : await loaders.names.load({ regionCode, id });
  return names ?? { parameters: {}, sources: {} };
}

function parameterOf({ parameter }: Item, { parameters }: StoredNames): Label | undefined {
  return parameter !== null && Object.hasOwn(parameters, parameter) ? parameters[parameter]?.label : undefined;
}

async function messageOf(item: Item, context: GraphContext): Promise<Label> {
  const { regionCode, institutionCode } = item;
  const names = await namesOfYear(item, context);
  const institution = institutionCode === null ? undefined : await context.loaders.institutions.load({ regionCode, id: institutionCode });
  const basisOf = (basis: string): string => citation(resolveBasis(names, [basis])[0] ?? { title: basis, article: null });
  return standOutSaid(item, { institution: institution?.name, parameter: parameterOf(item, names), basisOf });
}

const StandOutRef = builder.objectRef<Item>('StandOut').implement({
  description: '存疑事项：确认前应当核实的一条 one thing that stands out: to be looked into before the run is confirmed',
  fields: (t) => ({
    kind: t.field({ type: StandOutKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    message: t.field({
      type: LocalizedTextRef,
      description: '说明：机构、参数、依据用名称 in words, with the names of institution, parameter and basis',
      resolve: (item, _args, context) => messageOf(item, context),
    }),
    caseNo: t.exposeString('caseNo', { nullable: true, description: '病例号 case number' }),
    inpatientCase: t.field({
      type: InpatientCaseRef,
      nullable: true,
      description: '病例，清算所见的修订 the case, as the run saw it',
      resolve: async ({ regionCode, caseSeq }, _args, { loaders }) =>
        caseSeq === null ? null : ((await loaders.casesBySeq.load({ regionCode, id: String(caseSeq) })) ?? null),
    }),
    institution: t.field({
      type: InstitutionRef,
      nullable: true,
      description: '医疗机构 institution',
      resolve: async ({ regionCode, institutionCode }, _args, { loaders }) =>
        institutionCode === null ? null : ((await loaders.institutions.load({ regionCode, id: institutionCode })) ?? null),
    }),
    groupCode: t.exposeString('groupCode', { nullable: true, description: '病种编码 code of the disease group' }),
    subject: t.exposeString('subject', {
      nullable: true,
      description:
        '对象：月份、假设在规则集中的位置、例外代码、外部分组的编码，或不同例数/有外部分组的例数 month, place of an assumption in the ruleset, code of an exception, group assigned elsewhere, or differing of assigned cases',
    }),
    figure: t.field({
      type: 'Decimal',
      nullable: true,
      description: '数值：比率（4 位小数）或例数 the figure: a ratio at 4 places, or a number of cases',
      resolve: ({ figure }) => figure,
    }),
    threshold: t.field({ type: 'Decimal', nullable: true, description: '界值 threshold', resolve: ({ threshold }) => threshold }),
    parameter: t.exposeString('parameter', { nullable: true, description: '界值所在的规则集参数 parameter that states it' }),
    parameterSaid: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '界值参数的名称 what that parameter is called',
      resolve: async (item, _args, context) =>
        item.parameter === null ? null : (parameterOf(item, await namesOfYear(item, context)) ?? { zh: item.parameter }),
    }),
  }),
});

builder.objectField(StandOutRef, 'group', (t) =>
  t.field({
    type: DiseaseGroupRef,
    nullable: true,
    description: '病种 the disease group',
    resolve: async ({ regionCode, catalogueId, groupCode }, _args, { loaders }) =>
      groupCode === null ? null : ((await loaders.groups.load({ regionCode, id: `${catalogueId}/${groupCode}` })) ?? null),
  }),
);

const ConfirmationRef = builder.objectRef<RunConfirmation>('RunConfirmation').implement({
  description: '清算的确认：何人、何时、因何确认 who confirmed a run, when and why',
  fields: (t) => ({
    actor: t.field({ type: ActorRef, description: '确认人 who', resolve: ({ holderId, name }) => ({ id: holderId, name }) }),
    at: t.field({ type: 'DateTime', description: '确认时间 when', resolve: ({ at }) => at }),
    reason: t.exposeString('reason', { description: '理由 why' }),
    standsOutHash: t.exposeString('standsOutHash', { description: '确认时所见存疑事项的哈希 hash of the list that was seen' }),
  }),
});

async function itemsOf(
  { regionCode, runNo, catalogueId }: ClearingRun,
  kinds: readonly StandOutKind[] | null | undefined,
  { session }: GraphContext,
): Promise<Item[]> {
  const found = await session.read(({ standOuts }) =>
    standOuts.list(regionCode, runNo, {
      first: STAND_OUT_KINDS.length * MOST_OF_A_KIND,
      afterNo: 0,
      ...(kinds === null || kinds === undefined ? {} : { kinds }),
    }),
  );
  return found.map((item) => ({ ...item, regionCode, runNo, catalogueId }));
}

builder.prismaObjectFields(ClearingRunRef, (t) => ({
  standsOut: t.connection(
    {
      type: StandOutRef,
      authScopes: { agency: 'case:read' },
      description:
        '存疑事项：确认前应当核实的病例、机构、病种、假设和例外，按种类、程度排列 what stands out: to be looked into before the run is confirmed',
      args: { kinds: t.arg({ type: [StandOutKindEnum], description: '只取这些种类 only these kinds' }) },
      resolve: async (run, { kinds, ...args }, context) => {
        const items = await itemsOf(run, kinds, context);
        return { ...arrayPage(items, args), run };
      },
    },
    {
      name: 'StandOutConnection',
      description: '存疑事项列表 a page of what stands out',
      fields: (c) => ({
        totalCount: c.exposeInt('totalCount', { description: '列出的总数 how many are listed in all' }),
        hash: c.string({
          nullable: true,
          description: '全部存疑事项的哈希，确认清算时给出；未完成则为空 hash of the whole list, to be stated when the run is confirmed',
          resolve: ({ run }) => run.standsOutHash,
        }),
        checks: c.field({
          type: [StandOutCheckRef],
          description: '各项检查，含未进行的 every check, also those that were off',
          resolve: ({ run }) => parseStandsOut(run.standsOut)?.checks ?? [],
        }),
      }),
    },
    { name: 'StandOutEdge', description: '列表中的一条 an entry' },
  ),
  startedBy: t.field({
    type: ActorRef,
    description: '发起人 who started it',
    resolve: ({ createdById, createdByName }) => ({ id: createdById, name: createdByName }),
  }),
  mayConfirm: t.boolean({
    description:
      '您能否做确认的第二人：有确认清算的权限，且不是发起人；清算本身能否确认另说 whether this caller may be its second person: has run:confirm and is not who started it; whether the run can be confirmed is another question',
    resolve: (run, _args, context) => {
      const actor = actorOf(context);
      return may(actor, 'run:confirm', run.regionCode) && isOtherThanStarter(actor, run);
    },
  }),
  confirmation: t.field({
    type: ConfirmationRef,
    nullable: true,
    description: '确认；未确认则为空 who confirmed it; null: not yet',
    resolve: ({ confirmation }) => confirmation as RunConfirmation | null,
  }),
}));
