import { ActorRef } from '../base/actor.js';
import { builder } from '../base/builder.js';

/** The region of events that belong to none. Row-level security shows them to whoever has all regions. */
const PLATFORM_WIDE = '*';

/** 审计事件. */
const AuditEventRef = builder.prismaObject('AuditEvent', {
  authScopes: { permission: 'audit:read' },
  description: '审计事件：只增，逐条以哈希相连 audit event: append-only, chained by hash within its region',
  fields: (t) => ({
    seq: t.int({ description: '序号，地区内从 1 起，无空缺 number in the region, without gaps', resolve: ({ seq }) => Number(seq) }),
    regionCode: t.exposeString('regionCode', { description: '统筹地区代码；* 为平台 region code; * for the platform' }),
    at: t.field({ type: 'DateTime', description: '时间 when', resolve: ({ at }) => at }),
    actor: t.field({ type: ActorRef, description: '操作者 who', resolve: ({ actorId, actorName }) => ({ id: actorId, name: actorName }) }),
    action: t.exposeString('action', { description: '动作，如 ruleset:publish verb' }),
    subject: t.exposeString('subject', { description: '对象 what it was done to' }),
    detail: t.field({ type: 'JSON', description: '细节，不含个人信息 detail, without personal data', resolve: ({ detail }) => detail }),
    prevHash: t.exposeString('prevHash', { description: '前一条的哈希 hash of the event before' }),
    hash: t.exposeString('hash', { description: '本条的哈希（SHA-256） hash of this event' }),
  }),
});

builder.queryField('auditLog', (t) =>
  t.prismaConnection(
    {
      type: AuditEventRef,
      cursor: 'regionCode_seq',
      authScopes: (_root, { regionCode }) =>
        regionCode === PLATFORM_WIDE ? { permission: 'audit:read' } : { inRegion: { permission: 'audit:read', regionCode } },
      description: '审计日志，新的在前 audit log, newest first',
      args: { regionCode: t.arg.string({ required: true, description: '统筹地区代码；* 为平台 region code; * for the platform' }) },
      totalCount: (_root, { regionCode }, { prisma }) => prisma.auditEvent.count({ where: { regionCode } }),
      resolve: (query, _root, { regionCode }, { prisma }) =>
        prisma.auditEvent.findMany({ ...query, where: { regionCode }, orderBy: { seq: 'desc' } }),
    },
    { name: 'AuditConnection', description: '审计日志列表 a page of the audit log' },
    { name: 'AuditEdge', description: '列表中的一条 an entry' },
  ),
);
