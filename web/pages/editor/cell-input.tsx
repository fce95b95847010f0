import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { useState, type ClipboardEvent } from 'react';
import { editOf, undoOf, type Wrong } from './cell-text.ts';
import type { Cell, Edits } from './use-edits.ts';

interface CellInputProps {
  readonly cell: Cell;
  readonly label: string;
  readonly edits: Edits;
  /** What the check finds here. */
  readonly mark: 'ERROR' | 'WARNING' | undefined;
  readonly pasted: (text: string) => boolean;
}

/** Ids of the elements that cells stand in, so that a finding leads there. */
export function elementId(pointer: string): string {
  return `at${pointer}`;
}

/** What a cell says in words: the name of a code, title and article of a basis; what stands in it, where there are none. */
export function saidIn({ text, said: words }: Cell, language: Language): string {
  return words === null ? text : said(words, language);
}

/** What is typed into a cell, and why it can't stand there. */
export function useTyping(cell: Cell, edits: Edits) {
  const [typed, setTyped] = useState(cell.text);
  const [wrong, setWrong] = useState<Wrong | undefined>(undefined);
  const [seen, setSeen] = useState(cell.text);
  // What was sent last: it may be on its way while the cell still shows what was read before.
  const [sent, setSent] = useState(cell.text);
  // What was sent and is not read back yet.
  const [mine, setMine] = useState<readonly string[]>([]);
  if (seen !== cell.text) {
    setSeen(cell.text);
    setMine(mine.filter((one) => one !== cell.text));
    // One's own edits, read back, take nothing from what is being typed by now.
    const isOwn = mine.includes(cell.text) && typed !== seen;
    if (!isOwn) {
      setTyped(cell.text);
      setSent(cell.text);
      setWrong(undefined);
    }
  }
  const keep = (text: string): void => {
    const isKept = edits.refusal === undefined && edits.contest === undefined && edits.error === null;
    if (text === (isKept ? sent : cell.text)) return setWrong(undefined);
    const edit = editOf(cell, text);
    if (typeof edit === 'string') return setWrong(edit);
    setWrong(undefined);
    setSent(text);
    setMine([...mine, text]);
    edits.save([edit], undoOf({ ...cell, text: sent }));
  };
  const takeBack = (): void => {
    setTyped(cell.text);
    setWrong(undefined);
  };
  return { typed, setTyped, wrong, keep, takeBack };
}

/** A cell that is filled in: it saves itself when it is left, or by Enter; Escape takes back what was typed. */
export function CellInput({ cell, label, edits, mark, pasted }: CellInputProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const { typed, setTyped, wrong, keep, takeBack } = useTyping(cell, edits);
  // Words are read, what they stand for is edited.
  const [isEdited, setEdited] = useState(false);
  const isTold = cell.said !== null && !isEdited && typed === cell.text;
  const id = elementId(cell.pointer ?? '');
  const common = {
    ...{ id, 'aria-label': label, 'aria-invalid': wrong !== undefined || mark === 'ERROR' },
    className: `cell cell-${cell.input.toLowerCase()}${mark === undefined ? '' : ` cell-${mark.toLowerCase()}`}`,
    ...(wrong === undefined ? {} : { 'aria-describedby': `${id}-wrong` }),
    onPaste: (event: ClipboardEvent) => {
      if (pasted(event.clipboardData.getData('text'))) event.preventDefault();
    },
  };
  return (
    <>
      {cell.input === 'CHOICE' ? (
        <select
          {...common}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            keep(target.value);
          }}
        >
          {(cell.mayBeEmpty || cell.text === '') && <option value="">{t.empty}</option>}
          {cell.choices.map(({ json, text }) => (
            <option key={json} value={text}>
              {text}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          value={isTold ? saidIn(cell, language) : typed}
          {...(isTold ? { title: cell.text } : {})}
          autoComplete="off"
          spellCheck={false}
          onFocus={() => setEdited(true)}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={() => {
            setEdited(false);
            keep(typed);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) keep(typed);
            if (event.key === 'Escape') takeBack();
            // What is typed and not saved is the browser's to take back.
            if (typed !== cell.text && event.key === 'z' && (event.ctrlKey || event.metaKey)) event.stopPropagation();
          }}
        />
      )}
      {wrong !== undefined && (
        <span id={`${id}-wrong`} className="cell-wrong" role="alert">
          {t.wrong[wrong]}
        </span>
      )}
    </>
  );
}
