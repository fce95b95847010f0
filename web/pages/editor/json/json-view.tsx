import { Alert, Button, Popconfirm, Space } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { Waiting } from '../../../parts/states.tsx';
import { jsonEn } from '../../../texts/en/json.ts';
import { jsonZh } from '../../../texts/zh/json.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import type { Finding } from '../findings.tsx';
import type { Span } from './code/code-editor.tsx';
import { placeIn, printedJson, readJson, type JsonFault } from './read-json.ts';
import type { JsonDraft } from './use-json-draft.ts';
import './json.css';

const CodeEditor = lazy(() => import('./code/code-editor.tsx'));

interface JsonViewProps {
  readonly json: JsonDraft;
  readonly findings: readonly Finding[];
  readonly isOpen: boolean;
  /** The place to which a finding leads. */
  readonly wanted: { readonly place: string } | undefined;
}

const SEVERITIES = { ERROR: 'error', WARNING: 'warning', INFO: 'info' } as const;

/** A fault in words: 第 12 行第 5 列：此处应为逗号或 }. */
function useFaultWords() {
  const t = useTexts({ zh: jsonZh, en: jsonEn });
  return useCallback((fault: JsonFault): string => t.at(fault.line, fault.column, t.faults[fault.kind](fault.found)), [t]);
}

/** Marks of a text: its first mistake, else what the check finds, at the key of the place. */
function useMarks(findings: readonly Finding[], retell: (fault: JsonFault | undefined) => void) {
  const { language } = useLanguage();
  const words = useFaultWords();
  return useCallback(
    (text: string) => {
      const read = readJson(text);
      const { fault } = read;
      retell(fault);
      if (fault !== undefined) return [{ from: fault.at, to: fault.at, severity: 'error' as const, message: words(fault) }];
      return findings.flatMap(({ pointer, place, severity, message }) => {
        const { node, isThere } = placeIn(read, place ?? pointer);
        return isThere ? [{ from: node.from, to: node.shownTo, severity: SEVERITIES[severity], message: said(message, language) }] : [];
      });
    },
    [findings, language, words, retell],
  );
}

/** What is being done with the text, and what can be. */
function Bar({ json, isOpen, save }: { readonly json: JsonDraft; readonly isOpen: boolean; readonly save: () => void }) {
  const t = useTexts({ zh: jsonZh, en: jsonEn });
  const { isDirty, isSaving, later, text } = json;
  const state = isSaving ? t.saving : isDirty ? t.unsaved : t.asSaved;
  return (
    <div className="json-bar">
      <span role="status">
        {isOpen ? state : t.onlyRead}
        {later !== undefined && ` ${t.later(later)}`}
      </span>
      {isOpen && (
        <Space>
          <Button onClick={() => text.replace(printedJson(text.text))} disabled={json.isLocked}>
            {t.format}
          </Button>
          <Popconfirm title={t.dropAsk} okText={t.drop} cancelText={t.keep} onConfirm={json.drop} disabled={!isDirty}>
            <Button disabled={!isDirty || json.isLocked}>{t.drop}</Button>
          </Popconfirm>
          <Button type="primary" onClick={save} disabled={!isDirty || json.isLocked}>
            {t.save}
          </Button>
        </Space>
      )}
    </div>
  );
}

/** The document of a draft as JSON: what the draft itself states, without what it inherits. */
export default function JsonView({ json, findings, isOpen, wanted }: JsonViewProps) {
  const t = useTexts({ zh: jsonZh, en: jsonEn });
  const words = useFaultWords();
  const [fault, setFault] = useState<JsonFault | undefined>(undefined);
  const [mistake, setMistake] = useState<Span | undefined>(undefined);
  // A mistake that was told stays told until it is mended.
  const retell = useCallback((found: JsonFault | undefined) => setFault((told) => (told === undefined ? undefined : found)), []);
  const marksOf = useMarks(findings, retell);
  const { text } = json;
  const led = useMemo(() => {
    if (wanted === undefined || !json.isRead) return undefined;
    const { node, isThere } = placeIn(readJson(text.text), wanted.place);
    return { span: { from: node.from, to: node.shownTo }, isThere };
  }, [wanted, json.isRead, text]);
  const save = (): void => {
    if (json.isLocked || !isOpen || !json.isDirty) return;
    const found = readJson(text.text).fault;
    setFault(found);
    if (found === undefined) json.save();
    else setMistake({ from: found.at, to: found.at });
  };
  return (
    <section className="panel" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="note">{t.hint}</p>
      {json.refusal !== undefined && <Refused refusal={json.refusal} />}
      {json.error !== null && <Failure error={json.error} retry={json.retry} />}
      {fault !== undefined && <Alert type="error" showIcon role="alert" title={words(fault)} description={t.notSaved} />}
      {led?.isThere === false && <Alert type="info" showIcon role="status" title={t.inherited} />}
      <Bar json={json} isOpen={isOpen} save={save} />
      {json.isRead ? (
        <Suspense fallback={<Waiting />}>
          <CodeEditor
            {...{ text, replaced: json.replaced, label: t.title, phrases: t.phrases, marksOf, save }}
            isReadOnly={!isOpen || json.isLocked}
            wanted={led?.span}
            mistake={mistake}
          />
        </Suspense>
      ) : (
        json.error === null && <Waiting />
      )}
    </section>
  );
}
