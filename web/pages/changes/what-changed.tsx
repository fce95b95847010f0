import { Button } from 'antd';
import { useState, type PropsWithChildren, type ReactNode } from 'react';
import { Figure, Money } from '../../parts/figure.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import type { ChangeDiffered, ChangeResult, ShownChange } from './change-data.ts';
import { LineComments } from './comments.tsx';

type Textual = ChangeDiffered['textual'][number];
type Behaved = ChangeDiffered['behavioural'][number];
type Counted = ChangeResult['situations'][number];

interface ChangedProps {
  readonly draft: ShownChange;
  readonly change: Textual;
  /** Places of all lines. */
  readonly pointers: readonly string[];
  /** It is the first of its place: what is said of the place stands beneath it. */
  readonly isFirst: boolean;
}

function ChangedRows({ draft, change, pointers, isFirst }: ChangedProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const basis = change.basis.map(({ title, article }) => `${title}${article === null ? '' : ` ${article}`}`);
  const values = change.values.length > 0 ? change.values : [{ name: undefined, before: null, after: null, percent: null }];
  const rows = values.map(({ name, before, after, percent }, index) => (
    <tr key={`${change.pointer} ${name?.zh ?? ''} ${index}`}>
      {index === 0 && (
        <th scope="rowgroup" rowSpan={values.length}>
          {said(change.label, language)}
          <div className="note">
            {t.kinds[change.kind]} · <code>{change.pointer}</code>
          </div>
          {isFirst && (
            <Button
              size="small"
              aria-expanded={isOpen}
              aria-label={t.commentOn(said(change.label, language))}
              onClick={() => setOpen(!isOpen)}
            >
              {t.comment}
            </Button>
          )}
        </th>
      )}
      <td>{name === undefined ? '' : said(name, language)}</td>
      <td className="change-before">{before ?? '—'}</td>
      <td className="change-after">{after ?? '—'}</td>
      <td className="change-percent">{percent ?? ''}</td>
      {index === 0 && <td rowSpan={values.length}>{basis.length === 0 ? t.noBasis : basis.map((one) => <div key={one}>{one}</div>)}</td>}
    </tr>
  ));
  return (
    <>
      {rows}
      {isFirst && <LineComments {...{ draft, pointers, isOpen }} pointer={change.pointer} close={() => setOpen(false)} />}
    </>
  );
}

/** What decides nothing: titles, notes, worked examples; the number and the first day stand above. */
const TOLD = /^\/(?:examples|notes|title|version)(?:\/|$)/;

interface RowsProps {
  readonly draft: ShownChange;
  readonly label: string;
  readonly changes: readonly Textual[];
  readonly pointers: readonly string[];
}

function ChangedTable({ draft, label, changes, pointers }: RowsProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  return (
    <table className="change-table" aria-label={label}>
      <thead>
        <tr>
          {[t.what, t.part, t.before, t.after, t.percent, t.basis].map((heading) => (
            <th scope="col" key={heading}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((change, index) => (
          <ChangedRows
            key={`${change.pointer} ${index}`}
            {...{ draft, change, pointers }}
            isFirst={changes.findIndex(({ pointer }) => pointer === change.pointer) === index}
          />
        ))}
      </tbody>
    </table>
  );
}

/** What changed in the text, in business words: 旧值 → 新值, by how much, on what it rests. What decides nothing is folded away. */
export function ChangedText({ draft, diff, children }: PropsWithChildren<{ readonly draft: ShownChange; readonly diff: ChangeDiffered }>) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const examples = diff.textual.filter(({ pointer }) => TOLD.test(pointer));
  const rules = diff.textual.filter((change) => !examples.includes(change));
  const pointers = diff.textual.map(({ pointer }) => pointer);
  return (
    <section className="panel">
      <h2>{t.changed}</h2>
      <p className="note">{t.comparedWith(diff.comparedWith)}</p>
      {children}
      {rules.length === 0 ? <p>{t.nothingChanged}</p> : <ChangedTable label={t.changed} changes={rules} {...{ draft, pointers }} />}
      {examples.length > 0 && (
        <details className="change-examples">
          <summary>{t.examples(examples.length)}</summary>
          <ChangedTable label={t.examples(examples.length)} changes={examples} {...{ draft, pointers }} />
        </details>
      )}
    </section>
  );
}

interface Situation {
  readonly decision: string;
  readonly label: Behaved['label'];
  readonly situation: Behaved['situation'];
  readonly before: string;
  readonly after: string;
  readonly situationSaid?: Behaved['situationSaid'];
  readonly beforeSaid?: Behaved['beforeSaid'];
  readonly afterSaid?: Behaved['afterSaid'];
  readonly facts?: Behaved['facts'];
}

const sameKey = ({ decision, situation, before, after }: Situation): string => [decision, situation.zh, before, after].join('|');

/** What a what-if counted in a year of one insurance. */
interface CountedYear {
  readonly year: number;
  readonly insurance: keyof typeof changesZh.insurances;
  readonly result: ChangeResult;
}

/** Situations of the comparison; what only what-ifs have stands behind. */
function situationsOf(behavioural: readonly Behaved[], results: readonly CountedYear[]): readonly Situation[] {
  const all = new Map<string, Situation>();
  for (const one of [...behavioural, ...results.flatMap(({ result }) => result.situations)]) {
    if (!all.has(sameKey(one))) all.set(sameKey(one), one);
  }
  return [...all.values()];
}

interface CountsProps {
  readonly one: Situation;
  readonly results: readonly CountedYear[];
  readonly show: (counted: Counted | undefined) => ReactNode;
}

/** A figure of a situation, a line an insurance. */
function Counts({ one, results, show }: CountsProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  return (
    <td className="change-number">
      {results.map(({ year, insurance, result }) => (
        <div key={`${year} ${insurance}`}>
          {results.length > 1 && <span className="note">{t.insurances[insurance]} </span>}
          {show(result.situations.find((other) => sameKey(other) === sameKey(one)))}
        </div>
      ))}
    </td>
  );
}

function SituationRow({ one, results }: { readonly one: Situation; readonly results: readonly CountedYear[] }) {
  const { language } = useLanguage();
  const { before, after, beforeSaid, afterSaid, facts = [] } = one;
  return (
    <tr>
      <th scope="row">
        {said(one.situationSaid ?? one.situation, language)}
        <div className="note">{said(one.label, language)}</div>
      </th>
      <td className="change-before">{beforeSaid === undefined ? before : said(beforeSaid, language)}</td>
      <td className="change-after">{afterSaid === undefined ? after : said(afterSaid, language)}</td>
      <td className="change-witness">
        {facts.map(({ label, value }) => (
          <span key={label.zh}>{`${said(label, language)} = ${said(value, language)}`}</span>
        ))}
      </td>
      {results.length > 0 && (
        <>
          <Counts {...{ one, results }} show={(counted) => <Figure value={counted?.cases} />} />
          <Counts {...{ one, results }} show={(counted) => <Figure value={counted?.points} />} />
          <Counts {...{ one, results }} show={(counted) => <Money yuan={counted?.amount} />} />
        </>
      )}
    </tr>
  );
}

interface DecidedProps {
  readonly diff: ChangeDiffered;
  readonly results: readonly CountedYear[];
}

/** Which situations are decided otherwise, each with a witness; with cases and yuan of a year once a what-if counted them. */
export function DecidedOtherwise({ diff, results }: DecidedProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const rows = situationsOf(diff.behavioural, results);
  const isCounted = results.length > 0;
  const headings = [t.situation, t.decidedBefore, t.decidedAfter, t.witness, ...(isCounted ? [t.cases, t.pointsMoved, t.amountMoved] : [])];
  return (
    <section className="panel">
      <h2>{t.decided}</h2>
      {rows.length === 0 ? (
        <p>{t.noneDecided}</p>
      ) : (
        <table className="change-table" aria-label={t.decided}>
          <thead>
            <tr>
              {headings.map((heading) => (
                <th scope="col" key={heading}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one, index) => (
              <SituationRow key={`${sameKey(one)} ${index}`} {...{ one, results }} />
            ))}
          </tbody>
        </table>
      )}
      <p className="note">{isCounted ? t.amountHow : t.notCounted}</p>
    </section>
  );
}
