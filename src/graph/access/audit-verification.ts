import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { verifyAuditLog, type AuditVerification } from '../../app/access/audit-log.js';
import { RECORD_KINDS, verifyRecords, type RecordFault, type RecordKind } from '../../app/drafts/review/verify-records.js';
import { AUDIT_FAULT_REASONS, type AuditFaultReason, type AuditHead } from '../../app/ports/ports-audit.js';

const REASONS: Readonly<Record<AuditFaultReason, string>> = {
  CHAIN: '与前一条不相接 does not follow from the one before it',
  CUT: '缺失：被删去或截断 missing: deleted, or the tail was cut',
  SIGNATURE: '与签名不符，或签名被删去 not what was signed, or its signature is gone',
  UNKNOWN_KEY: '密钥不受信任 signed by a key that is not trusted',
  UNSIGNED: '日志还没有签名 nobody has signed the log yet',
  KEPT: '与留存的链头不同 other than the head that was kept',
};

const AuditFaultEnum = builder.enumType('AuditFaultReason', {
  description: '不是原样的原因 why an event is not as it was',
  values: describedValues(AUDIT_FAULT_REASONS, REASONS),
});

const AuditHeadRef = builder.objectRef<AuditHead>('AuditHead').implement({
  description:
    '审计日志的链头：最后一条，签名；请在库外留存 the last event of the log, signed: keep it outside, and give it to a later check as `since`',
  fields: (t) => ({
    seq: t.int({ description: '序号 number', resolve: ({ seq }) => Number(seq) }),
    hash: t.exposeString('hash', { description: '哈希 its hash' }),
    keyId: t.exposeString('keyId', { description: '密钥标识 key that signed it' }),
    signature: t.exposeString('signature', { description: '签名，Ed25519，base64 signature' }),
    signedAt: t.field({ type: 'DateTime', description: '签名时间 when it was signed', resolve: ({ signedAt }) => signedAt }),
  }),
});

const AuditPlaceInput = builder.inputType('AuditPlaceInput', {
  description: '留存的链头 a head that was kept',
  fields: (t) => ({
    seq: t.int({ required: true, description: '序号 number of the event' }),
    hash: t.string({ required: true, description: '哈希 its hash' }),
  }),
});

const KINDS: Readonly<Record<RecordKind, string>> = {
  VERSION: '规则集版本：没有记载的 a published version of a ruleset',
  PUBLISHING_RULE: '发布规则 the rule of publication',
  DRAFT: '规则草案 a draft of a ruleset',
};
const RecordKindEnum = builder.enumType('AuditedRecordKind', {
  description: '与审计日志核对的记录的种类 kinds of records that are compared with the audit log',
  values: describedValues(RECORD_KINDS, KINDS),
});
const RecordFaultRef = builder.objectRef<RecordFault>('AuditedRecordFault').implement({
  description: '与审计日志不符的记录：不是在平台上办理的 a record that is not what the audit log tells',
  fields: (t) => ({
    kind: t.field({ type: RecordKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    subject: t.exposeString('subject', { description: '版本号、地区代码，或草案标识 version, region, or id of the draft' }),
    message: t.field({ type: LocalizedTextRef, description: '哪里不符 what is not as it is told', resolve: ({ messages }) => messages }),
  }),
});

interface WithRecords extends AuditVerification {
  readonly records: readonly RecordFault[];
}

const AuditVerificationRef = builder.objectRef<WithRecords>('AuditVerification').implement({
  description:
    '审计日志的核验：逐条重算哈希，与签名的链头核对 a check of the audit log: every hash is worked out again, the head by its signature',
  fields: (t) => ({
    total: t.int({ description: '事件数 how many events there are', resolve: ({ total }) => Number(total) }),
    intact: t.boolean({
      description: '完整，没有改动、缺失 whole: nothing was changed or is missing',
      resolve: ({ fault }) => fault === undefined,
    }),
    firstBroken: t.int({
      nullable: true,
      description: '第一条不是原样的事件；完整则为空 the first event that is not as it was; null when whole',
      resolve: ({ firstBroken }) => (firstBroken === undefined ? null : Number(firstBroken)),
    }),
    reason: t.field({
      type: AuditFaultEnum,
      nullable: true,
      description: '原因；完整则为空 why it is not; null when whole',
      resolve: ({ fault }) => fault?.reason ?? null,
    }),
    signedFrom: t.int({
      nullable: true,
      description: '第一条有签名的事件 the first event that is signed',
      resolve: ({ signedFrom }) => (signedFrom === undefined ? null : Number(signedFrom)),
    }),
    head: t.field({
      type: AuditHeadRef,
      nullable: true,
      description: '签名的链头 the signed head',
      resolve: ({ head }) => head ?? null,
    }),
    records: t.field({
      type: [RecordFaultRef],
      description:
        '与日志不符的记录：规则集版本、发布规则、规则草案的经过和文本；没有则为空列表 records that are not what the log tells: versions of rulesets, the rule of publication, events and texts of drafts',
      resolve: ({ records }) => [...records],
    }),
  }),
});

builder.queryField('auditVerification', (t) =>
  t.field({
    type: AuditVerificationRef,
    authScopes: (_root, { regionCode }) =>
      regionCode === '*' ? { permission: 'audit:read' } : { inRegion: { permission: 'audit:read', regionCode } },
    complexity: 500,
    description: '核验一个地区的审计日志 checks the audit log of a region',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码；* 为平台 region code; * for the platform' }),
      since: t.arg({
        type: [AuditPlaceInput],
        required: false,
        description:
          '库外留存的链头，用来发现截尾和整链重写 heads that were kept outside, by which a log that was cut or written anew is found',
      }),
    },
    resolve: async (_root, { regionCode, since }, context) => {
      const caller = callerOf(context);
      const kept = (since ?? []).map(({ seq, hash }) => ({ seq: BigInt(seq), hash }));
      return { ...(await verifyAuditLog(caller, regionCode, kept)), records: await verifyRecords(caller, regionCode) };
    },
  }),
);
