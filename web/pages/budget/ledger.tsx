import { Button, Select, Tag } from 'antd';
import { useState } from 'react';
import { useAsk, useList } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import {
  LedgerOfYearDocument,
  LedgerPostingsDocument,
  type LedgerOfYearQuery,
  type LedgerPostingsQuery,
} from '../../generated/budget/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { Loaded, Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { partPath, PERIODS, periodWord, type YearAsked } from './fund-year.ts';

type Account = LedgerOfYearQuery['fundYear']['ledgerAccounts'][number];
type Balance = LedgerOfYearQuery['fundYear']['ledgerBalances'][number];
type Posting = LedgerPostingsQuery['fundYear']['ledger']['edges'][number]['node'];

/** 保证金与预拨款: accounts that hold back money, or advance it. */
const HELD: readonly Account['account'][] = ['QUALITY_DEPOSIT', 'PERFORMANCE_DEPOSIT', 'PREPAID', 'EMERGENCY_ADVANCE'];

function accountColumns(t: typeof budgetZh): readonly Column<Account>[] {
  return [
    { key: 'account', title: t.account, kind: 'DAY', width: 180, text: ({ account }) => t.accounts[account] },
    { key: 'means', title: t.accountMeans, kind: 'DAY', width: 380, text: ({ account }) => t.accountMeanings[account] },
    { key: 'pool', title: t.pool, width: 180, text: ({ pool }) => t.pools[pool] },
    { key: 'balance', title: t.balance, kind: 'FIGURE', width: 180, text: ({ balance }) => balance },
  ];
}

interface BalancesProps {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Balance[];
  readonly variables: object;
  readonly look: (institution: string) => void;
}

function Balances({ name, title, rows, variables, look }: BalancesProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const columns: readonly Column<Balance>[] = [
    { key: 'account', title: t.account, width: 180, text: ({ account }) => t.accounts[account] },
    {
      key: 'institution',
      title: t.institution,
      kind: 'DAY',
      width: 260,
      text: ({ institution }) => institution?.name ?? t.noInstitution,
      show: ({ institution }) =>
        institution === null ? (
          t.noInstitution
        ) : (
          <Button size="small" type="link" onClick={() => look(institution.code)}>
            {institution.name}
          </Button>
        ),
    },
    { key: 'pool', title: t.pool, width: 160, text: ({ pool }) => t.pools[pool] },
    { key: 'balance', title: t.balance, kind: 'FIGURE', width: 180, text: ({ balance }) => balance },
    { key: 'code', title: t.institutionCode, kind: 'DAY', isExtra: true, text: ({ institution }) => institution?.code ?? '' },
  ];
  return (
    <DataTable<Balance>
      name={name}
      title={title}
      columns={columns}
      rows={rows}
      rowKey={({ account, pool, institution }) => `${account} ${pool} ${institution?.code ?? ''}`}
      nothing={t.nothingBooked}
      asked={{ operation: LedgerOfYearDocument, variables }}
    />
  );
}

function postingColumns(t: typeof budgetZh, language: Language): readonly Column<Posting>[] {
  return [
    { key: 'seq', title: t.seq, kind: 'FIGURE', width: 70, text: ({ seq }) => seq },
    { key: 'period', title: t.period, width: 90, text: ({ period }) => periodWord(period, t) },
    { key: 'institution', title: t.institution, kind: 'DAY', width: 210, text: ({ institution }) => institution?.name ?? '' },
    { key: 'from', title: t.credit, width: 130, text: ({ from }) => t.accounts[from] },
    { key: 'to', title: t.debit, width: 130, text: ({ to }) => t.accounts[to] },
    { key: 'amount', title: t.amount, kind: 'FIGURE', width: 150, text: ({ amount }) => amount },
    { key: 'line', title: t.bookedLine, kind: 'DAY', width: 200, text: ({ label }) => said(label, language) },
    {
      key: 'cause',
      title: t.cause,
      kind: 'DAY',
      width: 110,
      text: ({ cause, causeId }) => (cause === 'RUN' ? t.runTitle(causeId) : t.causes[cause]),
      show: ({ cause, causeId }) =>
        cause === 'RUN' ? <PlaceLink to={`/clearing/${causeId}`}>{t.runTitle(causeId)}</PlaceLink> : t.causes[cause],
    },
    { key: 'booked', title: t.booked, kind: 'DAY', width: 140, text: ({ bookedAt }) => printInstant(bookedAt) },
    { key: 'voucher', title: t.voucher, kind: 'FIGURE', isExtra: true, text: ({ voucher }) => (voucher === null ? '' : String(voucher)) },
    { key: 'pool', title: t.pool, isExtra: true, text: ({ pool }) => t.pools[pool] },
  ];
}

interface PostingsProps {
  readonly asked: YearAsked;
  readonly period: string | undefined;
  readonly institution: string | undefined;
}

function Postings({ asked, period, institution }: PostingsProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  const variables = { ...asked, period: period ?? null, institution: institution ?? null };
  const listed = useList(LedgerPostingsDocument, variables, ({ fundYear }) => fundYear.ledger);
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  return (
    <DataTable<Posting>
      name="ledger-postings"
      title={t.postings}
      columns={postingColumns(t, language)}
      rows={listed.rows}
      rowKey={({ seq }) => seq}
      nothing={t.nothingBooked}
      asked={{ operation: LedgerPostingsDocument, variables }}
      isLoading={listed.isFetching}
      totalCount={listed.totalCount}
      more={listed.more}
    />
  );
}

function PeriodChoice({ asked, period }: { readonly asked: YearAsked; readonly period: string | undefined }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { goTo } = usePlace();
  const options = [{ value: '', label: t.wholeLedger }, ...PERIODS.map((key) => ({ value: key, label: periodWord(key, t) }))];
  return (
    <Select
      aria-label={t.period}
      className="ledger-period"
      value={period ?? ''}
      options={options}
      onChange={(value) => goTo(partPath(asked, 'ledger', value === '' ? undefined : value))}
    />
  );
}

/** 总账 what every account stands at, of the year or a period; deposits and advances by institution; every posting. */
export function LedgerOfYear({ asked, period }: { readonly asked: YearAsked; readonly period: string | undefined }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const variables = { ...asked, period: period ?? null };
  const found = useAsk(LedgerOfYearDocument, variables);
  const [institution, look] = useState<string>();
  const name = found.data?.fundYear.ledgerBalances.find((one) => one.institution?.code === institution)?.institution?.name;
  return (
    <>
      <div className="ledger-tools">
        <PeriodChoice asked={asked} period={period} />
      </div>
      <Loaded asked={found}>
        {({ fundYear: { ledgerAccounts, ledgerBalances } }) => (
          <>
            <section className="panel">
              <h2>{t.ledgerAccounts}</h2>
              <p className="note">{t.ledgerNote}</p>
              <DataTable<Account>
                name="ledger-accounts"
                title={t.ledgerAccounts}
                columns={accountColumns(t)}
                rows={ledgerAccounts}
                rowKey={({ account, pool }) => `${account} ${pool}`}
                nothing={t.nothingBooked}
                asked={{ operation: LedgerOfYearDocument, variables }}
              />
            </section>
            <section className="panel">
              <h2>{t.held}</h2>
              <p className="note">{t.heldNote}</p>
              <Balances
                name="ledger-held"
                title={t.held}
                rows={ledgerBalances.filter(({ account }) => HELD.includes(account))}
                variables={variables}
                look={look}
              />
            </section>
            <section className="panel">
              <h2>{t.byInstitution}</h2>
              <Balances name="ledger-balances" title={t.byInstitution} rows={ledgerBalances} variables={variables} look={look} />
            </section>
          </>
        )}
      </Loaded>
      <section className="panel">
        <h2>{t.postings}</h2>
        {institution !== undefined && (
          <Tag closable onClose={() => look(undefined)}>
            {t.onlyOf(name ?? institution)}
          </Tag>
        )}
        <Postings key={`${period} ${institution}`} asked={asked} period={period} institution={institution} />
      </section>
    </>
  );
}
