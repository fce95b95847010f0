import { useState } from 'react';
import { useChange } from '../../../api/operations.ts';
import {
  RecordYearFileDocument,
  type RecordYearFileMutation,
  type RecordYearFileMutationVariables,
} from '../../../generated/budget/files/graphql.ts';
import { type Acting } from '../../../parts/acting.tsx';
import { commandKey } from '../../../parts/command-key.ts';

/** What became of a file: what was read, what is new, what is wrong. */
export type YearFileReport = Extract<RecordYearFileMutation['done'], { readonly read: number }>;

/** What a file is sent with, but for how and under which key. */
export type YearFileInput = Omit<RecordYearFileMutationVariables['input'], 'dryRun' | 'idempotencyKey'>;

/** A file that is checked first, and recorded once nothing is wrong with it. */
export interface YearFile extends Pick<Acting<never>, 'isPending' | 'error' | 'refusal'> {
  /** Of the last check or recording of just this input; undefined: none yet. */
  readonly report: YearFileReport | undefined;
  /** It was checked, nothing is wrong, and there is something to record. */
  readonly isReady: boolean;
  readonly check: () => void;
  /** Records what was checked, all of it or nothing; sent twice it counts once. */
  readonly record: () => void;
}

interface Told {
  readonly of: string;
  readonly key: string;
  readonly done: RecordYearFileMutation['done'];
}

/** Checks and records one file of a year's records; what was checked no longer counts once the input is another. */
export function useYearFile(input: YearFileInput): YearFile {
  const checking = useChange(RecordYearFileDocument, { changesShown: false });
  const recording = useChange(RecordYearFileDocument);
  const [told, setTold] = useState<Told>();
  const of = JSON.stringify(input);
  const done = told?.of === of ? told.done : undefined;
  const report = done !== undefined && 'read' in done ? done : undefined;
  const isReady = report !== undefined && report.problemCount === 0 && !report.stored && !report.repeated && report.recorded > 0;
  const check = (): void => {
    const key = commandKey();
    checking.mutate(
      { input: { ...input, dryRun: true, idempotencyKey: `${key}-check` } },
      { onSuccess: (data) => setTold({ of, key, done: data.done }) },
    );
  };
  const record = (): void => {
    const key = told?.key ?? commandKey();
    recording.mutate(
      { input: { ...input, dryRun: false, idempotencyKey: key } },
      { onSuccess: (data) => setTold({ of, key, done: data.done }) },
    );
  };
  return {
    isPending: checking.isPending || recording.isPending,
    error: checking.error ?? recording.error,
    refusal: done !== undefined && 'code' in done ? done : undefined,
    ...{ report, isReady, check, record },
  };
}
