import { Button, Input } from 'antd';
import { useState } from 'react';
import { NotDone, ReasonField } from '../../../parts/acting.tsx';
import { isDay, todayInChina } from '../../../parts/days.ts';
import { printDecimalText } from '../../../parts/decimal-text.ts';
import { csvText } from '../../../parts/sheet-file.ts';
import { useTexts } from '../../../texts/language.tsx';
import { yearFilesEn } from '../../../texts/en/year-files.ts';
import { yearFilesZh } from '../../../texts/zh/year-files.ts';
import type { DeclarationRow, PeriodAsked } from '../fund-year.ts';
import { PaidOn } from '../paid-on.tsx';
import { Report } from './report.tsx';
import { useYearFile } from './use-year-file.ts';

interface PayAllProps {
  readonly rows: readonly DeclarationRow[];
  readonly variables: PeriodAsked;
  readonly close: () => void;
}

type Amounts = Readonly<Record<string, string>>;

const AMOUNT = /^\d+(?:\.\d{1,2})?$/;
const HEADINGS = ['institutionCode', 'period', 'amount', 'paidOn'] as const;
/** The headings are the first row. */
const FIRST_LINE = 2;

/** Nothing was paid: the amount begins as what is payable. What a part of it leaves is for whoever pays to say. */
const isUnpaid = ({ paidAmount }: DeclarationRow): boolean => /^-?0(?:\.0+)?$/.test(paidAmount);

const firstAmounts = (rows: readonly DeclarationRow[]): Amounts =>
  Object.fromEntries(rows.map((row) => [row.institution.code, isUnpaid(row) ? (row.payable ?? '') : '']));

interface AmountsProps {
  readonly rows: readonly DeclarationRow[];
  readonly amounts: Amounts;
  readonly change: (code: string, amount: string) => void;
}

function AmountList({ rows, amounts, change }: AmountsProps) {
  const t = useTexts({ zh: yearFilesZh, en: yearFilesEn });
  return (
    <ul className="pay-list" aria-label={t.payTable}>
      {rows.map((row) => {
        const { code, name } = row.institution;
        const amount = amounts[code] ?? '';
        return (
          <li key={code}>
            <span>
              {name} <span className="note">{code}</span>
            </span>
            <span className="note">{isUnpaid(row) ? '' : t.partPaid(printDecimalText(row.paidAmount))}</span>
            <Input
              size="small"
              inputMode="decimal"
              aria-label={`${name} ${t.amountOf}`}
              status={AMOUNT.test(amount.trim()) ? '' : 'error'}
              aria-invalid={!AMOUNT.test(amount.trim())}
              value={amount}
              onChange={({ target }) => change(code, target.value)}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** 录入拨付 to many institutions at once: checked first, with the sum as the platform adds it up, then recorded, all or none. */
export function PayAll({ rows, variables: { region, year, insurance, period }, close }: PayAllProps) {
  const t = useTexts({ zh: yearFilesZh, en: yearFilesEn });
  const [amounts, setAmounts] = useState(() => firstAmounts(rows));
  const [paidOn, setPaidOn] = useState(todayInChina);
  const [reason, setReason] = useState('');
  const columns = HEADINGS.map((heading) => ({ heading, isFigure: false }));
  const lines = rows.map(({ institution: { code } }) => [code, period, (amounts[code] ?? '').trim(), paidOn]);
  const documentText = csvText({ name: '', columns, rows: lines });
  const input = { regionCode: region, year, insurance, kind: 'PAYMENT' as const, documentText, reason: reason.trim() };
  const file = useYearFile(input);
  const isWhole = isDay(paidOn) && reason.trim() !== '' && Object.values(amounts).every((amount) => AMOUNT.test(amount.trim()));
  const isStored = file.report?.stored === true || file.report?.repeated === true;
  const act = file.isReady ? file.record : file.check;
  return (
    <>
      <form
        className="reasoned-form"
        aria-label={t.pay}
        onSubmit={(event) => {
          event.preventDefault();
          if (isStored) close();
          else if (isWhole && !file.isPending) act();
        }}
      >
        <h3>{t.payAll(rows.length)}</h3>
        <p className="note">
          {t.payNote} {t.paidNote}
        </p>
        <AmountList rows={rows} amounts={amounts} change={(code, amount) => setAmounts({ ...amounts, [code]: amount })} />
        <PaidOn label={t.paidOn} day={paidOn} change={setPaidOn} />
        <ReasonField label={t.reason} reason={reason} change={setReason} />
        <div className="form-buttons">
          {!isStored && (
            <Button htmlType="submit" type="primary" loading={file.isPending} disabled={!isWhole}>
              {file.isReady ? t.record(file.report?.recorded ?? 0) : t.check}
            </Button>
          )}
          <Button onClick={close}>{isStored ? t.close : t.cancel}</Button>
        </div>
        <NotDone acting={file} />
      </form>
      {file.report !== undefined && (
        <Report report={file.report} input={input} nameOf={(line) => rows[line - FIRST_LINE]?.institution.name ?? ''} />
      )}
    </>
  );
}
