import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { said, useLanguage, useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import './new-results.css';

interface Said {
  readonly zh: string;
  readonly en: string | null;
}

/** One edit that mends a finding. */
export interface MendShown {
  readonly pointer: string;
  readonly text: string | null;
  readonly json: string | null;
  readonly before: string | null;
  readonly label: Said | null;
  readonly valueSaid: Said | null;
  readonly beforeSaid: Said | null;
  readonly remove: boolean;
}

/** An edit of a draft, as saveDraft takes it. */
export type MendPatch =
  | { readonly pointer: string; readonly remove: true }
  | { readonly pointer: string; readonly text: string }
  | { readonly pointer: string; readonly json: string };

/** A mend as an edit. */
export function patchOf({ pointer, text, json }: MendShown): MendPatch {
  if (text !== null) return { pointer, text };
  return json === null ? { pointer, remove: true } : { pointer, json };
}

/** What takes a mend back again. */
const undoOf = ({ pointer, before }: MendShown): readonly MendPatch[] => (before === null ? [] : [{ pointer, json: before }]);

/** A value as it is read: a text without its quotes, a list of texts without brackets. */
const read = (json: string): string =>
  /^(?:"[^"\\]*"|\[(?:"[^"\\]*",?\s*)*\])$/u.test(json) ? json.replaceAll(/["[\]]/g, '').replaceAll(/,\s*/g, '、') : json;

const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(2)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Examples that take their new results. */
export interface NewResultsProps {
  /** Of one example, or of all that came out otherwise. */
  readonly mends: readonly MendShown[];
  /** Of how many examples, where they are all taken at once. */
  readonly all?: number;
  readonly isBusy: boolean;
  /** `reason` says what was done. */
  readonly save: (patches: readonly MendPatch[], undo: readonly MendPatch[], reason: string) => void;
}

/** 采用新结果 examples are set to what comes out now, once somebody has seen old and new beside each other and confirms. */
export function NewResults({ mends, all, isBusy, save }: NewResultsProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { language } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const title = all === undefined ? t.newResults : t.newResultsAll(all);
  const confirm = (): void => {
    setOpen(false);
    save(mends.map(patchOf), mends.flatMap(undoOf), title);
  };
  return (
    <>
      <Button size="small" disabled={isBusy} onClick={() => setOpen(true)}>
        {title}
      </Button>
      <Modal
        open={isOpen}
        title={title}
        width={720}
        okText={t.newResultsTake}
        cancelText={t.cancel}
        onOk={confirm}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Alert type="warning" showIcon title={t.newResultsNote} />
        <table className="new-results">
          <thead>
            <tr>
              <th scope="col">{t.newResultsExample}</th>
              <th scope="col">{t.newResultsOutput}</th>
              <th scope="col">{t.newResultsBefore}</th>
              <th scope="col">{t.newResultsNow}</th>
            </tr>
          </thead>
          <tbody>
            {mends.map(({ pointer, label, before, beforeSaid, text, json, valueSaid }) => {
              const [example = '', ...within] = stepsOf(pointer);
              const name = within.filter((step) => step !== 'expect' && step !== 'institutions').join('.');
              return (
                <tr key={pointer}>
                  <th scope="row">{example}</th>
                  <td title={name}>
                    {within.includes('institutions') && `${within[within.indexOf('institutions') + 1] ?? ''} `}
                    {name === 'fired' ? t.newResultsFired : label === null ? name : said(label, language)}
                  </td>
                  <td className="figure">{beforeSaid === null ? read(before ?? '') : said(beforeSaid, language)}</td>
                  <td className="figure">{valueSaid === null ? (text ?? read(json ?? '')) : said(valueSaid, language)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Modal>
    </>
  );
}
