import type { Label } from '../../engine/plan/plan.js';
import type { FindingCode } from './finding-list.js';
import type { Severity } from './messages.js';

/** What an edit puts into a document: a text, or what an example expects that is none. */
export type MendValue = string | boolean | null | readonly string[];

/** 改法 one edit that mends what was found, as a draft takes it: the value at a JSON pointer; without `value`, what stands there is taken out. */
export interface Mend {
  readonly pointer: string;
  readonly value?: MendValue;
  /** 原值 what stands there now, where the edit takes what comes out now as right (an example): whoever applies it sees both. */
  readonly before?: MendValue;
  /** What is set, in words, where the place is only known by its name: an output. */
  readonly label?: Label;
  /** What stands there now and what is set, in words, where that is known. */
  readonly said?: { readonly before: Label; readonly value: Label };
  /** While a merged document is checked: the value where a cell of a decision table stands there, whose comparisons were written out. None later. */
  readonly cell?: string;
}

/** Something that the checks found in a ruleset document, with where, what and what to do. */
export interface Finding {
  readonly severity: Severity;
  /** Stable code from the closed list in `finding-list.ts`. */
  readonly code: FindingCode;
  /** JSON pointer into the document that was loaded. */
  readonly pointer: string;
  readonly message: Label;
  /** What to do 怎么办. */
  readonly suggestion: Label;
  /** A case (facts by name, printed) that shows it. */
  readonly witness?: Readonly<Record<string, string>>;
  /** 另一侧 the other case, where two of them show it: what differs between both is what matters. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Whether no case shows it, because it is about what a year, an institution or a settlement list is told. */
  readonly noCase?: true;
  /** Edits that mend it, where there is one clear way. */
  readonly mend?: readonly Mend[];
  /** While a merged document is checked: where the entries stand that are at odds, any of which may be the one to mend. None later. */
  readonly about?: readonly string[];
}
