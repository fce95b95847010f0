import { useEffect, useRef, useState } from 'react';
import { formulaEn } from '../../../texts/en/formula.ts';
import { formulaZh } from '../../../texts/zh/formula.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { elementId, useTyping } from '../cell-input.tsx';
import type { Cell, Edits } from '../use-edits.ts';
import type { AllowedName } from './completion.ts';
import { useCompletion, useTried, type TriedState } from './use-completion.ts';
import './formula.css';

interface FormulaInputProps {
  readonly cell: Cell;
  readonly label: string;
  readonly edits: Edits;
  readonly mark: 'ERROR' | 'WARNING' | undefined;
}

interface Shown {
  readonly unit: string | null;
  readonly unitWord: string | null;
}

function useUnits() {
  const t = useTexts({ zh: formulaZh, en: formulaEn });
  const { language } = useLanguage();
  return ({ unit, unitWord }: Shown): string =>
    unit === null ? '' : unit === '1' ? t.plain : language === 'zh' ? (unitWord ?? unit) : unit;
}

interface OfferProps {
  readonly id: string;
  readonly offered: readonly AllowedName[];
  readonly at: number;
  readonly choose: (name: AllowedName) => void;
}

/** The names that may be written here. */
function Offer({ id, offered, at, choose }: OfferProps) {
  const t = useTexts({ zh: formulaZh, en: formulaEn });
  const { language } = useLanguage();
  const unitOf = useUnits();
  const pointed = useRef<HTMLLIElement>(null);
  useEffect(() => {
    void pointed.current?.scrollIntoView({ block: 'nearest' }); // newer browsers answer a promise
  }, [at, offered]);
  return (
    <ul id={id} role="listbox" aria-label={t.names} className="formula-names">
      {offered.map((one, index) => (
        <li
          key={`${one.kind} ${one.name}`}
          id={`${id}-${index}`}
          ref={index === at ? pointed : undefined}
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => {
            event.preventDefault(); // the formula stays in hand
            choose(one);
          }}
        >
          <span>{said(one.label, language)}</span> <code>{one.kind === 'FUNCTION' ? one.call : one.name}</code>
          <span className="note">{[t.kinds[one.kind], unitOf(one)].filter((text) => text !== '').join(t.and)}</span>
        </li>
      ))}
    </ul>
  );
}

interface ToldProps extends TriedState {
  readonly id: string;
  readonly text: string;
}

/** What the draft's check makes of the formula: how it reads, its unit, what is wrong and where. */
function Told({ id, text, tried, isOld, error }: ToldProps) {
  const t = useTexts({ zh: formulaZh, en: formulaEn });
  const { language } = useLanguage();
  const unitOf = useUnits();
  if (error !== null) return <Failure error={error} />;
  return (
    <div id={id} role="status" className="formula-told">
      {isOld ? (
        <span className="note">{t.trying}</span>
      ) : tried === undefined ? (
        <span className="note">{t.unread}</span>
      ) : tried.findings.length === 0 ? (
        <span className="formula-right">
          {tried.reading} · {t.fits(unitOf({ unit: tried.unit ?? tried.expected, unitWord: tried.unitWord ?? tried.expectedWord }))}
        </span>
      ) : (
        tried.findings.map(({ message, suggestion, at, length }) => (
          <p key={message.zh} className="formula-wrong">
            {at !== null && (
              <code>
                {text.slice(0, at)}
                <mark>{text.slice(at, at + (length ?? 0)) || t.here}</mark>
                {text.slice(at + (length ?? 0))}
              </code>
            )}
            {said(message, language)} <span className="note">{said(suggestion, language)}</span>
          </p>
        ))
      )}
    </div>
  );
}

/** A formula: names are offered while it is typed, its unit and what is wrong with it are told. It saves itself when it is left, or by Enter. */
export function FormulaInput({ cell, label, edits, mark }: FormulaInputProps) {
  const t = useTexts({ zh: formulaZh, en: formulaEn });
  const input = useRef<HTMLInputElement>(null);
  const { typed, setTyped, wrong, keep, takeBack } = useTyping(cell, edits);
  const [isEdited, setEdited] = useState(false);
  const state = useTried(cell.pointer ?? '', typed, isEdited);
  const completion = useCompletion({ input, typed, setTyped }, state.tried?.names ?? []);
  const id = elementId(cell.pointer ?? '');
  const isOpen = completion.offered.length > 0;
  return (
    <div className="formula">
      <input
        id={id}
        ref={input}
        className={`cell cell-text${mark === undefined ? '' : ` cell-${mark.toLowerCase()}`}`}
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-invalid={wrong !== undefined || mark === 'ERROR'}
        {...(isOpen ? { 'aria-controls': `${id}-names`, 'aria-activedescendant': `${id}-names-${completion.at}` } : {})}
        {...(isEdited ? { 'aria-describedby': `${id}-told` } : {})}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => setEdited(true)}
        onChange={({ target }) => completion.change(target.value, target.selectionStart ?? target.value.length)}
        onBlur={() => {
          setEdited(false);
          completion.close();
          keep(typed);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (completion.onKey(event)) event.preventDefault();
          else if (event.key === 'Enter') keep(typed);
          else if (event.key === 'Escape') takeBack();
        }}
      />
      {isOpen && <Offer id={`${id}-names`} offered={completion.offered} at={completion.at} choose={completion.choose} />}
      {wrong !== undefined && (
        <span className="cell-wrong" role="alert">
          {t.wrong}
        </span>
      )}
      {isEdited && <Told id={`${id}-told`} text={typed} {...state} />}
    </div>
  );
}
