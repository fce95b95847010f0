import type { DraftBase, DraftBundle, Submission } from './event-detail.js';
import type { OpenDraft } from './open-draft.js';
import type { DraftEventRecord } from '../../ports/ports-draft.js';
import { must } from '../../../engine/kit/assert.js';

/** Events that happened: of those from a damage on nothing is believed. */
function sound({ events, standing }: Pick<OpenDraft, 'events' | 'standing'>): readonly DraftEventRecord[] {
  const from = events.findIndex(({ seq }) => seq === standing.damage?.seq);
  return from < 0 ? events : events.slice(0, from);
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
export function baseOfDraft(
  opened: Pick<OpenDraft, 'events' | 'standing'>,
): { readonly base: DraftBase; readonly since: DraftEventRecord } | null {
  const since = sound(opened).findLast(({ detail }) => (detail as { readonly base?: DraftBase }).base !== undefined);
  return since === undefined ? null : { base: must((since.detail as { readonly base?: DraftBase }).base, 'base'), since };
}

/** The day that was set for a draft's publication. */
export function publishOn({ standing }: Pick<OpenDraft, 'standing'>): string | null {
  return standing.schedule === undefined ? null : (standing.schedule.detail as { readonly publishOn: string }).publishOn;
}

/** Id of the version that a draft was published as; undefined: it is not published. */
export function publishedAs({ events, standing }: Pick<OpenDraft, 'events' | 'standing'>): string | undefined {
  const done = standing.state === 'PUBLISHED' ? events.find(({ kind }) => kind === 'PUBLISHED') : undefined;
  return (done?.detail as { readonly rulesetId: string } | undefined)?.rulesetId;
}

/** The bundle that a draft was made of; undefined: none. A record of our own, which nobody can change. */
export function bundleOfDraft(opened: Pick<OpenDraft, 'events' | 'standing'>): DraftBundle | undefined {
  return (sound(opened)[0]?.detail as { readonly brought?: DraftBundle } | undefined)?.brought;
}
