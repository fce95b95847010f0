import type { operationZh } from '../zh/operation.ts';

/** Texts of the page of the platform's operation. */
export const operationEn: typeof operationZh = {
  asking: 'Asking',
  created: 'Queued',
  failure: 'Why it failed',
  finished: 'Ended',
  health: 'Health',
  insurances: { EMPLOYEE: 'employees', RESIDENT: 'residents' },
  jobsOf: (region) => `Jobs of ${region}`,
  kind: 'Kind',
  kinds: { catalogue: 'Catalogue', import: 'Import', run: 'Clearing' },
  noJobs: 'No jobs',
  note: 'Refreshed every few seconds. The latest 20 jobs of each kind.',
  notReady: 'Not ready: it is starting, stopping, or the database is not there',
  phase: 'Phase',
  platform: 'Platform',
  progress: 'Progress',
  ready: 'Well: the database is there and the platform answers',
  runOf: (year, insurance, no) => `${year}, ${insurance}, run ${no}`,
  schema: 'Hash of the schema',
  status: 'Status',
  statuses: { CANCELLED: 'Cancelled', FAILED: 'Failed', HALTED: 'Halted', QUEUED: 'Queued', RUNNING: 'Running', SUCCEEDED: 'Done' },
  subject: 'Subject',
  title: 'Operation',
  version: 'Version',
};
