import { Button, Input, Select, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk, useList } from '../../api/operations.ts';
import {
  InstitutionChoicesDocument,
  RecordYearAdjustmentDocument,
  YearAdjustmentsDocument,
  YearPaymentsDocument,
  type YearAdjustmentsQuery,
  type YearPaymentsQuery,
} from '../../generated/budget/graphql.ts';
import { ReasonedForm, useActing } from '../../parts/acting.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { Loaded, Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import { RecordFromFile } from './files/year-file.tsx';
import { periodWord, type YearAsked } from './fund-year.ts';

type Adjustment = YearAdjustmentsQuery['fundYear']['adjustments']['edges'][number]['node'];
type Facts = YearAdjustmentsQuery['fundYear']['facts'];
type Payment = YearPaymentsQuery['fundYear']['payments']['edges'][number]['node'];

interface OfYear {
  readonly asked: YearAsked;
}

const AMOUNT = /^-?\d+(?:\.\d{1,2})?$/;

interface FormProps extends OfYear {
  readonly facts: Facts;
  readonly close: () => void;
}

/** 录入调整 an amount that is added to a fact of an institution's year, with its reason and the document that it rests on. */
function AdjustmentForm({ asked: { region, year, insurance }, facts, close }: FormProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  const acting = useActing(RecordYearAdjustmentDocument);
  const choices = useList(InstitutionChoicesDocument, { region }, (data) => data.region?.institutions);
  const { more, isFetching } = choices;
  useEffect(() => {
    if (!isFetching) more?.();
  }, [more, isFetching]);
  const names = facts.filter(({ kind }) => kind === 'ADJUSTMENT');
  const [institutionCode, setInstitution] = useState<string>();
  const [name, setName] = useState(names[0]?.name);
  const [amount, setAmount] = useState('');
  const [source, setSource] = useState('');
  return (
    <ReasonedForm
      title={t.recordAdjustment}
      note={t.adjustmentNote}
      acting={acting}
      isReady={institutionCode !== undefined && name !== undefined && AMOUNT.test(amount.trim())}
      close={close}
      send={(reason, idempotencyKey) => {
        if (institutionCode === undefined || name === undefined) return;
        const grounds = { reason, idempotencyKey, ...(source.trim() === '' ? {} : { source: source.trim() }) };
        acting.send({ input: { regionCode: region, year, insurance, institutionCode, name, amount: amount.trim(), ...grounds } }, close);
      }}
    >
      {choices.error !== null && <Failure error={choices.error} retry={choices.refetch} />}
      <div className="budget-fields">
        <label className="budget-field">
          <span>{t.institution}</span>
          <Select
            size="small"
            aria-label={t.institution}
            showSearch={{ optionFilterProp: 'label' }}
            loading={choices.isPending}
            options={choices.rows.map((one) => ({ value: one.code, label: `${one.name} ${one.code}` }))}
            onChange={(code: string) => setInstitution(code)}
          />
        </label>
        <label className="budget-field">
          <span>{t.item}</span>
          <Select
            size="small"
            aria-label={t.item}
            value={name ?? null}
            options={names.map((fact) => ({ value: fact.name, label: said(fact.label, language) }))}
            onChange={(chosen: string | null) => setName(chosen ?? undefined)}
          />
        </label>
        <label className="budget-field">
          <span>{t.amount}</span>
          <Input size="small" inputMode="decimal" value={amount} onChange={({ target }) => setAmount(target.value)} />
        </label>
        <label className="budget-field">
          <span>{t.sourceDocument}</span>
          <Input size="small" maxLength={200} value={source} onChange={({ target }) => setSource(target.value)} />
        </label>
      </div>
    </ReasonedForm>
  );
}

/** 冲销 an adjustment is taken back by its opposite, which points at it. */
function ReversalForm({
  asked: { region, year, insurance },
  row,
  close,
}: OfYear & { readonly row: Adjustment; readonly close: () => void }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const acting = useActing(RecordYearAdjustmentDocument);
  const { id: reverses, institution, name } = row;
  const amount = row.amount.startsWith('-') ? row.amount.slice(1) : `-${row.amount}`;
  return (
    <ReasonedForm
      title={t.reverse}
      note={t.reverseNote(institution.name, row.amount)}
      acting={acting}
      isDangerous
      close={close}
      send={(reason, idempotencyKey) =>
        acting.send(
          {
            input: {
              regionCode: region,
              year,
              insurance,
              institutionCode: institution.code,
              name,
              amount,
              reverses,
              reason,
              idempotencyKey,
            },
          },
          close,
        )
      }
    />
  );
}

interface AdjustmentWords {
  readonly facts: Facts;
  readonly rows: readonly Adjustment[];
  readonly language: Language;
  readonly reverse: ((row: Adjustment) => void) | undefined;
}

function adjustmentColumns({ facts, rows, language, reverse }: AdjustmentWords, t: typeof budgetZh): readonly Column<Adjustment>[] {
  const taken = new Set(rows.flatMap(({ reverses }) => (reverses === null ? [] : [reverses])));
  const stateOf = ({ id, reverses }: Adjustment): string => (reverses !== null ? t.isReversal : taken.has(id) ? t.isReversed : t.stands);
  const label = (name: string): string => {
    const fact = facts.find((one) => one.name === name);
    return fact === undefined ? name : said(fact.label, language);
  };
  return [
    { key: 'institution', title: t.institution, kind: 'DAY', width: 220, text: ({ institution }) => institution.name },
    { key: 'name', title: t.item, width: 150, text: ({ name }) => label(name) },
    { key: 'amount', title: t.amount, kind: 'FIGURE', width: 150, text: ({ amount }) => amount },
    {
      key: 'state',
      title: t.state,
      width: 140,
      text: stateOf,
      show: (row) => (
        <>
          <Tag>{stateOf(row)}</Tag>
          {reverse !== undefined && row.reverses === null && !taken.has(row.id) && (
            <Button size="small" type="link" onClick={() => reverse(row)}>
              {t.reverse}
            </Button>
          )}
        </>
      ),
    },
    { key: 'reason', title: t.reason, kind: 'DAY', width: 220, text: ({ reason }) => reason },
    { key: 'source', title: t.sourceDocument, kind: 'DAY', width: 160, text: ({ source }) => source ?? '' },
    { key: 'by', title: t.recordedBy, width: 110, text: ({ recordedBy }) => recordedBy },
    { key: 'at', title: t.booked, kind: 'DAY', width: 140, text: ({ createdAt }) => printInstant(createdAt) },
    { key: 'code', title: t.institutionCode, kind: 'DAY', isExtra: true, text: ({ institution }) => institution.code },
  ];
}

function Adjustments({ asked }: OfYear) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  const { mayOneOf } = useCaller();
  const listed = useList(YearAdjustmentsDocument, asked, ({ fundYear }) => fundYear.adjustments);
  const read = useAsk(YearAdjustmentsDocument, { ...asked, after: null });
  const [doing, setDoing] = useState<Adjustment | 'NEW'>();
  const mayRecord = mayOneOf(['payment:write']);
  const close = (): void => setDoing(undefined);
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  const facts = read.data?.fundYear.facts ?? [];
  return (
    <>
      {mayRecord && doing === undefined && (
        <div className="form-buttons">
          <Button onClick={() => setDoing('NEW')}>{t.recordAdjustment}</Button>
        </div>
      )}
      {doing === 'NEW' && (
        <Loaded asked={read}>{({ fundYear }) => <AdjustmentForm asked={asked} facts={fundYear.facts} close={close} />}</Loaded>
      )}
      {doing !== undefined && doing !== 'NEW' && <ReversalForm key={doing.id} asked={asked} row={doing} close={close} />}
      <DataTable<Adjustment>
        name="year-adjustments"
        title={t.adjustments}
        columns={adjustmentColumns({ facts, rows: listed.rows, language, reverse: mayRecord ? setDoing : undefined }, t)}
        rows={listed.rows}
        rowKey={({ id }) => id}
        nothing={t.noAdjustments}
        asked={{ operation: YearAdjustmentsDocument, variables: asked }}
        isLoading={listed.isFetching}
        totalCount={listed.totalCount}
        more={listed.more}
      />
    </>
  );
}

function paymentColumns(t: typeof budgetZh): readonly Column<Payment>[] {
  return [
    { key: 'institution', title: t.institution, kind: 'DAY', width: 220, text: ({ institution }) => institution.name },
    { key: 'period', title: t.period, width: 90, text: ({ period }) => periodWord(period, t) },
    { key: 'kind', title: t.kind, width: 90, text: ({ kind }) => t.paymentKinds[kind] },
    { key: 'purpose', title: t.purpose, width: 130, text: ({ purpose }) => t.purposes[purpose] },
    { key: 'amount', title: t.amount, kind: 'FIGURE', width: 150, text: ({ amount }) => amount },
    { key: 'paidOn', title: t.paidOn, kind: 'DAY', width: 110, text: ({ paidOn }) => paidOn },
    { key: 'receipt', title: t.receiptDifference, kind: 'FIGURE', width: 120, text: ({ receiptDifference }) => receiptDifference ?? '' },
    { key: 'reason', title: t.reason, kind: 'DAY', width: 200, text: ({ reason }) => reason },
    { key: 'by', title: t.recordedBy, width: 110, text: ({ recordedBy }) => recordedBy },
    { key: 'code', title: t.institutionCode, kind: 'DAY', isExtra: true, text: ({ institution }) => institution.code },
  ];
}

function Payments({ asked }: OfYear) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const listed = useList(YearPaymentsDocument, asked, ({ fundYear }) => fundYear.payments);
  if (listed.error !== null) return <Failure error={listed.error} retry={listed.refetch} />;
  if (listed.isPending) return <Waiting />;
  return (
    <DataTable<Payment>
      name="year-payments"
      title={t.payments}
      columns={paymentColumns(t)}
      rows={listed.rows}
      rowKey={({ id }) => id}
      nothing={t.noPayments}
      asked={{ operation: YearPaymentsDocument, variables: asked }}
      isLoading={listed.isFetching}
      totalCount={listed.totalCount}
      more={listed.more}
    />
  );
}

/** 调整与拨付 what was recorded for the year: adjustments, which may be recorded and taken back here, and payments. */
export function Records({ asked }: OfYear) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  return (
    <>
      <RecordFromFile asked={asked} />
      <section className="panel">
        <h2>{t.adjustments}</h2>
        <Adjustments asked={asked} />
      </section>
      <section className="panel">
        <h2>{t.payments}</h2>
        <p className="note">{t.paymentsNote}</p>
        <Payments asked={asked} />
      </section>
    </>
  );
}
