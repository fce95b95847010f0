import { brandWithType } from '@pothos/core';
import { builder } from '../base/builder.js';
import type { GraphContext, Language } from '../base/context.js';
import { JobStatusEnum } from '../base/enums.js';
import { badGlobalId } from '../base/node-key.js';
import type { Permission } from '../../app/ports/kit/permissions.js';
import type { JobStatus } from '../../app/ports/kit/ports-job.js';
import { assert } from '../../engine/kit/assert.js';

/** The columns that every job has. */
export interface JobRow {
  readonly regionCode: string;
  readonly id: string;
  readonly status: JobStatus;
  readonly phase: string;
  readonly done: bigint;
  readonly total: bigint | null;
  readonly failure: unknown;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A count as GraphQL's Int: 32 bits. */
export function countOf(count: bigint): number {
  assert(count <= 2_147_483_647n, 'a count fits into 32 bits');
  return Number(count);
}

function failureText(failure: unknown, language: Language): string | null {
  if (typeof failure !== 'object' || failure === null) return null;
  const texts = new Map<string, unknown>(Object.entries(failure));
  const text = texts.get(language) ?? texts.get('zh');
  return typeof text === 'string' ? text : null;
}

/** Jobs of a region, of all statuses where none is asked for. */
export function jobFilter({
  regionCode,
  status,
}: {
  readonly regionCode: string;
  readonly status?: readonly JobStatus[] | null | undefined;
}) {
  return { regionCode, ...(status ? { status: { in: [...status] } } : {}) };
}

/** 任务: what every job shows. */
export const JobRef = builder.interfaceRef<JobRow>('Job').implement({
  description: '任务：可轮询，也可经 SSE 订阅 a job: poll it, or subscribe over SSE',
  fields: (t) => ({
    id: t.exposeID('id', { description: '全局标识，不透明 global id, opaque' }),
    status: t.field({ type: JobStatusEnum, description: '任务状态 status', resolve: ({ status }) => status }),
    phase: t.exposeString('phase', { description: '步骤：PREPARE、SCORE、CLEAR、DONE 等 phase' }),
    done: t.int({ description: '已处理数（例） how much is done, cases', resolve: ({ done }) => countOf(done) }),
    total: t.int({
      nullable: true,
      description: '总数（例） how much there is in all',
      resolve: ({ total }) => (total === null ? null : countOf(total)),
    }),
    createdAt: t.field({ type: 'DateTime', description: '建立时间 when it was queued', resolve: ({ createdAt }) => createdAt }),
    finishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: '完成时间 when it ended',
      resolve: ({ finishedAt }) => finishedAt,
    }),
    failure: t.string({
      nullable: true,
      description: '失败原因 why it failed',
      resolve: ({ failure }, _args, { language }) => failureText(failure, language),
    }),
  }),
});

/** A job's place: its type and its key. */
export interface JobKey {
  readonly typename: string;
  readonly key: { readonly regionCode: string; readonly id: string };
}

/** A kind of job: what seeing it asks for, which whoever may start one has, and how its row is read. */
interface JobKind {
  readonly scope: Permission;
  readonly read: (context: GraphContext, key: JobKey['key']) => Promise<JobRow | null>;
}

const KINDS = new Map<string, JobKind>();

/** Makes a type of job known to `cancelJob`, `resumeJob` and `jobProgress`. */
export function registerJob(typename: string, kind: JobKind): void {
  KINDS.set(typename, kind);
}

function kindOf(typename: string): JobKind {
  const kind = KINDS.get(typename);
  if (kind === undefined) throw badGlobalId(typename);
  return kind;
}

/** What following a type of job asks for. Throws BAD_USER_INPUT where the type is none of a job. */
export function jobScope(typename: string): Permission {
  return kindOf(typename).scope;
}

/** A job's row, branded with its type; `null` when it is not there, or not for the caller. */
export async function readJob(context: GraphContext, { typename, key }: JobKey): Promise<JobRow | null> {
  const row = await kindOf(typename).read(context, key);
  if (row !== null) brandWithType(row, typename as never);
  return row;
}
