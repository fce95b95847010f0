import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { InsuranceSchemeEnum } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { uuidKey } from '../base/node-key.js';
import { CatalogueRef, catalogueRow } from '../catalogues/catalogue.js';
import { methodOf } from '../catalogues/mutations-catalogue.js';
import { SwitchStudyRef } from './switch-study.js';
import { acceptSwitchPoints } from '../../app/switch/accept-points.js';
import { startSwitchStudy } from '../../app/switch/switch-job.js';
import type { SWITCH_POINTS } from '../../app/switch/study/switch-request.js';
import type { CatalogueRecord } from '../../app/ports/ports-catalogue.js';
import type { SwitchStudyRecord } from '../../app/ports/ports-switch.js';
import { ValidationError } from '../../app/base/errors.js';
import type { ImportedCatalogue } from '../../app/catalogues/import-catalogue.js';

const PointsEnum = builder.enumType('SwitchPoints', {
  description: '新方案的分值从哪里来 where the points of the new side come from',
  values: {
    COMPUTED: { description: '由历史测算，总分值不变 computed from the history, with the total kept' },
    AS_CATALOGUED: { description: '目录库所载 as its catalogue has them' },
  } satisfies Record<(typeof SWITCH_POINTS)[number], { description: string }>,
});

const SwitchSideInput = builder.inputType('SwitchSideInput', {
  description: '一方：规则集与目录库 a side: ruleset and catalogue',
  fields: (t) => ({
    ruleset: t.string({ required: true, description: '规则集版本 version of a ruleset of the region' }),
    catalogue: t.string({
      description: '目录库版本，默认与规则集相配的 version of a catalogue; by default the one that goes with the ruleset',
    }),
  }),
});

const StartSwitchStudyInput = builder.inputType('StartSwitchStudyInput', {
  description: '切换测算的输入 input of startSwitchStudy',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    insurance: t.field({ type: InsuranceSchemeEnum, required: true, description: '险种 insurance' }),
    firstYear: t.int({ required: true, description: '历史首年 first year' }),
    lastYear: t.int({ required: true, description: '历史末年，即所研究的年度 last year, which is studied' }),
    from: t.field({ type: SwitchSideInput, required: true, description: '原方案 old side' }),
    to: t.field({ type: SwitchSideInput, required: true, description: '新方案 new side' }),
    points: t.field({ type: PointsEnum, required: true, description: '新分值从哪里来 where its points come from' }),
    methodText: t.string({ description: '测算方法文本（JSON），默认三年 1:2:7 text of the method; three years 1:2:7 by default' }),
    fund: t.field({ type: 'Decimal', description: '基金额（元），默认末年预算 fund in yuan; the recorded budget by default' }),
    minShare: t.field({ type: 'Decimal', description: '拆分、合并的份额下限 least share of a part' }),
    minCases: t.int({ description: '年均例数下限 least cases a year' }),
    minVariation: t.field({ type: 'Decimal', description: '变异系数上限 variation from which a group varies too much' }),
    idempotencyKey: t.string({ required: true, description: '幂等键：同键同输入得同一任务 same key and same input, same study' }),
  }),
});

const StartSwitchStudyPayload = builder.objectRef<SwitchStudyRecord>('StartSwitchStudyPayload').implement({
  description: '已开始的切换测算 the study that was started',
  fields: (t) => ({
    switchStudy: t.prismaField({
      type: SwitchStudyRef,
      description: '切换测算 the study',
      resolve: (query, { regionCode, id }, _args, { prisma }) =>
        prisma.switchStudy.findUniqueOrThrow({ ...query, where: { regionCode_id: { regionCode, id } } }),
    }),
  }),
});

const AcceptSwitchPointsInput = builder.inputType('AcceptSwitchPointsInput', {
  description: '采用测算分值的输入 input of acceptSwitchPoints',
  fields: (t) => ({
    studyId: t.globalID({ required: true, description: '切换测算的全局标识 global id of the study', for: [SwitchStudyRef] }),
    version: t.string({ required: true, description: '新目录库的版本号 version of the catalogue' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '生效日期 first day in force' }),
  }),
});

const AcceptSwitchPointsPayload = builder.objectRef<CatalogueRecord>('AcceptSwitchPointsPayload').implement({
  description: '已入库的目录库 the catalogue that was stored',
  fields: (t) => ({
    catalogue: t.field({ type: CatalogueRef, description: '目录库 the catalogue', resolve: (catalogue) => catalogueRow(catalogue) }),
  }),
});

/** The stored catalogue; what is wrong with a computed one is told by row. */
function requireStored({ catalogue, file }: ImportedCatalogue): CatalogueRecord {
  if (catalogue !== null) return catalogue;
  throw new ValidationError(
    file.problems.map(({ line, column, code, message }) => ({ path: [String(line), column], code, messages: message })),
  );
}

builder.mutationFields((t) => ({
  startSwitchStudy: t.field({
    type: StartSwitchStudyPayload,
    authScopes: { permission: 'catalogue:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '发起切换测算：一个任务 starts a study of a switch between two groupings, as a job',
    args: { input: t.arg({ type: StartSwitchStudyInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, async (caller) => {
        const { methodText, fund, minShare, minCases, minVariation, from, to, ...asked } = input;
        const side = ({ ruleset, catalogue }: typeof from) => ({ ruleset, ...(catalogue ? { catalogue } : {}) });
        const limits = {
          ...(typeof minShare === 'string' ? { minShare } : {}),
          ...(typeof minCases === 'number' ? { minCases } : {}),
          ...(typeof minVariation === 'string' ? { minVariation } : {}),
        };
        const start = { ...asked, from: side(from), to: side(to), limits, ...(fund ? { fund } : {}) };
        const method = methodText ? { method: methodOf(methodText) } : {};
        return (await startSwitchStudy(context.platform, caller, { ...start, ...method })).study;
      }),
  }),
  acceptSwitchPoints: t.field({
    type: AcceptSwitchPointsPayload,
    authScopes: { permission: 'catalogue:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description: '把测算出的分值存为目录库 stores the points that a study computed as a catalogue',
    args: { input: t.arg({ type: AcceptSwitchPointsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { studyId, version, effectiveFrom } }, context) =>
      runAsCommand(context, async (caller) =>
        requireStored(await acceptSwitchPoints(context.platform, caller, { ...uuidKey(studyId.id), version, effectiveFrom })),
      ),
  }),
}));
