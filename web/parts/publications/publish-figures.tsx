import { Alert, Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useChange } from '../../api/operations.ts';
import { PublishFiguresDocument, type PublishFiguresMutation } from '../../generated/parts/publications/graphql.ts';
import { NotDone, ReasonField } from '../acting.tsx';
import { commandKey } from '../command-key.ts';
import { useTexts } from '../../texts/language.tsx';
import { partsEn } from '../../texts/en/parts.ts';
import { partsZh } from '../../texts/zh/parts.ts';
import { publicationsEn } from '../../texts/en/publications.ts';
import { publicationsZh } from '../../texts/zh/publications.ts';
import { bundleOf } from './bundle-parse.ts';
import { BundleTables } from './bundle-tables.tsx';
import { periodName } from './period-name.ts';
import type { PublishedYear, ShownPublication } from './published-year.ts';

type Done = PublishFiguresMutation['done'];

/** A period's figures looked at first, then published; what was looked at no longer counts for another period. */
function usePublishing({ region, year, insurance }: PublishedYear, period: string, reason: string) {
  const looking = useChange(PublishFiguresDocument, { changesShown: false });
  const publishing = useChange(PublishFiguresDocument);
  const [told, setTold] = useState<{ readonly of: string; readonly done: Done }>();
  const [idempotencyKey, setKey] = useState(commandKey);
  const done = told?.of === period ? told.done : undefined;
  const input = { regionCode: region, year, insurance, period, reason: reason.trim() };
  const take = (data: PublishFiguresMutation): Done => {
    setTold({ of: period, done: data.done });
    setKey(commandKey());
    return data.done;
  };
  return {
    input,
    isPending: looking.isPending || publishing.isPending,
    error: looking.error ?? publishing.error,
    refusal: done !== undefined && 'messages' in done ? done : undefined,
    seen: done !== undefined && 'contentHash' in done ? done : undefined,
    look: () => looking.mutate({ input: { ...input, idempotencyKey, dryRun: true } }, { onSuccess: take }),
    publish: (whenDone: (number: number) => void) =>
      publishing.mutate(
        { input: { ...input, idempotencyKey, dryRun: false } },
        {
          onSuccess: (data) => {
            const made = take(data);
            if ('contentHash' in made && made.publication !== null) whenDone(made.publication.number);
          },
        },
      ),
  };
}

interface PublishFiguresProps {
  readonly year: PublishedYear;
  readonly periods: readonly string[];
  readonly known: readonly ShownPublication[];
  readonly finish: (number: number) => void;
  readonly close: () => void;
}

/** 公布数据 what will be published and to whom is looked at first; then it is published, with a reason. */
export function PublishFigures({ year, periods, known, finish, close }: PublishFiguresProps) {
  const t = useTexts({ zh: publicationsZh, en: publicationsEn });
  const parts = useTexts({ zh: partsZh, en: partsEn });
  const id = useId();
  const [period, setPeriod] = useState(periods[0] ?? '');
  const [reason, setReason] = useState('');
  const asked = usePublishing(year, period, reason);
  const { seen } = asked;
  const bundle = bundleOf(seen?.bundle);
  const same = known.find((one) => one.period === period);
  const isSame = seen !== undefined && same?.contentHash === seen.contentHash;
  const isReady = reason.trim() !== '' && !asked.isPending;
  return (
    <form
      className="reasoned-form"
      aria-label={t.publish}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) asked.look();
      }}
    >
      <h3>{t.publish}</h3>
      <p className="note">{t.says}</p>
      {periods.length > 1 && (
        <p>
          <label htmlFor={id}>{t.period}</label>{' '}
          <Select
            id={id}
            className="published-period"
            value={period}
            options={periods.map((value) => ({ value, label: periodName(value, t) }))}
            onChange={setPeriod}
          />
        </p>
      )}
      <ReasonField label={parts.reason} reason={reason} change={setReason} />
      <div className="form-buttons">
        <Button htmlType="submit" type={seen === undefined ? 'primary' : 'default'} loading={asked.isPending} disabled={!isReady}>
          {t.look}
        </Button>
        {seen !== undefined && !isSame && (
          <Button type="primary" disabled={!isReady} onClick={() => asked.publish(finish)}>
            {t.publishPeriod(periodName(period, t))}
          </Button>
        )}
        <Button onClick={close}>{parts.cancel}</Button>
      </div>
      <NotDone acting={asked} />
      {isSame && <Alert type="info" showIcon role="status" title={t.isSame(same.number)} />}
      {seen !== undefined && (
        <>
          <p className="note">
            {t.hash} <span className="hash">{seen.contentHash}</span>
          </p>
          {bundle === undefined ? (
            <Alert type="error" showIcon title={t.notShown} />
          ) : (
            <BundleTables
              bundle={bundle}
              asked={{ operation: PublishFiguresDocument, variables: { input: { ...asked.input, idempotencyKey: '…', dryRun: true } } }}
            />
          )}
        </>
      )}
    </form>
  );
}
