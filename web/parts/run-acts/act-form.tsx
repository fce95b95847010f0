import { Button, Input } from 'antd';
import { useId, type ReactNode } from 'react';
import { Failure, Refused, type Refusal } from '../failure.tsx';
import { useTexts } from '../../texts/language.tsx';
import { runActsEn } from '../../texts/en/run-acts.ts';
import { runActsZh } from '../../texts/zh/run-acts.ts';

interface ActFormProps {
  /** What is done: the form's name, and what its button says. */
  readonly title: string;
  /** What comes of it, and what it asks for. */
  readonly says: string;
  readonly isReady: boolean;
  readonly isDanger?: boolean;
  readonly asked: { readonly isPending: boolean; readonly error: Error | null; readonly refusal: Refusal | undefined };
  readonly submit: () => void;
  readonly close?: () => void;
  readonly children?: ReactNode;
}

/** What is asked before something is done, its button, and what it was refused with. */
export function ActForm({ title, says, isReady, isDanger = false, asked, submit, close, children }: ActFormProps) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  return (
    <form
      className="act-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) submit();
      }}
    >
      <p className="note">{says}</p>
      {children}
      <div className="act-buttons">
        <Button htmlType="submit" type="primary" danger={isDanger} loading={asked.isPending} disabled={!isReady}>
          {t.doIt(title)}
        </Button>
        {close !== undefined && <Button onClick={close}>{t.cancelAct}</Button>}
      </div>
      {asked.error !== null && <Failure error={asked.error} />}
      {asked.refusal !== undefined && <Refused refusal={asked.refusal} />}
    </form>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly rows?: number;
}

/** A line, or several, with its label: at most 500 characters, as the API takes them. */
export function ActText({ label, value, change, rows = 1 }: TextFieldProps) {
  const id = useId();
  return (
    <p className="act-field">
      <label htmlFor={id}>{label}</label>
      {rows === 1 ? (
        <Input id={id} maxLength={500} value={value} onChange={({ target }) => change(target.value)} />
      ) : (
        <Input.TextArea id={id} rows={rows} maxLength={500} value={value} onChange={({ target }) => change(target.value)} />
      )}
    </p>
  );
}
