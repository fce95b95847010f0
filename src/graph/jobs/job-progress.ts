import { setTimeout as sleep } from 'node:timers/promises';
import { builder } from '../base/builder.js';
import type { GraphContext } from '../base/context.js';
import { JobRef, jobScope, readJob, type JobKey, type JobRow } from './job.js';
import { uuidKey } from '../base/node-key.js';
import { unauthenticated } from '../base/refusal.js';
import { NotFoundError } from '../../app/base/errors.js';

/** How often a job's row is looked at. */
const POLL_MS = 500;

/** The job whenever it has changed, until it has ended. Between two looks no transaction is open, nor after the last. */
async function* progressOf(context: GraphContext, job: JobKey): AsyncGenerator<JobRow> {
  let last = '';
  try {
    for (;;) {
      const row = await readJob(context, job);
      if (row === null) throw new NotFoundError({ zh: '任务', en: 'job' }, job.key.id);
      const now = JSON.stringify([row.status, row.phase, String(row.done), String(row.total)]);
      if (now === last) await context.session.release();
      else yield row;
      last = now;
      if (row.status !== 'QUEUED' && row.status !== 'RUNNING') return;
      await sleep(POLL_MS);
      if (!(await context.isStillKnown())) throw unauthenticated('INVALID');
    }
  } finally {
    await context.session.release(); // whoever followed may have gone away
  }
}

builder.subscriptionField('jobProgress', (t) =>
  t.field({
    type: JobRef,
    authScopes: (_root, { id }) => ({ permission: jobScope(id.typename) }),
    description:
      '任务进度：每有变化推送一次，直到结束（SSE）；能发起某种任务的，就能跟踪它 a job whenever it changes, until it has ended, over SSE; whoever may start a kind of job may follow it',
    args: { id: t.arg.globalID({ required: true, description: '任务的全局标识 global id of the job' }) },
    subscribe: (_root, { id }, context) => progressOf(context, { typename: id.typename, key: uuidKey(id.id) }),
    resolve: (job) => job,
  }),
);
