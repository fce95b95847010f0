import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, StateEffect, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { codeTheme } from './code-theme.ts';

/** What the editor does for whoever opened it. */
export interface CodeHooks {
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  readonly save: () => void;
  readonly change: (text: string) => void;
  /** What is to be marked in a text. */
  readonly marksOf: (text: string) => readonly Diagnostic[];
}

/** Where it is said whether the text may be changed. */
const reading = new Compartment();
/** Marks are to be asked for again: what is found is another, the text is not. */
const marksAreOther = StateEffect.define<null>();
/** How long somebody may pause before marks are drawn anew, in milliseconds. */
const PAUSE = 300;
/** How long after Escape the key Tab leaves, in milliseconds. */
const LEAVE_WITHIN = 10_000;

const readOnly = (isReadOnly: boolean): Extension => [
  EditorState.readOnly.of(isReadOnly),
  EditorView.contentAttributes.of({ 'aria-readonly': String(isReadOnly) }),
];

/** Says whether the text may be changed from now on. */
export function setReadOnly(view: EditorView, isReadOnly: boolean): void {
  view.dispatch({ effects: reading.reconfigure(readOnly(isReadOnly)) });
}

/** Marks the text anew. */
export function markAgain(view: EditorView): void {
  view.dispatch({ effects: marksAreOther.of(null) });
}

/** JSON with line numbers, folding, search, undo and marks. Tab indents; after Escape it leaves. */
export function codeExtensions({ label, phrases, isReadOnly, save, change, marksOf }: CodeHooks): Extension {
  const saveKey = {
    key: 'Mod-s',
    preventDefault: true,
    run: () => {
      save();
      return true;
    },
  };
  // For as long as somebody needs who is not quick.
  const leaveKey = {
    key: 'Escape',
    run: (view: EditorView) => {
      view.setTabFocusMode(LEAVE_WITHIN);
      return false;
    },
  };
  return [
    [lineNumbers(), foldGutter(), codeFolding(), lintGutter(), highlightActiveLine(), highlightActiveLineGutter(), highlightSpecialChars()],
    [history(), json(), indentOnInput(), bracketMatching(), highlightSelectionMatches(), search({ top: true })],
    linter((view) => marksOf(view.state.doc.toString()), {
      delay: PAUSE,
      needsRefresh: ({ transactions }) => transactions.some(({ effects }) => effects.some((effect) => effect.is(marksAreOther))),
    }),
    keymap.of([saveKey, leaveKey, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) change(update.state.doc.toString());
    }),
    EditorState.phrases.of(phrases),
    EditorState.tabSize.of(2),
    reading.of(readOnly(isReadOnly)),
    codeTheme,
  ];
}
