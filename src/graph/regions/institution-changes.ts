import { InstitutionRef } from './institution.js';
import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { describedValues } from '../base/enums.js';
import { today } from '../kit/today.js';
import { CHANGE_LABELS } from '../../app/regions/change-problems.js';
import type { InstitutionChangeRecord } from '../../app/ports/ports-region.js';
import { regionIndex } from '../../app/caches/region-cache.js';
import {
  CHANGE_KINDS,
  INSTITUTION_STATUSES,
  payeeOn,
  statusOn,
  type ChangeKind,
  type InstitutionStatus,
  type Payee,
  type StatusOn,
} from '../../engine/clearing/institution-changes.js';

const words = (kind: ChangeKind): string => `${CHANGE_LABELS[kind].zh} ${CHANGE_LABELS[kind].en}`;
const STATUS_WORDS: Readonly<Record<InstitutionStatus, string>> = {
  ACTIVE: words('ACTIVE'),
  SUSPENDED: words('SUSPENDED'),
  CLOSED: `${words('CLOSED')}: for good`,
  MERGED: `${words('MERGED')} into another institution, for good`,
};
const InstitutionStatusEnum = builder.enumType('InstitutionStatus', {
  description: '机构状态 whether an institution treats insured patients',
  values: describedValues(INSTITUTION_STATUSES, STATUS_WORDS),
});

/** 变动种类. */
export const InstitutionChangeKindEnum = builder.enumType('InstitutionChangeKind', {
  description: '机构变动的种类 what may happen to an institution',
  values: describedValues(CHANGE_KINDS, { ...STATUS_WORDS, JOINED: words('JOINED'), LEFT: words('LEFT') }),
});

/** 收款方的种类. */
export const PayeeKindEnum = builder.enumType('PayeeKind', {
  description: '收款方的种类 what a payee is',
  values: {
    INSTITUTION: { description: '医疗机构：本机构，或承继它的机构 an institution: itself, or the one that took it over' },
    CONSORTIUM: { description: '医共体 a medical consortium' },
  },
});

/** 收款方. */
export const PayeeRef = builder.objectRef<Payee>('Payee').implement({
  description: '收款方：某日向一家机构的拨付由谁收 who receives on a day what an institution is paid',
  fields: (t) => ({
    kind: t.field({ type: PayeeKindEnum, description: '种类 what it is', resolve: ({ kind }) => kind }),
    code: t.exposeString('code', { description: '机构代码或医共体代码 code of the institution or consortium' }),
  }),
});

const StatusRef = builder.objectRef<StatusOn>('InstitutionStatusOn').implement({
  description: '机构某日的状态 where an institution stands on a day',
  fields: (t) => ({
    status: t.field({ type: InstitutionStatusEnum, description: '状态 status', resolve: ({ status }) => status }),
    since: t.field({
      type: 'Date',
      nullable: true,
      description: '自何日起；从无变动为空 since when; null: always',
      resolve: ({ since }) => since,
    }),
    successorCode: t.exposeString('successorCode', {
      nullable: true,
      description: '并入的：承继机构代码 of one that was merged: the institution that took it over',
    }),
  }),
});

const ChangeRef = builder.objectRef<InstitutionChangeRecord & { readonly isCorrected: boolean }>('InstitutionChange').implement({
  description:
    '机构变动：自某日起停业、恢复、注销、并入，或加入、退出医共体；只增不改 a change of an institution from a day on; never changes',
  fields: (t) => ({
    revision: t.exposeInt('revision', { description: '序号，该机构从 1 起 number, from 1 for each institution' }),
    kind: t.field({ type: InstitutionChangeKindEnum, description: '变动 what happens', resolve: ({ kind }) => kind }),
    effectiveFrom: t.field({
      type: 'Date',
      description: '生效日 first day on which it holds',
      resolve: ({ effectiveFrom }) => effectiveFrom,
    }),
    otherCode: t.exposeString('otherCode', {
      nullable: true,
      description: '承继机构，或医共体的代码 code of the successor, or of the consortium',
    }),
    corrects: t.exposeInt('corrects', { nullable: true, description: '所更正的序号 the change in whose place it stands' }),
    isCorrected: t.exposeBoolean('isCorrected', {
      description: '是否已被更正（不再算数） whether it was corrected, so that it counts no more',
    }),
    reason: t.exposeString('reason', { description: '事由 reason' }),
    source: t.exposeString('source', { description: '依据 the document that it rests on' }),
    recordedBy: t.exposeString('createdByName', { description: '录入人 who recorded it' }),
    createdAt: t.field({ type: 'DateTime', description: '录入时间 when it was recorded', resolve: ({ createdAt }) => createdAt }),
  }),
});

/** Who receives what an institution is paid on a day. */
export async function payeeOfInstitution(
  context: GraphContext,
  of: { readonly regionCode: string; readonly institutionCode: string; readonly on?: string | null | undefined },
): Promise<Payee> {
  const { changes } = await regionIndex(context.platform, { read: context.session.read }, of.regionCode);
  return payeeOn(changes, of.institutionCode, of.on ?? today());
}

builder.prismaObjectFields(InstitutionRef, (t) => ({
  status: t.field({
    type: StatusRef,
    description: '某日的状态，默认今天；没有变动的为正常 its status on a day (default today); without changes it is in service',
    args: { on: t.arg({ type: 'Date', description: '日期 day' }) },
    resolve: async ({ regionCode, code }, { on }, { platform, session }) =>
      statusOn((await regionIndex(platform, { read: session.read }, regionCode)).changes, code, on ?? today()),
  }),
  payee: t.field({
    type: PayeeRef,
    description: '某日的收款方，默认今天：本机构、承继机构或医共体 who receives on a day what it is paid (default today)',
    args: { on: t.arg({ type: 'Date', description: '日期 day' }) },
    resolve: ({ regionCode, code }, { on }, context) => payeeOfInstitution(context, { regionCode, institutionCode: code, on }),
  }),
  changes: t.field({
    type: [ChangeRef],
    complexity: { field: 5, multiplier: 5 },
    description: '历次变动，按录入先后 its changes in the order of recording',
    resolve: async ({ regionCode, code }, _args, { session }) => {
      const own = (await session.read(({ institutions }) => institutions.changes(regionCode))).filter(
        ({ institutionCode }) => institutionCode === code,
      );
      const corrected = new Set(own.flatMap(({ corrects }) => corrects ?? []));
      return own.map((change) => ({ ...change, isCorrected: corrected.has(change.revision) }));
    },
  }),
}));
