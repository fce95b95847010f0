import { damageOf, openDraft, openDrafts, textOfRevision, type OpenDraft } from './kit/open-draft.js';
import type { DraftText } from './kit/draft-document.js';
import { NotFoundError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { DraftDamage } from '../../rules/document/lifecycle.js';

/** The drafts of a region, newest first. Throws FORBIDDEN. */
export async function draftsOf({ actor, read }: Caller, regionCode: string): Promise<readonly OpenDraft[]> {
  requirePermission(actor, 'draft:read', regionCode);
  return await read((unit) => openDrafts(unit, regionCode));
}

/** A draft. Throws FORBIDDEN, NOT_FOUND. */
export async function draftOf({ actor, read }: Caller, regionCode: string, id: string): Promise<OpenDraft> {
  requirePermission(actor, 'draft:read', regionCode);
  return await read((unit) => openDraft(unit, regionCode, id));
}

/** The text of a revision, of the last one where none is named. Throws NOT_FOUND, DRAFT_DAMAGED (it is not what was saved). */
export async function draftTextOf(
  { read }: Pick<Caller, 'read'>,
  opened: OpenDraft,
  revision = opened.standing.revision,
): Promise<DraftText> {
  if (revision < 1 || revision > opened.standing.revision)
    throw new NotFoundError({ zh: '草案的修订', en: 'revision of the draft' }, String(revision));
  return await read((unit) => textOfRevision(unit, opened, revision));
}

/** 损坏 what is damaged of a draft: its events, or the text that stands. */
export async function draftDamageOf({ read }: Pick<Caller, 'read'>, opened: OpenDraft): Promise<DraftDamage | undefined> {
  return await read((unit) => damageOf(unit, opened));
}
