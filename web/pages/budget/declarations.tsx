import { Button, Input, Tag } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { PlaceLink } from '../../frame/place.tsx';
import { DeclareInstitutionsDocument, PeriodDetailDocument, ReviewInstitutionsDocument } from '../../generated/budget/graphql.ts';
import { ReasonedForm, useActing } from '../../parts/acting.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import type { DeclarationRow, PeriodAsked } from './fund-year.ts';
import { PayAll } from './files/pay-all.tsx';
import { PayOne } from './pay.tsx';

const COLOURS = { DECLARED: 'processing', FIRST_REVIEWED: 'processing', SECOND_REVIEWED: 'success', RETURNED: 'error' } as const;

function columnsOf(runNo: number | null, t: typeof budgetZh): readonly Column<DeclarationRow>[] {
  const figure = (key: string, title: string, text: (row: DeclarationRow) => string, width = 110): Column<DeclarationRow> => ({
    key,
    title,
    text,
    width,
    kind: 'FIGURE',
  });
  const count = (value: number | null): string => (value === null ? '' : String(value));
  return [
    {
      key: 'name',
      title: t.institution,
      kind: 'DAY',
      width: 210,
      text: ({ institution }) => institution.name,
      show: ({ institution: { code, name }, payable }) =>
        runNo === null || payable === null ? name : <PlaceLink to={`/clearing/${runNo}/${encodeURIComponent(code)}`}>{name}</PlaceLink>,
    },
    { key: 'code', title: t.institutionCode, kind: 'DAY', isExtra: true, text: ({ institution }) => institution.code },
    {
      key: 'state',
      title: t.state,
      width: 100,
      text: ({ state }) => (state === null ? t.notDeclared : t.declarationStates[state]),
      show: ({ state }) => (
        <Tag color={state === null ? 'default' : COLOURS[state]}>{state === null ? t.notDeclared : t.declarationStates[state]}</Tag>
      ),
    },
    {
      key: 'consent',
      title: t.consent,
      width: 100,
      text: ({ consent }) => (consent === null ? '' : t.consents[consent]),
      show: ({ consent, institution: { code } }) =>
        consent === null || runNo === null ? (
          ''
        ) : (
          <PlaceLink to={`/clearing/${runNo}/${encodeURIComponent(code)}`}>{t.consents[consent]}</PlaceLink>
        ),
    },
    figure('declaredCases', t.declaredCases, ({ declaredCases }) => count(declaredCases), 90),
    figure('countedCases', t.countedCases, ({ countedCases }) => count(countedCases), 90),
    figure('caseDifference', t.caseDifference, ({ caseDifference }) => count(caseDifference), 80),
    figure('declaredFund', t.declaredFund, ({ declaredFundAmount }) => declaredFundAmount ?? '', 140),
    figure('countedFund', t.countedFund, ({ countedFundAmount }) => countedFundAmount, 140),
    figure('fundDifference', t.fundDifference, ({ fundDifference }) => fundDifference ?? ''),
    figure('payable', t.payable, ({ payable }) => payable ?? '', 140),
    figure('paid', t.paidAmount, ({ paidAmount }) => paidAmount, 140),
    { key: 'isPaid', title: t.paidInFull, width: 90, text: ({ isPaid }) => (isPaid ? t.yes : t.no) },
    {
      key: 'last',
      title: t.lastEvent,
      kind: 'DAY',
      width: 240,
      isExtra: true,
      text: ({ events }) => {
        const last = events.at(-1);
        return last === undefined
          ? ''
          : t.eventOf(t.declarationStates[last.state], last.createdBy, printInstant(last.createdAt), last.reason);
      },
    },
  ];
}

interface DoingProps {
  readonly rows: readonly DeclarationRow[];
  readonly variables: PeriodAsked;
  readonly close: () => void;
}

const inputOf = ({ region: regionCode, year, insurance, period }: PeriodAsked) => ({ regionCode, year, insurance, period });

/** A line of what is declared: code, cases, amount, apart by tabs, commas or blanks. */
const LINE = /^([^\s,，]+)[\s,，]+(\d{1,9})[\s,，]+(\d+(?:\.\d{1,2})?)$/;

/** 申报 what institutions declare, one a line: as the rows stand, or pasted from a sheet. */
function Declare({ rows, variables, close }: DoingProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const acting = useActing(DeclareInstitutionsDocument);
  const [text, setText] = useState(() =>
    rows
      .map((row) => `${row.institution.code}\t${row.declaredCases ?? row.countedCases}\t${row.declaredFundAmount ?? row.countedFundAmount}`)
      .join('\n'),
  );
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const wrong = lines.filter((line) => !LINE.test(line));
  const declarations = lines.flatMap((line) => {
    const [, institutionCode = '', cases = '', fundAmount = ''] = LINE.exec(line) ?? [];
    return institutionCode === '' ? [] : [{ institutionCode, cases: parseInt(cases, 10), fundAmount }];
  });
  return (
    <ReasonedForm
      title={t.declare}
      note={t.declareNote}
      acting={acting}
      isReady={wrong.length === 0 && declarations.length > 0}
      close={close}
      send={(reason, idempotencyKey) => acting.send({ input: { ...inputOf(variables), declarations, reason, idempotencyKey } }, close)}
    >
      <Input.TextArea
        aria-label={t.declareLines}
        className="declare-lines"
        rows={6}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {wrong.length > 0 && (
        <p role="alert" className="declare-wrong">
          {t.wrongLine(wrong[0] ?? '')}
        </p>
      )}
    </ReasonedForm>
  );
}

const REVIEWS = ['FIRST_REVIEWED', 'SECOND_REVIEWED', 'RETURNED'] as const;
type Review = (typeof REVIEWS)[number];

/** 初审, 复审, 退回 of the chosen declarations, all of them or none. */
function ReviewForm({ rows, variables, review, close }: DoingProps & { readonly review: Review }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const acting = useActing(ReviewInstitutionsDocument);
  const institutionCodes = rows.map(({ institution }) => institution.code);
  return (
    <ReasonedForm
      title={t.reviews[review]}
      note={t.reviewNote(rows.length)}
      acting={acting}
      isDangerous={review === 'RETURNED'}
      close={close}
      send={(reason, idempotencyKey) =>
        acting.send({ input: { ...inputOf(variables), institutionCodes, review, reason, idempotencyKey } }, close)
      }
    />
  );
}

/** From which state a review leads on. */
const FROM: Readonly<Record<Review, readonly (string | null)[]>> = {
  FIRST_REVIEWED: ['DECLARED'],
  SECOND_REVIEWED: ['FIRST_REVIEWED'],
  RETURNED: ['DECLARED', 'FIRST_REVIEWED', 'SECOND_REVIEWED'],
};

type Doing = 'DECLARE' | 'PAY' | Review;

interface DeclarationsProps {
  readonly rows: readonly DeclarationRow[];
  readonly variables: PeriodAsked;
  readonly isClosed: boolean;
  readonly runNo: number | null;
}

/** 申报与审核 what the institutions of a period declare, beside what the platform counts; the chosen ones are declared, reviewed, returned, paid. */
export function Declarations({ rows, variables, isClosed, runNo }: DeclarationsProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { mayOneOf } = useCaller();
  const [keys, setKeys] = useState<readonly string[]>([]);
  const [doing, setDoing] = useState<Doing>();
  const chosen = rows.filter(({ institution }) => keys.includes(institution.code));
  const close = (): void => {
    setDoing(undefined);
    setKeys([]);
  };
  const offered: readonly { readonly doing: Doing; readonly word: string; readonly isFit: (row: DeclarationRow) => boolean }[] = [
    ...(mayOneOf(['period:declare']) && !isClosed
      ? [{ doing: 'DECLARE' as const, word: t.declare, isFit: ({ state }: DeclarationRow) => state === null || state === 'RETURNED' }]
      : []),
    ...(mayOneOf(['period:review']) && !isClosed
      ? REVIEWS.map((review) => ({
          doing: review,
          word: t.reviews[review],
          isFit: ({ state }: DeclarationRow) => FROM[review].includes(state),
        }))
      : []),
    ...(mayOneOf(['payment:write']) && isClosed
      ? [{ doing: 'PAY' as const, word: t.pay, isFit: ({ isPaid }: DeclarationRow) => !isPaid }]
      : []),
  ];
  const choosing = offered.length === 0 ? {} : { chosen: keys, choose: setKeys };
  return (
    <>
      {offered.length > 0 && (
        <div className="form-buttons" role="group" aria-label={t.actions}>
          {offered.map((one) => {
            const fit = rows.filter(one.isFit);
            return (
              <Button
                key={one.doing}
                danger={one.doing === 'RETURNED'}
                disabled={fit.length === 0}
                aria-expanded={doing === one.doing}
                onClick={() => {
                  const own = chosen.filter(one.isFit);
                  setKeys((own.length > 0 ? own : fit).map(({ institution }) => institution.code));
                  setDoing(one.doing);
                }}
              >
                {t.doFor(one.word, (chosen.some(one.isFit) ? chosen.filter(one.isFit) : fit).length)}
              </Button>
            );
          })}
        </div>
      )}
      {doing === 'DECLARE' && <Declare key={keys.join()} rows={chosen} variables={variables} close={close} />}
      {doing === 'PAY' && chosen[0] !== undefined && chosen.length === 1 && <PayOne row={chosen[0]} variables={variables} close={close} />}
      {doing === 'PAY' && chosen.length > 1 && <PayAll key={keys.join()} rows={chosen} variables={variables} close={close} />}
      {doing !== undefined && doing !== 'DECLARE' && doing !== 'PAY' && (
        <ReviewForm key={doing} rows={chosen} variables={variables} review={doing} close={close} />
      )}
      <DataTable<DeclarationRow>
        name="period-declarations"
        title={t.declarations}
        columns={columnsOf(runNo, t)}
        rows={rows}
        rowKey={({ institution }) => institution.code}
        nothing={t.noDeclarations}
        asked={{ operation: PeriodDetailDocument, variables }}
        {...choosing}
      />
    </>
  );
}
