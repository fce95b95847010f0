import { InpatientCaseRef } from './inpatient-case.js';
import { keptText } from './inpatient-case-fields.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { REVERSED_BY, REVERSED_ON } from '../../app/ports/cases/ports-reversal.js';
import { MOST_REVERSED, reverseLists, type ReversedLists } from '../../app/stays/reverse-lists.js';

const ReversalRef = builder.objectRef<{ readonly number: string; readonly reversedOn: string }>('Reversal').implement({
  description: '冲销 the list that cancelled a case',
  fields: (t) => ({
    number: t.exposeString('number', { description: '冲销清单号 number of the reversing list' }),
    reversedOn: t.field({ type: 'Date', description: '冲销日期 its day', resolve: ({ reversedOn }) => reversedOn }),
  }),
});

/** 中途结算、冲销: what a list says of the stay that it settles a part of, and what cancelled it. */
builder.prismaObjectFields(InpatientCaseRef, (t) => ({
  stayNo: t.string({
    nullable: true,
    description: '中途结算：住院就诊号；不分段的为空 of a part of a stay: number of the stay; null: settled whole',
    resolve: (row) => keptText(row, 'stayNo'),
  }),
  stayPart: t.int({
    nullable: true,
    description: '中途结算：第几段，从 1 起；其入院、出院日期是该段的起止日 which part, from 1; its days are first and last of the part',
    resolve: (row) => {
      const part = keptText(row, 'stayPart');
      return part === null ? null : Number(part);
    },
  }),
  stayFinal: t.boolean({
    nullable: true,
    description: '中途结算：是否末段（出院结算） whether it is the last part',
    resolve: (row) => {
      const final = keptText(row, 'stayFinal');
      return final === null ? null : final === 'true';
    },
  }),
  reversal: t.field({
    type: ReversalRef,
    nullable: true,
    description: '冲销本病例的清单；未冲销的为空 the list that reversed the case; null: none did',
    resolve: (row) => {
      const [number, reversedOn] = [keptText(row, REVERSED_BY), keptText(row, REVERSED_ON)];
      return !row.voided || number === null || reversedOn === null ? null : { number, reversedOn };
    },
  }),
}));

const ReversalInput = builder.inputType('ReversalInput', {
  description: '一份冲销清单（退费）：取消此前的一份清单，整份取消 a list that cancels an earlier one, whole',
  fields: (t) => ({
    institutionCode: t.string({ required: true, description: '机构代码 institution' }),
    caseNo: t.string({ required: true, description: '被冲销的病例号 number of the case that it cancels' }),
    reversalNo: t.string({ required: true, description: '冲销清单号，医疗机构自编 number of the reversing list' }),
    reversedOn: t.field({ type: 'Date', required: true, description: '冲销日期 its day' }),
    totalCost: t.field({
      type: 'Decimal',
      required: true,
      description: '医疗总费用（元），负数，与原清单相抵 total cost in yuan, below zero: what the case cost',
    }),
  }),
});

const ReverseListsInput = builder.inputType('ReverseListsInput', {
  description: '冲销清单的输入 input of reverseLists',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    reversals: t.field({
      type: [ReversalInput],
      required: true,
      description: `冲销清单，至多 ${MOST_REVERSED} 份 reversals, at most ${MOST_REVERSED}`,
    }),
    reason: t.string({ required: true, description: '事由，1 到 500 个字符 reason, 1 to 500 characters' }),
    dryRun: t.boolean({ description: '只检查，不入库，默认否 check only; false by default' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const ReverseListsPayload = builder.objectRef<ReversedLists>('ReverseListsPayload').implement({
  description: '冲销结果 what was reversed',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读入（份） reversals read' }),
    reversed: t.exposeInt('recorded', { description: '已冲销（份） lists reversed' }),
    dryRun: t.exposeBoolean('dryRun', { description: '只检查，未入库 checked only' }),
  }),
});

builder.mutationField('reverseLists', (t) =>
  t.field({
    type: ReverseListsPayload,
    authScopes: { permission: 'case:import' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '冲销结算清单（退费）：全部冲销，或一份也不冲销；已关闭的结算期由未关闭的一期按差额更正 reverses lists, all or none; closed periods are corrected by difference in the open one',
    args: { input: t.arg({ type: ReverseListsInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { dryRun, ...input } }, context) =>
      runAsCommand(context, (caller) => reverseLists(context.platform, caller, { ...input, dryRun: dryRun ?? false })),
  }),
);
