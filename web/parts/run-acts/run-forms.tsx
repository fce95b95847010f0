import { Checkbox, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWhole } from '../../api/operations.ts';
import {
  ConfirmRunDocument,
  ConfirmStatementsDocument,
  PublishRunDocument,
  RunConsentsDocument,
  type RunActsQuery,
} from '../../generated/parts/run-acts/graphql.ts';
import { commandKey } from '../command-key.ts';
import { DayField } from '../day-field.tsx';
import { Failure } from '../failure.tsx';
import { useTexts } from '../../texts/language.tsx';
import { runActsEn } from '../../texts/en/run-acts.ts';
import { runActsZh } from '../../texts/zh/run-acts.ts';
import { ActForm, ActText } from './act-form.tsx';
import type { RunPlace } from './run-place.ts';
import { useAct } from './use-act.ts';

/** A run as its acts are asked for. */
export type ActedRun = RunActsQuery['clearingRuns']['edges'][number]['node'];

/** How the confirmation is named where it closes a month or quarter, and what is looked through before it. */
export interface Closing {
  readonly title: string;
  readonly says: string;
  readonly standsOut: ReactNode;
}

/** What every form of a run has. */
export interface RunFormProps {
  readonly run: ActedRun;
  readonly place: RunPlace;
  readonly closing?: Closing | undefined;
  readonly runNo: number;
  readonly finish: () => void;
  readonly close: () => void;
}

/** 公示 until when institutions may object, and why. */
export function PublishForm({ run, finish, close }: RunFormProps) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  const asked = useAct(PublishRunDocument);
  const [lastDay, setLastDay] = useState('');
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(commandKey);
  return (
    <ActForm
      title={t.publishRun}
      says={t.publishSays}
      isReady={reason.trim() !== ''}
      asked={asked}
      submit={() => asked.send({ input: { id: run.id, ...(lastDay === '' ? {} : { lastDay }), reason, idempotencyKey } }, finish)}
      close={close}
    >
      <DayField label={t.lastDay} first={lastDay} change={setLastDay} />
      <ActText label={t.reason} value={reason} change={setReason} />
    </ActForm>
  );
}

/** 确认清算 by another person than who started it, who says that he has seen what stands out. */
export function ConfirmRunForm({ run, closing, finish, close }: RunFormProps) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  const asked = useAct(ConfirmRunDocument);
  const [reason, setReason] = useState('');
  const [isSeen, setSeen] = useState(false);
  const { hash = null, totalCount = 0 } = run.standsOut ?? {};
  const confirm = (): void => {
    if (hash !== null) asked.send({ input: { id: run.id, standsOutHash: hash, reason } }, finish);
  };
  return (
    <ActForm
      title={closing?.title ?? t.confirmRun}
      says={closing?.says ?? t.confirmSays}
      isReady={reason.trim() !== '' && isSeen && hash !== null}
      asked={asked}
      submit={confirm}
      close={close}
    >
      {closing?.standsOut}
      <p className="act-field">
        <Checkbox checked={isSeen} onChange={({ target }) => setSeen(target.checked)}>
          {t.sawStandsOut(totalCount)}
        </Checkbox>
        {hash !== null && <span className="hash">{hash}</span>}
      </p>
      <ActText label={t.reason} value={reason} change={setReason} />
    </ActForm>
  );
}

/** 代为登记 the confirmations of institutions that sent theirs on paper. */
export function PaperConsentsForm({ run, runNo, place, finish, close }: RunFormProps) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  const known = useWhole(
    RunConsentsDocument,
    { region: place.regionCode, runNo },
    ({ clearingRuns: { edges } }) => edges[0]?.node.statements,
  );
  const waiting = known.rows.filter(({ consent }) => consent !== 'CONFIRMED' && consent !== 'ON_BEHALF');
  const isWhole = !known.isPending && known.more === undefined;
  const asked = useAct(ConfirmStatementsDocument);
  const [institutionCodes, setCodes] = useState<string[]>([]);
  const [source, setSource] = useState('');
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(commandKey);
  return (
    <ActForm
      title={t.paperConsents}
      says={t.paperConsentsSays}
      isReady={institutionCodes.length > 0 && source.trim() !== '' && reason.trim() !== ''}
      asked={asked}
      submit={() => asked.send({ input: { id: run.id, institutionCodes, source, reason, idempotencyKey } }, finish)}
      close={close}
    >
      {known.error !== null && <Failure error={known.error} retry={known.refetch} />}
      <div className="act-field">
        <Select
          mode="multiple"
          aria-label={t.institutions}
          placeholder={isWhole ? t.chooseInstitutions(waiting.length) : t.institutions}
          loading={!isWhole && known.error === null}
          value={institutionCodes}
          onChange={setCodes}
          optionFilterProp="label"
          options={waiting.map(({ institution: { code, name } }) => ({ value: code, label: `${code} ${name}` }))}
          className="act-institutions"
        />
      </div>
      <ActText label={t.paper} value={source} change={setSource} />
      <ActText label={t.reason} value={reason} change={setReason} />
    </ActForm>
  );
}
