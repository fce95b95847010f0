import { z } from 'zod';
import { buildCatalogue, tryCatalogue, type BuildCatalogue } from './build-catalogue.js';
import { readCatalogueMethod } from './catalogue-method-document.js';
import { targetRuleset } from './catalogue-target.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { NotFoundError, UserError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { accessOf, type Unit } from '../ports/ports.js';
import type { CatalogueJobPatch, CatalogueJobRecord } from '../ports/ports-catalogue.js';
import type { JobFailure } from '../ports/kit/ports-job.js';
import { must } from '../../engine/kit/assert.js';

/** A build to be started; the same key and input give the same job. */
export interface StartCatalogueJob extends BuildCatalogue {
  /** TRY: the report only, no catalogue is stored. */
  readonly mode?: 'TRY' | 'STORE';
  readonly idempotencyKey: string;
}

const Request = z.object({
  version: z.string(),
  effectiveFrom: z.string(),
  note: z.string().optional(),
  lastYear: z.int().optional(),
  compareWith: z.string().optional(),
  mode: z.enum(['TRY', 'STORE']).optional(),
  method: z.unknown(),
});

/** What a job was asked. */
export type CatalogueJobRequest = z.infer<typeof Request>;

const Cell = z.object({ column: z.string(), before: z.string(), after: z.string() });
const Difference = z.object({
  kind: z.enum(['ADDED', 'REMOVED', 'CHANGED']),
  ...{ code: z.string(), name: z.string(), cells: z.array(Cell) },
});
const Report = z.object({
  inputHash: z.string(),
  years: z.array(z.object({ from: z.string(), to: z.string() })),
  cases: z.string(),
  groupCount: z.int(),
  coreGroupCount: z.int(),
  regionMean: z.string(),
  minimumCases: z.string(),
  unstableGroups: z.array(z.string()),
  primaryCareCandidates: z.array(z.string()),
  differences: z.array(Difference).nullable().default(null),
});

/** What came of a job, as far as pages show it: the rest of the report is for those who read it whole. */
export type CatalogueFigures = z.infer<typeof Report>;

/** What a stored job was asked. */
export function requestOfJob({ request }: Pick<CatalogueJobRecord, 'request'>): CatalogueJobRequest {
  return Request.parse(request);
}

/** The figures of a job that has succeeded; absent before. */
export function figuresOfJob({ report }: Pick<CatalogueJobRecord, 'report'>): CatalogueFigures | undefined {
  return report === null ? undefined : Report.parse(report);
}

/** A job that was queued, and its work: `done` settles when the job has ended, well or badly, and never rejects. */
export interface StartedCatalogueJob {
  readonly job: CatalogueJobRecord;
  readonly done: Promise<void>;
}

/**
 * Queues the building of a catalogue and begins it in this process. What can be seen to be wrong at once is refused at once, as by
 * `buildCatalogue`; what turns out later is the job's failure. A process that is killed leaves its job RUNNING and no catalogue: another one
 * ends it (`end-abandoned-jobs.ts`).
 */
export async function startCatalogueJob(platform: Platform, caller: Caller, start: StartCatalogueJob): Promise<StartedCatalogueJob> {
  const { idempotencyKey, ...input } = start;
  const { regionCode } = input;
  requirePermission(caller.actor, 'catalogue:write', regionCode);
  readCatalogueMethod(input.method);
  await targetRuleset(platform, caller, input);
  const begun: string[] = [];
  const job = await runCommand(
    platform,
    caller.actor,
    {
      permission: 'catalogue:write',
      regionCode,
      action: 'catalogue:start',
      work: async (unit) => {
        const created = await unit.catalogues.createJob(regionCode, input, idempotencyKey);
        begun.push(created.id);
        return created;
      },
      audit: ({ id }) => ({ subject: id, detail: { version: input.version, effectiveFrom: input.effectiveFrom } }),
    },
    {
      key: idempotencyKey,
      input,
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.catalogues.findJob(regionCode, id), 'job of an idempotency key'),
    },
  );
  // A repeated request finds the job of the first one, which is at work or has ended.
  return { job, done: begun.includes(job.id) ? runJob(platform, caller, input, job.id) : Promise.resolve() };
}

/** A job as it stands. Throws NOT_FOUND. */
export async function catalogueJob({ actor, read }: Caller, regionCode: string, id: string): Promise<CatalogueJobRecord> {
  requirePermission(actor, 'catalogue:read', regionCode);
  const job = await read((unit) => unit.catalogues.findJob(regionCode, id));
  if (job === undefined) throw new NotFoundError({ zh: '目录库测算任务', en: 'catalogue job' }, id);
  return job;
}

/** Outlives the request that queued it, so it reads through transactions of its own. The catalogue and the job's success commit together. */
async function runJob(
  platform: Platform,
  { actor }: Caller,
  { mode = 'STORE', ...input }: Omit<StartCatalogueJob, 'idempotencyKey'>,
  id: string,
): Promise<void> {
  const { store, log } = platform;
  const access = accessOf(actor);
  const update = (patch: CatalogueJobPatch): Promise<void> =>
    store.transaction(access, 'WRITE', (unit) => unit.catalogues.updateJob(input.regionCode, id, patch));
  try {
    await update({ status: 'RUNNING', phase: 'AGGREGATE' });
    const caller: Caller = { actor, read: (work) => store.transaction(access, 'READ', work) };
    const begin = async ({ catalogues }: Unit): Promise<void> => {
      if (!(await catalogues.holdJob(input.regionCode, id))) throw new JobEnded();
    };
    const done = { status: 'SUCCEEDED', phase: 'DONE' } as const;
    if (mode === 'TRY') {
      const finish = ({ catalogues }: Unit, report: unknown) => catalogues.updateJob(input.regionCode, id, { ...done, report });
      return await tryCatalogue(platform, caller, input, { begin, finish });
    }
    await buildCatalogue(platform, caller, input, {
      begin,
      finish: ({ catalogues }, { catalogue, report }) =>
        catalogues.updateJob(input.regionCode, id, { ...done, catalogueId: catalogue.id, report }),
    });
  } catch (error) {
    if (error instanceof JobEnded) return;
    if (!(error instanceof UserError)) log.error({ job: id, error: String(error) }, 'catalogue job failed');
    await update({ status: 'FAILED', failure: failureOf(error) }).catch((broken: unknown) => {
      log.error({ job: id, error: String(broken) }, 'the failure of a catalogue job could not be recorded');
    });
  }
}

/** The job was ended by another process, which took this one for dead: it builds nothing. */
class JobEnded extends Error {
  override readonly name = 'JobEnded';
}

function failureOf(error: unknown): JobFailure {
  if (error instanceof UserError) return { code: error.code, zh: error.messages.zh, en: error.messages.en ?? error.messages.zh };
  return {
    code: 'INTERNAL',
    zh: '程序内部错误，未生成目录库。请将任务编号告知运维。',
    en: 'An internal error; no catalogue was made. Tell the operator the id of the job.',
  };
}
