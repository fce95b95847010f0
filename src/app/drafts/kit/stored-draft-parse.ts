import type { OpenDraft } from './open-draft.js';
import type { DraftEventRecord } from '../../ports/ports-draft.js';
import { must } from '../../../engine/kit/assert.js';

/** 模拟报告 what a submission rests on. */
export type Simulation = { readonly whatIfId: string; readonly candidate: number; readonly resultHash: string } | { readonly none: string };

/** What a submission binds, as its event keeps it. */
export interface Submission {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly effectiveHash: string;
  readonly warnings: readonly { readonly code: string; readonly pointer: string }[];
  readonly warningsHash: string | null;
  readonly simulation: Simulation;
  readonly retroactive: string | null;
}

/** What a text rests on: which version it was begun from, or merged with last. */
export interface DraftBase {
  readonly regionCode: string;
  readonly id: string;
  readonly version: string;
}

/** The base that is noted with a text. */
export function baseOf({ regionCode, id, version }: DraftBase): DraftBase {
  return { regionCode, id, version };
}

/** What the submission that stands binds: a record of our own, which nobody can change. */
export function submissionOf({ standing }: OpenDraft): Submission {
  return must(standing.submission, 'submission of a draft').detail as Submission;
}

/** The version that a draft's text rests on: the one that it was begun from, or merged with last; null where it is none. */
export function baseOfDraft({ events }: Pick<OpenDraft, 'events'>): { readonly base: DraftBase; readonly since: DraftEventRecord } | null {
  const since = events.findLast(({ detail }) => (detail as { readonly base?: DraftBase }).base !== undefined);
  return since === undefined ? null : { base: must((since.detail as { readonly base?: DraftBase }).base, 'base'), since };
}

/** The day that was set for a draft's publication. */
export function publishOn({ standing }: Pick<OpenDraft, 'standing'>): string | null {
  return standing.schedule === undefined ? null : (standing.schedule.detail as { readonly publishOn: string }).publishOn;
}

/** 来源 the bundle that a draft was made of: whose rules it carried, and SHA-256 of its bytes. */
export interface DraftBundle {
  readonly bundle: string;
  readonly from: { readonly region: string; readonly version: string };
}

/** The bundle that a draft was made of; undefined: none. A record of our own, which nobody can change. */
export function bundleOfDraft({ events }: Pick<OpenDraft, 'events'>): DraftBundle | undefined {
  return (events[0]?.detail as { readonly brought?: DraftBundle } | undefined)?.brought;
}
