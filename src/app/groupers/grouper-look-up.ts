import type { ReadyGrouper } from '../caches/grouper-library.js';
import { foldCode } from '../../engine/codes/fold-code.js';
import type { ComplicationLevel } from '../../engine/grouper/grouper.js';

/** 编码查询 what a grouper says of one code, whatever place of a case it stands at. */
export interface GrouperCodeFacts {
  /** The code as groupers compare it: upper case. */
  readonly code: string;
  /** Names of the sets that hold it. */
  readonly sets: readonly string[];
  /** What it counts as among the other diagnoses; `null`: no complication. */
  readonly complication: { readonly level: ComplicationLevel; readonly exclusion: string | null } | null;
  /** Exclusion tables that hold it: as principal diagnosis it takes away the complications that name one of them. */
  readonly exclusions: readonly string[];
  readonly isInvalidPrincipal: boolean;
  readonly isBlockedOperation: boolean;
}

/** Looks a code up in every part of a grouper. A code that stands nowhere has no sets. */
export function lookUpCode({ index }: ReadyGrouper, text: string): GrouperCodeFacts {
  const code = foldCode(text);
  const holding = (lists: ReadonlyMap<string, ReadonlySet<string>>): string[] =>
    [...lists].filter(([, codes]) => codes.has(code)).map(([name]) => name);
  return {
    code,
    sets: holding(index.members),
    complication: index.complications.get(code) ?? null,
    exclusions: holding(index.exclusions),
    isInvalidPrincipal: index.invalidPrincipals.has(code),
    isBlockedOperation: index.blocked.has(code),
  };
}

/** A set of codes with how many are in it. */
export interface SetSize {
  readonly name: string;
  readonly size: number;
}

/** The sets that a rule names with how many codes each holds; the case's own MCC and CC are none. */
export function setSizes({ index }: ReadyGrouper, names: readonly string[]): readonly SetSize[] {
  return [...new Set(names)].flatMap((name) => {
    const codes = index.members.get(name);
    return codes === undefined ? [] : [{ name, size: codes.size }];
  });
}
