import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  DecideBudgetRevisionDocument,
  RecordBudgetDocument,
  type RevisionShownFragment,
  type YearBudgetQuery,
} from '../../generated/budget/graphql.ts';
import { ReasonedForm, useActing } from '../../parts/acting.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import type { YearAsked } from './fund-year.ts';

/** 审批 a budget adjusted in mid-year is approved or refused by another person than who recorded it. */
export function DecideRevision({ asked: { region, year, insurance }, revision }: { readonly asked: YearAsked; readonly revision: number }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const acting = useActing(DecideBudgetRevisionDocument);
  const [approve, setApprove] = useState<boolean>();
  if (approve === undefined) {
    return (
      <div className="form-buttons">
        <Button type="primary" onClick={() => setApprove(true)}>
          {t.approve}
        </Button>
        <Button danger onClick={() => setApprove(false)}>
          {t.refuse}
        </Button>
      </div>
    );
  }
  return (
    <ReasonedForm
      key={String(approve)}
      title={approve ? t.approve : t.refuse}
      note={t.decideNote}
      acting={acting}
      isDangerous={!approve}
      close={() => setApprove(undefined)}
      send={(reason, idempotencyKey) =>
        acting.send({ input: { regionCode: region, year, insurance, revision, approve, reason, idempotencyKey } }, () =>
          setApprove(undefined),
        )
      }
    />
  );
}

interface RecordProps {
  readonly asked: YearAsked;
  readonly facts: YearBudgetQuery['fundYear']['facts'];
  /** The items in force, from which the next revision is begun. */
  readonly before: RevisionShownFragment['items'];
}

function RecordForm({ asked, facts, before, close }: RecordProps & { readonly close: () => void }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  const acting = useActing(RecordBudgetDocument);
  const items = facts.filter(({ kind }) => kind === 'BUDGET');
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(before.map(({ name, value }) => [name, value])),
  );
  const [source, setSource] = useState('');
  const stated = items.flatMap(({ name }) => {
    const value = values[name]?.trim() ?? '';
    return value === '' ? [] : [{ name, value }];
  });
  const isWhole = items.every(({ name, optional }) => optional || stated.some((one) => one.name === name));
  const { region, year, insurance } = asked;
  return (
    <ReasonedForm
      title={t.recordBudget}
      note={t.recordBudgetNote}
      acting={acting}
      isReady={isWhole}
      close={close}
      send={(reason, idempotencyKey) => {
        const grounds = { reason, idempotencyKey, ...(source.trim() === '' ? {} : { source: source.trim() }) };
        acting.send({ input: { regionCode: region, year, insurance, items: stated, ...grounds } }, close);
      }}
    >
      <div className="budget-fields">
        {items.map(({ name, label, unit, optional }) => {
          const changed = (values[name] ?? '') !== (before.find((item) => item.name === name)?.value ?? '');
          return (
            <label key={name} className={changed ? 'budget-field budget-field-changed' : 'budget-field'}>
              <span>
                {said(label, language)}
                {unit !== null && unit !== '1' && <span className="note"> {t.units[unit] ?? unit}</span>}
                {optional && <span className="note"> {t.optional}</span>}
              </span>
              <Input
                size="small"
                inputMode="decimal"
                value={values[name] ?? ''}
                onChange={({ target }) => setValues((known) => ({ ...known, [name]: target.value }))}
              />
            </label>
          );
        })}
      </div>
      <label className="budget-field">
        <span>{t.sourceDocument}</span>
        <Input size="small" maxLength={200} value={source} onChange={({ target }) => setSource(target.value)} />
      </label>
    </ReasonedForm>
  );
}

/** 录入 a new revision of the budget, begun from the one in force. */
export function RecordBudget(props: RecordProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <RecordForm {...props} close={() => setOpen(false)} />;
  return (
    <div className="form-buttons budget-begin">
      <Button onClick={() => setOpen(true)}>{t.recordBudget}</Button>
    </div>
  );
}
