import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { ConflictError, type ConflictSides } from '../../app/base/errors.js';
import { conflictWords } from '../../app/drafts/conflict-words.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';

/** Who the two sides are called. */
export interface SideNames {
  readonly yours: string;
  readonly theirs: string;
}

const LONGEST = 300;

/** What both sides made of each entry, in business words; as JSON where it has none. */
export async function conflictText(
  { platform, caller }: OpenPlatform,
  opened: OpenDraft,
  sides: readonly ConflictSides[],
  names: SideNames,
): Promise<string> {
  const isSaid = sides.every(({ said }) => said !== undefined);
  const words = isSaid ? new Map<string, never>() : await conflictWords(platform, caller, opened, sides);
  return sides
    .map(({ entry, before, yours, theirs, said = words.get(entry) }) => {
      const [mine, other] = said === undefined ? [[plain(yours)], [plain(theirs)]] : [said.yours, said.theirs];
      const was = said === undefined ? `    原为 ${plain(before)}\n` : '';
      return `  ${entry}\n${was}${sideLines(names.yours, mine)}${sideLines(names.theirs, other)}`;
    })
    .join('');
}

/** Runs what may meet a conflict; both sides are then printed below the message. */
export async function sayingConflicts<T>(session: OpenPlatform, opened: OpenDraft, names: SideNames, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConflictError) || (error.detail.sides ?? []).length === 0) throw error;
    const text = await conflictText(session, opened, error.detail.sides ?? [], names);
    throw new Mistake(error.code, `${error.messages.zh}\n${text.trimEnd()}`, error.messages.en ?? error.messages.zh);
  }
}

function sideLines(name: string, lines: readonly string[]): string {
  return (lines.length === 0 ? ['（未改）'] : lines).map((line) => `    ${name} ${line}\n`).join('');
}

function plain(value: unknown): string {
  const text = value === undefined ? '（没有）' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}……` : text;
}
