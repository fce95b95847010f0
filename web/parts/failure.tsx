import { Alert, Button } from 'antd';
import { ApiFailure, type FailureKind } from '../api/request.ts';
import { useLanguage, useTexts, type InBoth } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';

interface FailureProps {
  readonly error: Error;
  readonly retry?: (() => void) | undefined;
}

/** A read that failed: what happened, what to do, under which number the operator finds it, and a way to try again. */
export function Failure({ error, retry }: FailureProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const { language } = useLanguage();
  const failure = error instanceof ApiFailure ? error : undefined;
  const kind: FailureKind = failure?.kind ?? 'BROKEN';
  const said = failure?.messages[language] ?? '';
  return (
    <Alert
      type={kind === 'REFUSED' ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={t.failures[kind].title}
      description={
        <>
          <p>{said === '' ? t.failures[kind].doThis : said}</p>
          {failure?.requestId !== undefined && <p className="note">{t.requestId(failure.requestId)}</p>}
        </>
      }
      action={retry === undefined ? undefined : <Button onClick={retry}>{t.retry}</Button>}
    />
  );
}

/** A refusal that is a member of a result (`… on Error`): the server's own words in the language that is shown. */
export interface Refusal {
  readonly __typename?: string;
  readonly code: string;
  readonly messages: InBoth<string>;
}

/** What a change was refused with: what is wrong, where, and what to do. */
export function Refused({ refusal }: { readonly refusal: Refusal }) {
  const { language } = useLanguage();
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={refusal.messages[language]}
      description={<span className="note">{refusal.code}</span>}
    />
  );
}
