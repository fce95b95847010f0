import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { verifyAuditLog, type AuditVerification } from '../../app/access/audit-log.js';

const AuditVerificationRef = builder.objectRef<AuditVerification>('AuditVerification').implement({
  description: '审计日志的核验：逐条重算哈希 a check of the audit log: every hash is worked out again',
  fields: (t) => ({
    total: t.int({ description: '事件数 how many events there are', resolve: ({ total }) => Number(total) }),
    intact: t.boolean({
      description: '链条完整，没有改动、缺失 whole: nothing was changed or is missing',
      resolve: ({ firstBroken }) => firstBroken === undefined,
    }),
    firstBroken: t.int({
      nullable: true,
      description: '第一条不相接的事件；完整则为空 the first event that does not follow; null when whole',
      resolve: ({ firstBroken }) => (firstBroken === undefined ? null : Number(firstBroken)),
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
    args: { regionCode: t.arg.string({ required: true, description: '统筹地区代码；* 为平台 region code; * for the platform' }) },
    resolve: (_root, { regionCode }, context) => verifyAuditLog(callerOf(context), regionCode),
  }),
);
