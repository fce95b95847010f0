import { InstitutionChangeKindEnum } from './institution-changes.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { MOST_CHANGES, recordInstitutionChanges, type RecordedChanges } from '../../app/regions/record-changes.js';

const InstitutionChangeInput = builder.inputType('InstitutionChangeInput', {
  description: '一条机构变动 a change of an institution',
  fields: (t) => ({
    institutionCode: t.string({ required: true, description: '机构代码 institution' }),
    kind: t.field({ type: InstitutionChangeKindEnum, required: true, description: '变动 what happens' }),
    effectiveFrom: t.field({ type: 'Date', required: true, description: '生效日 first day on which it holds' }),
    otherCode: t.string({ description: '并入：承继机构；加入、退出医共体：医共体代码 the successor, or the consortium' }),
    corrects: t.int({ description: '更正：该机构原变动的序号，以本条代之 the change of the institution in whose place this one stands' }),
    reason: t.string({ required: true, description: '事由 reason' }),
    source: t.string({ required: true, description: '依据 the document that it rests on' }),
  }),
});

const RecordInstitutionChangesInput = builder.inputType('RecordInstitutionChangesInput', {
  description: '录入机构变动的输入 input of recordInstitutionChanges',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    changes: t.field({
      type: [InstitutionChangeInput],
      required: true,
      description: `变动，至多 ${MOST_CHANGES} 条 changes, at most ${MOST_CHANGES}`,
    }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 a dry run: nothing is stored; false by default' }),
  }),
});

const RecordInstitutionChangesPayload = builder.objectRef<RecordedChanges>('RecordInstitutionChangesPayload').implement({
  description: '录入结果：全部录入，或一条也不录入 what became of the changes: all or none',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读取条数 changes read' }),
    recorded: t.exposeInt('recorded', {
      description: '新录入条数；原已录入的不再录入 changes recorded; what was recorded before is not again',
    }),
    dryRun: t.exposeBoolean('dryRun', { description: '只检查，未保存 a dry run: nothing was stored' }),
  }),
});

builder.mutationField('recordInstitutionChanges', (t) =>
  t.field({
    type: RecordInstitutionChangesPayload,
    authScopes: { permission: 'institution:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '录入机构变动（停业、恢复、注销、并入，加入、退出医共体）：全部录入，或一条也不录入；同样内容再录入不作更改 records changes of institutions, all or none; the same again changes nothing',
    args: { input: t.arg({ type: RecordInstitutionChangesInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { dryRun, ...input } }, context) =>
      runAsCommand(context, (caller) => recordInstitutionChanges(context.platform, caller, { ...input, dryRun: dryRun ?? false })),
  }),
);
