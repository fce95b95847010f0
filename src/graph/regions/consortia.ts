import { InstitutionRef } from './institution.js';
import { builder } from '../base/builder.js';
import { callerOf, runAsCommand } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { today } from '../kit/today.js';
import { consortiaOn, type ConsortiumOn } from '../../app/regions/consortia-on.js';
import { MOST_CONSORTIA, stateConsortia, type StatedConsortia } from '../../app/regions/state-consortia.js';
import { LEAD_SEES, type LeadSees } from '../../app/ports/ports-consortium.js';
import { must } from '../../engine/kit/assert.js';

const SEES: Readonly<Record<LeadSees, string>> = {
  OWN: '只看本机构的（默认） its own only (default)',
  MEMBERS: '也看各成员的结算单和合并结算单 its members’ statements and the consolidated one, too',
};
const LeadSeesEnum = builder.enumType('LeadSees', {
  description: '牵头机构的密钥看得到什么，由本地区规定 what the key of a consortium’s lead sees, as the region lets it',
  values: describedValues(LEAD_SEES, SEES),
});

/** 医共体. */
export const ConsortiumRef = builder.objectRef<ConsortiumOn>('Consortium').implement({
  description: '医共体：某日的名称、牵头机构和成员 a medical consortium on a day: its name, lead and members',
  fields: (t) => ({
    code: t.exposeString('code', { description: '代码 code' }),
    name: t.exposeString('name', { description: '名称 name' }),
    lead: t.field({
      type: InstitutionRef,
      description: '牵头机构，收医共体的款 the lead, which receives its money',
      resolve: async ({ regionCode, leadCode }, _args, { loaders }) =>
        must(await loaders.institutions.load({ regionCode, id: leadCode }), 'lead of a consortium'),
    }),
    leadSees: t.field({ type: LeadSeesEnum, description: '牵头机构可见范围 what its lead sees', resolve: ({ leadSees }) => leadSees }),
    effectiveFrom: t.field({
      type: 'Date',
      description: '自何日起如此 since when it is so',
      resolve: ({ effectiveFrom }) => effectiveFrom,
    }),
    reason: t.exposeString('reason', { description: '事由 reason' }),
    source: t.exposeString('source', { description: '依据 the document that it rests on' }),
    recordedBy: t.exposeString('createdByName', { description: '录入人 who recorded it' }),
    memberCodes: t.stringList({
      description: '该日的成员：款由医共体收的机构（含并入成员的），按代码 everybody whose money it receives on that day, by code',
      resolve: ({ memberCodes }) => [...memberCodes],
    }),
  }),
});

builder.queryField('consortia', (t) =>
  t.field({
    type: [ConsortiumRef],
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'institution:read', regionCode } }),
    complexity: { field: 10, multiplier: 10 },
    description: '地区某日的医共体，按代码 the medical consortia of a region on a day, by code',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      on: t.arg({ type: 'Date', description: '日期，默认今天 day, default today' }),
    },
    resolve: async (_root, { regionCode, on }, context) => [
      ...(await consortiaOn(context.platform, callerOf(context), regionCode, on ?? today())),
    ],
  }),
);

const ConsortiumInput = builder.inputType('ConsortiumInput', {
  description: '一个医共体自某日起的情况 a medical consortium from a day on',
  fields: (t) => ({
    code: t.string({ required: true, description: '代码 code' }),
    name: t.string({ required: true, description: '名称 name' }),
    leadCode: t.string({ required: true, description: '牵头机构代码 the institution that leads it' }),
    leadSees: t.field({ type: LeadSeesEnum, description: '牵头机构可见范围，默认 OWN what its lead sees; OWN by default' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '生效日 first day' }),
    reason: t.string({ required: true, description: '事由 reason' }),
    source: t.string({ required: true, description: '依据 the document that it rests on' }),
  }),
});

const StateConsortiaInput = builder.inputType('StateConsortiaInput', {
  description: '录入医共体的输入 input of stateConsortia',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    consortia: t.field({
      type: [ConsortiumInput],
      required: true,
      description: `医共体，至多 ${MOST_CONSORTIA} 个 consortia, at most ${MOST_CONSORTIA}`,
    }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 a dry run: nothing is stored; false by default' }),
  }),
});

const StateConsortiaPayload = builder.objectRef<StatedConsortia>('StateConsortiaPayload').implement({
  description: '录入结果：全部录入，或一个也不录入 what became of the consortia: all or none',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读取个数 consortia read' }),
    recorded: t.exposeInt('recorded', {
      description: '新录入个数；与现行相同的不再录入 consortia recorded; what holds already is not again',
    }),
    dryRun: t.exposeBoolean('dryRun', { description: '只检查，未保存 a dry run: nothing was stored' }),
  }),
});

builder.mutationField('stateConsortia', (t) =>
  t.field({
    type: StateConsortiaPayload,
    authScopes: { permission: 'institution:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '录入医共体自某日起的名称、牵头机构和牵头机构可见范围；成员另录机构变动（JOINED、LEFT） states consortia from a day on; members are recorded as changes of institutions',
    args: { input: t.arg({ type: StateConsortiaInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { dryRun, consortia, regionCode } }, context) =>
      runAsCommand(context, (caller) =>
        stateConsortia(context.platform, caller, {
          ...{ regionCode, dryRun: dryRun ?? false },
          consortia: consortia.map(({ leadSees, ...one }) => ({ ...one, leadSees: leadSees ?? 'OWN' })),
        }),
      ),
  }),
);
