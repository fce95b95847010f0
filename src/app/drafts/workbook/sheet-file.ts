import { cellText } from '../../workbooks/cell-text.js';
import type { DraftSheet } from './sheet-model.js';

/** Which form of the file a program can read again. */
const FORMAT = 'dip-draft/1';

/** 出处 which text of which draft a file was made of: it comes back with it. */
export interface FileOrigin {
  readonly regionCode: string;
  readonly draftId: string;
  readonly revision: number;
  /** Of the text that left. */
  readonly contentHash: string;
}

/** Names of sheets that are not of the draft: explanations, articles, lists of choices, what the program reads. */
export const OWN_SHEETS = { about: '说明', articles: '条文', choices: '_选项', origin: '_dip' } as const;

/** The origin as one text, which stands in a CSV as the heading of a column without values. */
export function originText(origin: FileOrigin, sheetId: string): string {
  const { regionCode, draftId, revision, contentHash } = origin;
  return [FORMAT, regionCode, draftId, revision, contentHash, sheetId].join(' ');
}

const ORIGIN = /^dip-draft\/1 (\d{6}) ([0-9a-f-]{36}) (\d{1,9}) ([0-9a-f]{64}) (\S{1,200})$/;

/** Reads the origin again, and which sheet it is; `undefined`: it is none. */
export function originOf(text: string): { readonly origin: FileOrigin; readonly sheetId: string } | undefined {
  const [, regionCode = '', draftId = '', revision = '', contentHash = '', sheetId] = ORIGIN.exec(text) ?? [];
  return sheetId === undefined ? undefined : { origin: { regionCode, draftId, revision: Number(revision), contentHash }, sheetId };
}

const MOST_NAME = 31;

/** Names of sheets as a spreadsheet allows them: at most 31 characters, each once whatever its case. */
export function sheetNames(sheets: readonly DraftSheet[]): readonly string[] {
  const taken = new Set<string>(Object.values(OWN_SHEETS).map((name) => name.toLowerCase()));
  return sheets.map(({ title }) => {
    const plain = cellText(title.replace(/[[\]/\\:*?'\p{Cc}]/gu, ' ')) || '表';
    for (let count = 1; ; count++) {
      const suffix = count === 1 ? '' : ` ${count}`;
      const name = `${[...plain].slice(0, MOST_NAME - suffix.length).join('')}${suffix}`.slice(-MOST_NAME);
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return name;
    }
  });
}
