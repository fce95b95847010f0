import type { EditorState } from '@codemirror/state';
import { KeptText } from '../../../parts/kept.tsx';
import { printedJson, saysSame } from './read-json.ts';

/** A revision of a draft's own text. */
export interface Revision {
  readonly revision: number;
  readonly text: string;
}

/** What is to be drawn of a text under work. */
export interface JsonShown {
  /** The revision on which the text was edited; `undefined`: nothing was read yet. */
  readonly base: Revision | undefined;
  readonly isDirty: boolean;
  /** A later revision than the one that is edited. */
  readonly later: number | undefined;
  /** Counts how often the text was put in another's place. */
  readonly replaced: number;
}

/**
 * 草案的全文 the text of a draft under work, for as long as the tab lives: what was typed and not saved is there again when somebody comes back to it.
 * What others save meanwhile takes the place of a text that nobody edits; one that is edited stays upon its revision, from which it is merged.
 */
export class JsonText extends KeptText {
  private shown: JsonShown = { base: undefined, isDirty: false, later: undefined, replaced: 0 };
  private latest: Revision | undefined;
  private readonly listeners = new Set<() => void>();
  text = '';
  /** What the editor had when it was closed last: its place and what can be undone. */
  editor: EditorState | undefined;

  get isUnsaved(): boolean {
    return this.shown.isDirty;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly snapshot = (): JsonShown => this.shown;

  /** Somebody typed. */
  change(text: string): void {
    this.text = text;
    this.show({ isDirty: text !== this.shown.base?.text });
  }

  /** Another text takes the place of what was typed, such as the same in other lines. */
  replace(text: string): void {
    if (text === this.text) return;
    this.change(text);
    this.show({ replaced: this.shown.replaced + 1 });
  }

  /** A revision was read. */
  read(latest: Revision): void {
    if (this.latest !== undefined && latest.revision < this.latest.revision) return;
    this.latest = latest;
    this.settle();
  }

  /** What was sent is saved. */
  saved(sent: string, revision: number): void {
    this.show({ base: { revision, text: sent }, isDirty: this.text !== sent });
    this.settle();
  }

  /** What was typed and not saved is given up. */
  drop(): void {
    this.show({ base: undefined, isDirty: false });
    this.settle();
  }

  private settle(): void {
    const { latest } = this;
    const { base, isDirty, replaced } = this.shown;
    if (latest === undefined || (base !== undefined && latest.revision < base.revision)) return;
    if (isDirty) return this.show({ later: base !== undefined && latest.revision > base.revision ? latest.revision : undefined });
    // One's own order and lines stay where the platform says the same.
    const isSame = base !== undefined && saysSame(this.text, latest.text);
    if (!isSame) [this.text, this.editor] = [printedJson(latest.text), undefined];
    this.show({ base: { revision: latest.revision, text: this.text }, later: undefined, ...(isSame ? {} : { replaced: replaced + 1 }) });
  }

  private show(change: Partial<JsonShown>): void {
    this.shown = { ...this.shown, ...change };
    this.listeners.forEach((listener) => listener());
  }
}

/** The text of a draft under work by a caller in this tab. */
export function jsonTextIn(kept: Map<string, unknown>, who: string, draftId: string): JsonText {
  const key = JSON.stringify(['JSON', who, draftId]);
  const known = kept.get(key);
  if (known instanceof JsonText) return known;
  const text = new JsonText();
  kept.set(key, text);
  return text;
}
