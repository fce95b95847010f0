import './search.css';
import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { useTexts } from '../../texts/language.tsx';
import { searchEn } from '../../texts/en/search.ts';
import { searchZh } from '../../texts/zh/search.ts';
import { usePlace } from '../place.tsx';
import { useSearch, type SearchResult } from './use-search.ts';

/** So long after the last key a text is looked for. */
const PAUSE_MS = 250;

/** What is typed, once nobody types any more. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const later = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(later);
  }, [typed]);
  return settled;
}

/** Whether keys that somebody presses are meant for what has the focus. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** `/` and Ctrl+K lead to the box from everywhere; `/` not while something is written. */
function useShortcut(go: () => void): void {
  useEffect(() => {
    const take = (event: globalThis.KeyboardEvent): void => {
      const isCtrlK = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.composedPath()[0] ?? null);
      if (!isCtrlK && !isSlash) return;
      event.preventDefault();
      go();
    };
    document.addEventListener('keydown', take);
    return () => document.removeEventListener('keydown', take);
  }, [go]);
}

interface FoundProps {
  readonly typed: string;
  readonly result: SearchResult;
  readonly isSettled: boolean;
  readonly close: () => void;
}

function Found({ typed, result: { kinds, isPending, hasFailed }, isSettled, close }: FoundProps) {
  const t = useTexts({ zh: searchZh, en: searchEn });
  const { hrefOf } = usePlace();
  const isBusy = isPending || !isSettled;
  return (
    <div className="search-found">
      {kinds.map(({ kind, hits }) => (
        <section key={kind} aria-label={t.of[kind]}>
          <h2>{t.of[kind]}</h2>
          <ul>
            {hits.map(({ key, text, beside, to }) => (
              <li key={key}>
                {to === undefined ? (
                  <span className="search-hit">
                    {text} <span className="note">{beside}</span>
                  </span>
                ) : (
                  <Link href={hrefOf(to)} className="search-hit" onClick={close}>
                    {text} <span className="note">{beside}</span>
                  </Link>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="note search-state" role="status">
        {isBusy ? t.searching : hasFailed ? t.failed : kinds.length === 0 ? t.nothing(typed) : t.keys}
      </p>
    </div>
  );
}

/** The link so many places after the one that has the focus; before the first one stands the box itself. */
function moveFocus(box: HTMLElement, step: 1 | -1): void {
  const places = [...box.querySelectorAll<HTMLElement>('input, a.search-hit')];
  const here = places.findIndex((place) => place === document.activeElement);
  places[here + step]?.focus();
}

/** 查找 by group code or name, case number, rule or parameter, institution, number or year of a run: what is found are links, grouped. */
export function SearchBox() {
  const t = useTexts({ zh: searchZh, en: searchEn });
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const input = useRef<InputRef>(null);
  const wanted = typed.trim();
  const settled = useSettled(wanted);
  const result = useSearch(isOpen ? settled : '', t);
  const [go] = useState(() => () => input.current?.focus({ cursor: 'all' }));
  useShortcut(go);
  const close = (): void => setOpen(false);
  const leave = (): void => {
    close();
    input.current?.blur(); // the page that is opened takes the focus
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape') {
      close();
      go();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      moveFocus(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && isWriting(event.target) && settled === wanted && !event.nativeEvent.isComposing) {
      event.currentTarget.querySelector<HTMLElement>('a.search-hit')?.click();
    }
  };
  return (
    <div
      className="search-box"
      role="search"
      aria-label={t.search}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close();
      }}
    >
      <Input
        ref={input}
        size="small"
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        placeholder={`${t.search} /`}
        title={`${t.hint}\n${t.keys}`}
        aria-label={`${t.search}: ${t.hint}`}
        aria-keyshortcuts="/ Control+K"
        maxLength={60}
        value={typed}
        onFocus={() => setOpen(true)}
        onChange={({ target }) => {
          setTyped(target.value);
          setOpen(true);
        }}
      />
      {isOpen && wanted !== '' && <Found typed={wanted} result={result} isSettled={settled === wanted} close={leave} />}
    </div>
  );
}
