import { Alert, Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useChange } from '../api/operations.ts';
import type { Operation } from '../api/request.ts';
import { said, useLanguage, useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { commandKey } from './command-key.ts';
import { Failure } from './failure.tsx';

/** A refusal among the members of a result: its code, its words, and what it says of single fields. */
interface StatedRefusal {
  readonly code: string;
  readonly messages: { readonly zh: string; readonly en: string | null };
  readonly fields?: readonly { readonly path: readonly string[]; readonly message: string }[];
}

const isRefusal = (done: object): done is StatedRefusal => 'code' in done && 'messages' in done;

/** What a mutation answers where it is not refused. */
export type Undisputed<Done> = Exclude<Done, StatedRefusal>;

/** A change that is under way, refused or failed. */
export interface Acting<Variables, Done = never> {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refusal: StatedRefusal | undefined;
  readonly send: (variables: Variables, whenDone: (done: Done) => void) => void;
}

/** A mutation whose result stands under the alias `done`: a refusal is kept until it is sent again, anything else is handed on. */
export function useActing<Done extends object, Variables>(
  operation: Operation<{ readonly done: Done }, Variables>,
): Acting<Variables, Undisputed<Done>> {
  // What was done may take away the form that asked for it: it is told before what is shown is read again.
  const change = useChange(operation, { isToldAtOnce: true });
  const [refusal, setRefusal] = useState<StatedRefusal>();
  const isUndisputed = (done: Done): done is Undisputed<Done> => !isRefusal(done);
  return {
    ...{ isPending: change.isPending, error: change.error, refusal },
    send: (variables, whenDone) => {
      setRefusal(undefined);
      change.mutate(variables, {
        onSuccess: ({ done }) => {
          if (isRefusal(done)) setRefusal(done);
          else if (isUndisputed(done)) whenDone(done);
        },
      });
    },
  };
}

/** Why a change did not come about: the platform's words, field by field, or that it failed. */
export function NotDone({ acting: { error, refusal } }: { readonly acting: Pick<Acting<never>, 'error' | 'refusal'> }) {
  const { language } = useLanguage();
  // The refusal itself already says what is wrong with the first field.
  const title = refusal === undefined ? '' : said(refusal.messages, language);
  const fields = (refusal?.fields ?? []).filter(({ message }) => !title.includes(message));
  return (
    <>
      {error !== null && <Failure error={error} />}
      {refusal !== undefined && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={title}
          description={
            <>
              {fields.length > 0 && (
                <ul>
                  {fields.map(({ path, message }) => (
                    <li key={`${path.join('.')} ${message}`}>{message}</li>
                  ))}
                </ul>
              )}
              <span className="note">{refusal.code}</span>
            </>
          }
        />
      )}
    </>
  );
}

interface ReasonedFormProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly acting: Pick<Acting<never>, 'isPending' | 'error' | 'refusal'>;
  /** Whether everything but the reason is there. */
  readonly isReady?: boolean;
  readonly isDangerous?: boolean;
  /** The reason, and the key under which the command counts once. */
  readonly send: (reason: string, idempotencyKey: string) => void;
  readonly close: () => void;
  readonly children?: ReactNode;
}

interface ReasonFieldProps {
  readonly label: string;
  readonly reason: string;
  readonly change: (reason: string) => void;
}

/** 事由 why something is done, as long as the API takes it. */
export function ReasonField({ label, reason, change }: ReasonFieldProps) {
  return (
    <Input.TextArea
      aria-label={label}
      placeholder={label}
      rows={2}
      maxLength={500}
      value={reason}
      onChange={({ target }) => change(target.value)}
    />
  );
}

/** What somebody is about to do: its own fields, why it is done, and what it was refused with. */
export function ReasonedForm({ title, note, acting, isReady = true, isDangerous = false, send, close, children }: ReasonedFormProps) {
  const t = useTexts({ zh: partsZh, en: partsEn });
  const [reason, setReason] = useState('');
  const [key] = useState(commandKey);
  const isWhole = isReady && reason.trim() !== '';
  return (
    <form
      className="reasoned-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !acting.isPending) send(reason, key);
      }}
    >
      <h3>{title}</h3>
      {note !== undefined && <p className="note">{note}</p>}
      {children}
      <ReasonField label={t.reason} reason={reason} change={setReason} />
      <div className="form-buttons">
        <Button htmlType="submit" type="primary" danger={isDangerous} loading={acting.isPending} disabled={!isWhole}>
          {t.doIt(title)}
        </Button>
        <Button onClick={close}>{t.cancel}</Button>
      </div>
      <NotDone acting={acting} />
    </form>
  );
}
