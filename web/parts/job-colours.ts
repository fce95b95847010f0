/** The colour in which the state of a job is shown. */
export const JOB_COLOURS = {
  CANCELLED: 'default',
  FAILED: 'error',
  HALTED: 'error',
  QUEUED: 'default',
  RUNNING: 'processing',
  SUCCEEDED: 'success',
} as const;
