/** Exceptions to the habits, each with its reason. The list may only shrink. */
export const TIDY_EXCEPTIONS: readonly { readonly rule: string; readonly file: string; readonly reason: string }[] = [
  {
    rule: 'nothingKept',
    file: 'src/app/case-files/open-import.ts',
    reason: 'which attempts are at work is a fact about the process, whatever store they are at work on',
  },
  {
    rule: 'nothingKept',
    file: 'src/app/clearing/blocks/batch-case.ts',
    reason: 'hot path: one list for one text, for all batches of a process; at most 100,000 texts',
  },
  {
    rule: 'nothingKept',
    file: 'src/app/sample/generate/log-normal.ts',
    reason: 'a constant table, worked out at its first use; one a spread',
  },
  { rule: 'nothingKept', file: 'src/app/sample/generate/sample-data.ts', reason: 'the data files of the package, read at their first use' },
  {
    rule: 'nothingKept',
    file: 'src/app/scoring/near-code-warnings.ts',
    reason: 'weak: goes with the ruleset and the index that it is worked out from',
  },
  { rule: 'nothingKept', file: 'src/engine/codes/code-map.ts', reason: 'hot path; weak: goes with the map and the list' },
  { rule: 'nothingKept', file: 'src/engine/formula/environment.ts', reason: 'an empty frame that nobody writes into' },
  { rule: 'nothingKept', file: 'src/engine/formula/formula-value.ts', reason: 'weak: goes with the ruleset whose formula it is' },
  {
    rule: 'nothingKept',
    file: 'src/engine/kit/calendar.ts',
    reason: 'hot path: a constant table, filled as it is needed; at most 200,000 days',
  },
  {
    rule: 'nothingKept',
    file: 'src/engine/number/quantity.ts',
    reason: 'hot path: a constant table, filled as it is needed; one entry a decimal place',
  },
  { rule: 'nothingKept', file: 'src/engine/trace/trace-inputs.ts', reason: 'weak: goes with the ruleset whose formula it is' },
  { rule: 'nothingKept', file: 'src/graph/jobs/job.ts', reason: 'filled while modules load, as the schema is, and never after' },
  { rule: 'nothingKept', file: 'src/rules/explain/explain-words.ts', reason: 'weak: goes with the ruleset whose words they are' },
  {
    rule: 'nothingKept',
    file: 'src/store/copy/copy-reader.ts',
    reason: 'hot path: one string for one code, for all batches of a process; 32,768 texts of at most 64 bytes',
  },
  { rule: 'nothingKept', file: 'src/store/database/one-at-a-time.ts', reason: 'weak: goes with the connection' },
  { rule: 'nothingKept', file: 'src/store/database/session.ts', reason: 'weak: goes with the connection' },
];
