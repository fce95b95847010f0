import { Input } from 'antd';
import { useState } from 'react';
import { PayInstitutionDocument } from '../../generated/budget/graphql.ts';
import { ReasonedForm, useActing } from '../../parts/acting.tsx';
import { isDay, todayInChina } from '../../parts/days.ts';
import { Money } from '../../parts/figure.tsx';
import { useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import type { DeclarationRow, PeriodAsked } from './fund-year.ts';
import { PaidOn } from './paid-on.tsx';

interface PayOneProps {
  readonly row: DeclarationRow;
  readonly variables: PeriodAsked;
  readonly close: () => void;
}

/** 拨付 what an institution was paid for the period is recorded; the amount begins as what is payable. */
export function PayOne({ row, variables, close }: PayOneProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const acting = useActing(PayInstitutionDocument);
  const [amount, setAmount] = useState(row.payable ?? '');
  const [paidOn, setPaidOn] = useState(todayInChina);
  const { region: regionCode, year, insurance, period } = variables;
  const { institution, paidAmount, payable } = row;
  return (
    <ReasonedForm
      title={t.pay}
      note={institution.name}
      acting={acting}
      isReady={/^-?\d+(?:\.\d{1,2})?$/.test(amount.trim()) && isDay(paidOn)}
      close={close}
      send={(reason, idempotencyKey) => {
        const of = { regionCode, year, insurance, period, institutionCode: institution.code };
        acting.send({ input: { ...of, amount: amount.trim(), paidOn, reason, idempotencyKey } }, close);
      }}
    >
      <p>
        {t.payable} <Money yuan={payable} />
        {t.comma}
        {t.paidAmount} <Money yuan={paidAmount} />
      </p>
      <label className="budget-field">
        <span>{t.amount}</span>
        <Input size="small" inputMode="decimal" value={amount} onChange={({ target }) => setAmount(target.value)} />
      </label>
      <PaidOn label={t.paidOn} day={paidOn} change={setPaidOn} />
    </ReasonedForm>
  );
}
