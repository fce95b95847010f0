import type { TriedFormulaQuery } from '../../../generated/editor/formula/graphql.ts';
import type { PinyinInitials } from '../../../parts/pinyin.ts';

/** What the API says of a formula at its place. */
export type Tried = NonNullable<TriedFormulaQuery['rulesetDraft']['formula']>;
/** A name that may stand there. */
export type AllowedName = Tried['names'][number];

/** Most names that are offered at once. */
const MOST = 40;
/** What stands between names. */
const BETWEEN = /[\s+\-*/(),']/;
const HAN = /\p{Script=Han}/u;

/** The word that is being written before the caret; empty: none is begun. */
export function wordBefore(text: string, caret: number): string {
  const last = text.slice(0, caret).split(BETWEEN).at(-1) ?? '';
  return /^\d/.test(last) ? '' : last;
}

/** Names by what is typed: their code, their Chinese or English meaning, or its pinyin initials; those that begin so first. */
export function matching(names: readonly AllowedName[], word: string, pinyin: PinyinInitials): readonly AllowedName[] {
  const wanted = word.toLowerCase();
  const spelt = ({ name, word: chinese, label }: AllowedName): readonly string[] =>
    [name, chinese ?? '', label.zh, label.en ?? '', pinyin.of(label.zh)].map((one) => one.toLowerCase());
  const begins = (one: AllowedName): boolean => spelt(one).some((text) => text.startsWith(wanted));
  const found = names.filter((one) => spelt(one).some((text) => text.includes(wanted)));
  return [...found.filter(begins), ...found.filter((one) => !begins(one))].slice(0, MOST);
}

/** Whether what is typed is a name already: then nothing is offered. */
export function isWhole(names: readonly AllowedName[], word: string): boolean {
  return names.some(({ name, word: chinese }) => name === word || chinese === word);
}

/** A text and where the caret stands in it. */
export interface Written {
  readonly text: string;
  readonly caret: number;
}

/** The text with a name in the place of the word before the caret. Whoever writes Chinese gets the Chinese word; a table is read as its keys have it, or named within a call. */
export function completed({ text, caret }: Written, chosen: AllowedName): Written {
  const word = wordBefore(text, caret);
  const before = text.slice(0, caret - word.length);
  const plain = HAN.test(word) ? (chosen.word ?? chosen.name) : chosen.name;
  const isInCall = before.trimEnd().endsWith('(');
  const written =
    chosen.kind === 'FUNCTION'
      ? `${plain}(`
      : (chosen.kind === 'TABLE' || chosen.kind === 'COLUMN') && !isInCall
        ? (chosen.call ?? plain)
        : plain;
  return { text: before + written + text.slice(caret), caret: before.length + written.length };
}
