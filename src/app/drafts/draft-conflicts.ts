import { changedEntries, documentEntries, readDraftText, type DraftDocument } from './kit/draft-document.js';
import { areAtOdds, type EntryMade } from './kit/merged-rows.js';
import { findText, inheritedBy, openDraft, openDrafts, textOfRevision, type OpenDraft } from './kit/open-draft.js';
import { alikeDrafts, type AlikeDraft } from './kit/alike-drafts.js';
import { baseOfDraft } from './kit/stored-draft-parse.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { Unit } from '../ports/ports.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** 冲突 something that moved beside a draft. */
export interface DraftConflict {
  /** OTHER_DRAFT: another open draft changes the same entries. BASE_MOVED: a version was published since. EXTENDS_MOVED: one of what it extends. VERSION_TAKEN, FROM_TAKEN: a published version has its number (a withdrawn one, too), or its first day: it can't be published so. SAME_VERSION, SAME_FIRST_DAY: another draft that was handed in has them: only one of the two can be published. */
  readonly kind: 'OTHER_DRAFT' | 'BASE_MOVED' | 'EXTENDS_MOVED' | 'VERSION_TAKEN' | 'FROM_TAKEN' | AlikeDraft['kind'];
  /** Id of the other draft, or the version's name. */
  readonly other: string;
  readonly name: string;
  /** Entries that both changed, or that are taken; of what is extended nothing is said. */
  readonly entries: readonly string[];
}

const OPEN: ReadonlySet<string> = new Set(['DRAFT', 'IN_REVIEW', 'APPROVED', 'SCHEDULED']);
/** Entries in which every version differs from the one before. */
const HEAD: ReadonlySet<string> = new Set(['/version', '/effective', '/title', '/extends', '/region']);

/** 冲突 what stands beside a draft, as it is now; nothing of one that is damaged. Throws FORBIDDEN, NOT_FOUND. */
export async function draftConflicts({ actor, read }: Caller, regionCode: string, draftId: string): Promise<readonly DraftConflict[]> {
  requirePermission(actor, 'draft:read', regionCode);
  return await read(async (unit) => {
    const opened = await openDraft(unit, regionCode, draftId);
    const text = OPEN.has(opened.standing.state) ? await findText(unit, opened, opened.standing.revision) : undefined;
    if (text === undefined) return [];
    const [before, { document }] = [await withInherited(unit, await baseDocument(unit, opened)), text];
    const own = changesBetween(before, document);
    return [
      ...(await taken(unit, opened, document)),
      ...(await alike(unit, opened, document)),
      ...(await baseMoved(unit, opened, { before, own })),
      ...(await extendsMoved(unit, opened, document)),
      ...(await otherDrafts(unit, opened, own)),
    ];
  });
}

/** What entries were changed from and to, by name; `undefined`: it is not there. */
type Changes = ReadonlyMap<string, EntryMade>;

function changesBetween({ text, inherited }: BaseText, after: DraftDocument): Changes {
  const base = documentEntries(inherited);
  return new Map(
    changedEntries(text, after).flatMap((one) =>
      HEAD.has(one.entry) ? [] : [[one.entry, { before: one.before, inherited: base.get(one.entry), after: one.after }] as const],
    ),
  );
}

/** The entries of which both made something, and not the same; of those with rows, of one row. */
function changedOtherwise(own: Changes, theirs: Changes): readonly string[] {
  return [...theirs].flatMap(([entry, other]) => {
    const mine = own.get(entry);
    if (mine === undefined) return [];
    return areAtOdds(mine, other) ? [entry] : [];
  });
}

/** What changes are told against: a text, and what it inherits. */
interface BaseText {
  readonly text: DraftDocument;
  readonly inherited: DraftDocument;
}

const withInherited = async (unit: Unit, text: DraftDocument): Promise<BaseText> => ({ text, inherited: await inheritedBy(unit, text) });

/** The version that a draft rests on, as it was written; of one that was begun from a text nothing: all of its entries are changes. */
async function baseDocument(unit: Unit, opened: OpenDraft): Promise<DraftDocument> {
  const based = baseOfDraft(opened);
  const record = based === null ? undefined : await unit.rulesets.findById(based.base.regionCode, based.base.id);
  if (record === undefined) return {};
  return readDraftText(record.documentText, { regionCode: record.regionCode, scheme: record.scheme }).document;
}

async function baseMoved(
  unit: Unit,
  opened: OpenDraft,
  { before, own }: { readonly before: BaseText; readonly own: Changes },
): Promise<readonly DraftConflict[]> {
  const { draft } = opened;
  const based = baseOfDraft(opened);
  const since = based?.since.createdAt ?? draft.createdAt;
  const later = (await unit.rulesets.list(draft.regionCode)).filter(
    ({ id, scheme, status, publishedAt }) =>
      scheme === draft.scheme && status === 'PUBLISHED' && id !== based?.base.id && publishedAt !== null && publishedAt > since,
  );
  const conflicts: DraftConflict[] = [];
  for (const { id, version } of later) {
    const record = await unit.rulesets.findById(draft.regionCode, id);
    if (record === undefined) continue;
    const { document } = readDraftText(record.documentText, draft);
    const entries = changedOtherwise(own, changesBetween(before, document));
    conflicts.push({ kind: 'BASE_MOVED', other: version, name: version, entries });
  }
  return conflicts;
}

/** What keeps it from being published, whatever else is done: a published version of its number, of its first day. */
async function taken({ rulesets }: Unit, { draft }: OpenDraft, document: DraftDocument): Promise<readonly DraftConflict[]> {
  const from = isObject(document['effective']) ? document['effective']['from'] : undefined;
  const published = (await rulesets.list(draft.regionCode)).filter(({ scheme }) => scheme === draft.scheme);
  return published.flatMap(({ id, version, effectiveFrom, status }): DraftConflict[] => {
    if (id === draft.originId) return []; // every draft begins with the head of what it was begun from
    const named = { other: version, name: version };
    if (version === document['version']) return [{ kind: 'VERSION_TAKEN', ...named, entries: ['/version'] }];
    return effectiveFrom === from && status === 'PUBLISHED' ? [{ kind: 'FROM_TAKEN', ...named, entries: ['/effective'] }] : [];
  });
}

/** Other drafts that were handed in with its number or first day. */
async function alike(unit: Unit, { draft }: OpenDraft, document: DraftDocument): Promise<readonly DraftConflict[]> {
  const effectiveFrom = isObject(document['effective']) ? document['effective']['from'] : undefined;
  const head = { scheme: draft.scheme, version: document['version'], effectiveFrom };
  return alikeDrafts(draft.id, head, await openDrafts(unit, draft.regionCode)).map(({ kind, other }) => ({
    ...{ kind, other: other.draft.id, name: other.draft.name, entries: [kind === 'SAME_VERSION' ? '/version' : '/effective'] },
  }));
}

/** A version that was published of the base that the text extends, later than the one that it names. */
async function extendsMoved(unit: Unit, opened: OpenDraft, document: DraftDocument): Promise<readonly DraftConflict[]> {
  const extended = document['extends'];
  const region = isObject(extended) ? extended['region'] : undefined;
  if (!isObject(extended) || typeof region !== 'string' || region === opened.draft.regionCode) return [];
  const versions = await unit.rulesets.list(region);
  const named = versions.find(({ version }) => version === extended['version']);
  return versions
    .filter(
      ({ scheme, status, publishedAt }) =>
        scheme === opened.draft.scheme && status === 'PUBLISHED' && publishedAt !== null && publishedAt > opened.draft.createdAt,
    )
    .filter(({ id, effectiveFrom }) => named !== undefined && id !== named.id && effectiveFrom >= named.effectiveFrom)
    .map(({ regionCode, version }) => ({ kind: 'EXTENDS_MOVED', other: `${regionCode} ${version}`, name: version, entries: [] }));
}

async function otherDrafts(unit: Unit, { draft }: OpenDraft, own: Changes): Promise<readonly DraftConflict[]> {
  const conflicts: DraftConflict[] = [];
  for (const other of await openDrafts(unit, draft.regionCode)) {
    if (other.draft.id === draft.id || other.draft.scheme !== draft.scheme || !OPEN.has(other.standing.state)) continue;
    const text = await findText(unit, other, other.standing.revision);
    if (text === undefined) continue; // it is damaged, which is said where it is looked at
    const theirs = changesBetween(await withInherited(unit, await baseDocument(unit, other)), text.document);
    const entries = changedOtherwise(own, theirs);
    if (entries.length > 0) conflicts.push({ kind: 'OTHER_DRAFT', other: other.draft.id, name: other.draft.name, entries });
  }
  return conflicts;
}

/** The text of a draft's base as it was begun: what its changes are told against. */
export async function baseTextOf(unit: Unit, opened: OpenDraft): Promise<DraftDocument> {
  return baseOfDraft(opened) === null ? (await textOfRevision(unit, opened, 1)).document : await baseDocument(unit, opened);
}
