import type { Diagnostic } from '@codemirror/lint';
import { EditorState, StateEffect } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, type RefObject } from 'react';
import type { JsonText } from '../json-text.ts';
import { codeExtensions, markAgain, setReadOnly } from './code-extensions.ts';

/** Characters of the text that somebody is led to. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface CodeEditorProps {
  readonly text: JsonText;
  /** Counts how often the text was put in another's place: it is then shown anew. */
  readonly replaced: number;
  readonly label: string;
  readonly phrases: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  /** Where a finding leads; another object leads there again. */
  readonly wanted: Span | undefined;
  /** Where a mistake keeps the text from being saved. */
  readonly mistake: Span | undefined;
  readonly save: () => void;
  readonly marksOf: (text: string) => readonly Diagnostic[];
}

/** The editor's state: as it was left, or of the text as it stands. */
function stateOf(text: JsonText, extensions: ReturnType<typeof codeExtensions>): EditorState {
  const { editor } = text;
  if (editor !== undefined && editor.doc.toString() === text.text)
    return editor.update({ effects: StateEffect.reconfigure.of(extensions) }).state;
  return EditorState.create({ doc: text.text, extensions });
}

/** Leads to a place of the text: it is chosen, in sight, and the text has the focus. */
function useLed(view: RefObject<EditorView | undefined>, span: Span | undefined): void {
  useEffect(() => {
    if (span === undefined || view.current === undefined) return;
    const end = view.current.state.doc.length;
    const [anchor = end, head = end] = [span.from, span.to].map((at) => (at < end ? at : end));
    view.current.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    view.current.focus();
  }, [view, span]);
}

/**
 * A text in CodeMirror, loaded when somebody opens it. It stands in a shadow root: there CodeMirror adopts its style sheets, as the policy of the console
 * (`style-src 'self'`) allows; in the page it would write `<style>` elements.
 */
export default function CodeEditor(props: CodeEditorProps) {
  const { text, replaced, label, phrases, isReadOnly, wanted, mistake, marksOf } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const at = host.current;
    if (at === null) return undefined;
    const root = at.shadowRoot ?? at.attachShadow({ mode: 'open' });
    const extensions = codeExtensions({
      ...{ label, phrases, isReadOnly: latest.current.isReadOnly },
      save: () => latest.current.save(),
      change: (typed) => text.change(typed),
      marksOf: (typed) => latest.current.marksOf(typed),
    });
    const opened = new EditorView({ state: stateOf(text, extensions), parent: root, root });
    view.current = opened;
    return () => {
      text.editor = opened.state;
      view.current = undefined;
      opened.destroy();
    };
  }, [text, replaced, label, phrases]);
  useEffect(() => {
    if (view.current !== undefined) setReadOnly(view.current, isReadOnly);
  }, [isReadOnly]);
  useEffect(() => {
    if (view.current !== undefined) markAgain(view.current);
  }, [marksOf]);
  useLed(view, wanted);
  useLed(view, mistake);
  return <div ref={host} className="json-code" />;
}
