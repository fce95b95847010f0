import { ActorRef } from '../base/actor.js';
import { builder } from '../base/builder.js';
import { actorOf } from '../base/callers.js';
import type { GraphContext } from '../base/context.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { literalText } from '../kit/search-text.js';
import { may } from '../../app/ports/kit/permissions.js';
import { requestOfWhatIf } from '../../app/what-if/stored-what-if-parse.js';
import { addDays } from '../../engine/kit/calendar.js';
import { isUuid } from '../../engine/kit/uuid.js';
import type { Label } from '../../engine/plan/plan.js';
import type { AuditEvent, Prisma } from '../../generated/prisma/client.js';
import { codeWords } from '../../rules/document/code-words.js';

/** The region of events that belong to none. Row-level security shows them to whoever has all regions. */
const PLATFORM_WIDE = '*';

type Subject = Pick<AuditEvent, 'regionCode' | 'action' | 'subject' | 'detail'>;

/** The number of a run that an event is about: of its detail, or the subject itself. */
function runNoOf({ subject, detail }: Subject): number | undefined {
  const stated: unknown = typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'runNo') : undefined;
  if (typeof stated === 'number') return stated;
  return /^[1-9]\d{0,8}$/.test(subject) ? Number(subject) : undefined;
}

/** What a run, a draft or a what-if is called, where the caller may read such things. */
async function subjectSaid(event: Subject, context: GraphContext): Promise<Label | null> {
  const { regionCode, action, subject } = event;
  const [noun] = action.split(':');
  const runNo = noun === 'run' ? runNoOf(event) : undefined;
  if (runNo !== undefined) return { zh: `第 ${runNo} 次清算`, en: `run ${runNo}` };
  const actor = actorOf(context);
  const key = { regionCode, id: subject };
  if (!isUuid(subject)) return null;
  if (noun === 'draft' && may(actor, 'draft:read', regionCode)) {
    const draft = await context.loaders.draftNames.load(key);
    return draft === undefined ? null : { zh: draft.name, en: draft.name };
  }
  if (noun !== 'what-if' || !may(actor, 'budget:read', regionCode)) return null;
  const asked = await context.loaders.askedWhatIfs.load(key);
  if (asked === undefined) return null;
  const { year, insurance } = asked;
  const names = requestOfWhatIf(asked).candidates.map(({ name }) => name);
  const { zh, en } = codeWords(insurance) ?? { zh: insurance, en: insurance };
  return { zh: `${year} 年${zh} ${names.join('、')}`, en: `${year} ${en}: ${names.join(', ')}` };
}

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
    subjectSaid: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description:
        '对象的名称：清算的次数，草案的名称，模拟测算的年度、险种和方案；别的、或您看不到的为空 what that is called: a run by its number, a draft by its name, a what-if by its fund year and candidates; null of anything else, and of what the caller may not see',
      resolve: (event, _args, context) => subjectSaid(event, context),
    }),
    detail: t.field({ type: 'JSON', description: '细节，不含个人信息 detail, without personal data', resolve: ({ detail }) => detail }),
    prevHash: t.exposeString('prevHash', { description: '前一条的哈希 hash of the event before' }),
    hash: t.exposeString('hash', { description: '本条的哈希（SHA-256） hash of this event' }),
  }),
});

const AuditFilterInput = builder.inputType('AuditFilter', {
  description: '审计日志的筛选，各项都须符合 which events: all that is stated has to hold',
  fields: (t) => ({
    actor: t.string({
      description: '操作者：姓名中的文字，或持有人标识 who: part of the name that the event kept, or the id of the holder',
    }),
    action: t.string({ description: '动作，或其开头，如 run: what was done: the verb, or its beginning, such as run:' }),
    subject: t.string({ description: '对象中的文字 part of what it was done to' }),
    from: t.field({ type: 'Date', description: '从这一天起（北京时间） from this day on, in China' }),
    to: t.field({ type: 'Date', description: '到这一天为止，含当日（北京时间） until this day, that day included, in China' }),
    seq: t.int({ description: '序号：只取这一条 number: this event only' }),
  }),
});

/** When a day begins in China, which has no summer time. */
function beginningOf(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** The events of a region that a filter lets through. */
function eventsWhere(regionCode: string, filter: typeof AuditFilterInput.$inferInput | null | undefined): Prisma.AuditEventWhereInput {
  const { actor, action, subject, from, to, seq } = filter ?? {};
  const at = { ...(from ? { gte: beginningOf(from) } : {}), ...(to ? { lt: beginningOf(addDays(to, 1)) } : {}) };
  return {
    regionCode,
    ...(actor ? { OR: [{ actorName: { contains: literalText(actor) } }, ...(isUuid(actor) ? [{ actorId: actor }] : [])] } : {}),
    ...(action ? { action: { startsWith: literalText(action) } } : {}),
    ...(subject ? { subject: { contains: literalText(subject) } } : {}),
    ...(from || to ? { at } : {}),
    ...(seq === null || seq === undefined ? {} : { seq }),
  };
}

builder.queryField('auditLog', (t) =>
  t.prismaConnection(
    {
      type: AuditEventRef,
      cursor: 'regionCode_seq',
      authScopes: (_root, { regionCode }) =>
        regionCode === PLATFORM_WIDE ? { permission: 'audit:read' } : { inRegion: { permission: 'audit:read', regionCode } },
      description: '审计日志，可筛选，新的在前 audit log, filtered, newest first',
      args: {
        regionCode: t.arg.string({ required: true, description: '统筹地区代码；* 为平台 region code; * for the platform' }),
        filter: t.arg({ type: AuditFilterInput, description: '筛选 which' }),
      },
      totalCount: (_root, { regionCode, filter }, { prisma }) => prisma.auditEvent.count({ where: eventsWhere(regionCode, filter) }),
      resolve: (query, _root, { regionCode, filter }, { prisma }) =>
        prisma.auditEvent.findMany({ ...query, where: eventsWhere(regionCode, filter), orderBy: { seq: 'desc' } }),
    },
    { name: 'AuditConnection', description: '审计日志列表 a page of the audit log' },
    { name: 'AuditEdge', description: '列表中的一条 an entry' },
  ),
);
