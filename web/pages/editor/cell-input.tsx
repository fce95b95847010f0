import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { useEffect, useRef, useState, type ClipboardEvent } from 'react';
import { editOf, undoOf, type Wrong } from './cell-text.ts';
import { useTypedCells } from './unsaved/use-typed-cells.ts';
import type { Cell, Edits } from './use-edits.ts';

/** Ids of the elements that cells stand in, so that a finding leads there. */
export function elementId(pointer: string): string {
  return `at${pointer}`;
}

/** What a cell says in words: the name of a code, title and article of a basis; what stands in it, where there are none. */
export function saidIn({ text, said: words }: Cell, language: Language): string {
  return words === null ? text : said(words, language);
}

/** A cell that is typed into. */
export interface Typing {
  readonly cell: Cell;
  readonly label: string;
  /** The section in which the cell is. */
  readonly section: string;
  readonly edits: Edits;
}

interface CellInputProps extends Typing {
  /** What the check finds here. */
  readonly mark: 'ERROR' | 'WARNING' | undefined;
  readonly pasted: (text: string) => boolean;
}

const wrongIn = (cell: Cell, text: string): Wrong | undefined => {
  const edit = editOf(cell, text);
  return typeof edit === 'string' ? edit : undefined;
};

/** What is typed into a cell, and why it can't stand there. Until it is saved it is kept apart from the page, which may be left. */
export function useTyping({ cell, label, section, edits }: Typing) {
  const pointer = cell.pointer ?? '';
  const cells = useTypedCells();
  const [begun] = useState(() => {
    const known = cells.at(pointer);
    return known?.over === cell.text ? known : undefined;
  });
  const [typed, setTyped] = useState(begun?.text ?? cell.text);
  const [wrong, setWrong] = useState(begun === undefined ? undefined : wrongIn(cell, begun.text));
  const [seen, setSeen] = useState(cell.text);
  // What is saved, as far as it is known, or on its way: then the cell still shows what was read before.
  const [sent, setSent] = useState(begun?.isOnItsWay === true ? begun.text : cell.text);
  // What was sent and is not read back yet.
  const [mine, setMine] = useState<readonly string[]>([]);
  const stored = useRef(cell.text);
  useEffect(() => {
    stored.current = cell.text;
  }, [cell.text]);
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
  const hold = (text: string, isOnItsWay: boolean): void => cells.put({ pointer, section, label, text, over: cell.text, isOnItsWay });
  const type = (text: string): void => {
    setTyped(text);
    if (text === sent) cells.drop(pointer);
    else hold(text, false);
  };
  const keep = (text: string): void => {
    if (text === sent) return setWrong(undefined);
    const edit = editOf(cell, text);
    if (typeof edit === 'string') return setWrong(edit);
    setWrong(undefined);
    setSent(text);
    setMine([...mine, text]);
    hold(text, true);
    edits.save([edit], undoOf({ ...cell, text: sent }), (outcome) => {
      cells.settle(pointer, text, outcome);
      if (outcome === 'UNSAVED') setSent((now) => (now === text ? stored.current : now));
    });
  };
  const takeBack = (): void => {
    setTyped(cell.text);
    setWrong(undefined);
    cells.drop(pointer);
  };
  return { typed, type, wrong, keep, takeBack };
}

/** A cell that is filled in: it saves itself when it is left, or by Enter; Escape takes back what was typed. */
export function CellInput({ cell, label, section, edits, mark, pasted }: CellInputProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const { typed, type, wrong, keep, takeBack } = useTyping({ cell, label, section, edits });
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
            type(target.value);
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
          onChange={({ target }) => type(target.value)}
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
