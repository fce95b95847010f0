import type { IncomingMessage } from 'node:http';
import { inLanguage } from './file-errors.js';
import { globalId, joinKey } from '../base/node-key.js';
import { settingsOf } from '../../app/case-files/import-settings.js';
import type { ImportRecord } from '../../app/ports/cases/ports-import.js';

/** The address under which an import's file is sent, and its rejects are fetched. */
export function importPaths({ regionCode, id }: Pick<ImportRecord, 'regionCode' | 'id'>): {
  readonly upload: string;
  readonly rejects: string;
} {
  const text = encodeURIComponent(globalId('ImportJob', joinKey(regionCode, id)));
  return { upload: `/imports/${text}`, rejects: `/exports/${text}` };
}

/** An import as the file routes answer it. read = accepted + rejected; amounts are text. */
export function importView(request: IncomingMessage, job: ImportRecord): Readonly<Record<string, unknown>> {
  const settings = settingsOf(job);
  const { status, done, accepted, rejected, dryRun, fileHash } = job;
  return {
    id: globalId('ImportJob', joinKey(job.regionCode, job.id)),
    status,
    dryRun,
    read: Number(done),
    accepted: Number(accepted),
    rejected: Number(rejected),
    faulty: settings?.found?.faulty ?? null,
    revised: settings?.found?.revised ?? null,
    totalCost: settings?.found?.totalCost ?? null,
    fileHash,
    scheme: settings?.scheme ?? null,
    judgedBy: settings?.rulesets ?? [],
    warnings: (settings?.warnings ?? []).map((warning) => ({ ...warning, message: inLanguage(request, warning.messages) })),
    problems: (settings?.failure ?? []).map((problem) => ({ ...problem, message: inLanguage(request, problem.messages) })),
    rejectsPath: rejected === 0n ? null : importPaths(job).rejects,
  };
}
