import { useEffect, useRef, useState } from 'react';
import { formulaEn } from '../../../texts/en/formula.ts';
import { formulaZh } from '../../../texts/zh/formula.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { elementId, useTyping, type Typing } from '../cell-input.tsx';
import type { AllowedName } from './completion.ts';
import { useCompletion, useTried, type TriedState } from './use-completion.ts';
import './formula.css';

interface FormulaInputProps extends Typing {
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

interface FormulaFieldProps {
  readonly id: string;
  readonly label: string;
  /** Where the formula stands, or would: its decision says what may be written. */
  readonly pointer: string;
  readonly typed: string;
  readonly setTyped: (text: string) => void;
  readonly isWrong: boolean;
  readonly className?: string | undefined;
  /** It is left, or Enter is pressed. */
  readonly done?: (() => void) | undefined;
  /** Escape is pressed where no names are offered. */
  readonly takeBack?: (() => void) | undefined;
}

/** A formula that is typed: names are offered, its unit and what is wrong with it are told. */
export function FormulaField({ id, label, pointer, typed, setTyped, isWrong, className, done, takeBack }: FormulaFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isEdited, setEdited] = useState(false);
  const state = useTried(pointer, typed, isEdited);
  const completion = useCompletion({ input, typed, setTyped }, state.tried?.names ?? []);
  const isOpen = completion.offered.length > 0;
  return (
    <div className="formula">
      <input
        id={id}
        ref={input}
        className={`cell cell-text ${className ?? ''}`.trim()}
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-invalid={isWrong}
        {...(isOpen ? { 'aria-controls': `${id}-names`, 'aria-activedescendant': `${id}-names-${completion.at}` } : {})}
        {...(isEdited ? { 'aria-describedby': `${id}-told` } : {})}
        value={typed}
        maxLength={2_000}
        autoComplete="off"
        spellCheck={false}
        onFocus={() => setEdited(true)}
        onChange={({ target }) => completion.change(target.value, target.selectionStart ?? target.value.length)}
        onBlur={() => {
          setEdited(false);
          completion.close();
          done?.();
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (completion.onKey(event)) {
            event.preventDefault();
            event.stopPropagation(); // Escape puts the names away, not the dialog around them
          } else if (event.key === 'Enter') done?.();
          else if (event.key === 'Escape') takeBack?.();
        }}
      />
      {isOpen && <Offer id={`${id}-names`} offered={completion.offered} at={completion.at} choose={completion.choose} />}
      {isEdited && <Told id={`${id}-told`} text={typed} {...state} />}
    </div>
  );
}

/** A formula in a cell: it saves itself when it is left, or by Enter. */
export function FormulaInput({ cell, label, section, edits, mark }: FormulaInputProps) {
  const t = useTexts({ zh: formulaZh, en: formulaEn });
  const { typed, type, wrong, keep, takeBack } = useTyping({ cell, label, section, edits });
  const pointer = cell.pointer ?? '';
  return (
    <>
      <FormulaField
        id={elementId(pointer)}
        {...{ label, pointer, typed, takeBack }}
        setTyped={type}
        isWrong={wrong !== undefined || mark === 'ERROR'}
        className={mark === undefined ? undefined : `cell-${mark.toLowerCase()}`}
        done={() => keep(typed)}
      />
      {wrong !== undefined && (
        <span className="cell-wrong" role="alert">
          {t.wrong}
        </span>
      )}
    </>
  );
}
