import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import {
  ConfirmRunDocument,
  ConfirmStatementsDocument,
  PublishRunDocument,
  RunConsentsDocument,
  type RunActsQuery,
} from '../../../generated/clearing/acts/graphql.ts';
import { Loaded } from '../../../parts/states.tsx';
import { newKey } from '../../../parts/refusal-of.ts';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import { ActDay, ActForm, ActText, First } from './act-form.tsx';
import { useAct } from './use-act.ts';

/** A run as its acts are asked for. */
export type ActedRun = RunActsQuery['clearingRuns']['edges'][number]['node'];

/** What every form of a run has. */
export interface RunFormProps {
  readonly run: ActedRun;
  readonly runNo: number;
  readonly finish: () => void;
  readonly close: () => void;
}

/** 公示 until when institutions may object, and why. */
export function PublishForm({ run, finish, close }: RunFormProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { on } = usePlace();
  const asked = useAct(PublishRunDocument);
  const [lastDay, setLastDay] = useState(on);
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(newKey);
  return (
    <ActForm
      title={t.publishRun}
      says={t.publishSays}
      isReady={reason.trim() !== '' && lastDay !== ''}
      asked={asked}
      submit={() => asked.send({ input: { id: run.id, lastDay, reason, idempotencyKey } }, finish)}
      close={close}
    >
      <ActDay label={t.lastDay} value={lastDay} change={setLastDay} />
      <ActText label={t.reason} value={reason} change={setReason} />
    </ActForm>
  );
}

/** 确认清算 by another person than who started it, who says that he has seen what stands out. */
export function ConfirmRunForm({ run, finish, close }: RunFormProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const asked = useAct(ConfirmRunDocument);
  const [reason, setReason] = useState('');
  const [isSeen, setSeen] = useState(false);
  const { hash = null, totalCount = 0 } = run.standsOut ?? {};
  const confirm = (): void => {
    if (hash !== null) asked.send({ input: { id: run.id, standsOutHash: hash, reason } }, finish);
  };
  return (
    <ActForm
      title={t.confirmRun}
      says={t.confirmSays}
      isReady={reason.trim() !== '' && isSeen && hash !== null}
      asked={asked}
      submit={confirm}
      close={close}
    >
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
export function PaperConsentsForm({ run, runNo, finish, close }: RunFormProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const known = useAsk(RunConsentsDocument, { region: region.code, runNo });
  const asked = useAct(ConfirmStatementsDocument);
  const [institutionCodes, setCodes] = useState<string[]>([]);
  const [source, setSource] = useState('');
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(newKey);
  return (
    <ActForm
      title={t.paperConsents}
      says={t.paperConsentsSays}
      isReady={institutionCodes.length > 0 && source.trim() !== '' && reason.trim() !== ''}
      asked={asked}
      submit={() => asked.send({ input: { id: run.id, institutionCodes, source, reason, idempotencyKey } }, finish)}
      close={close}
    >
      <Loaded asked={known}>
        {({ clearingRuns: { edges } }) => {
          const waiting = (edges[0]?.node.statements.edges ?? [])
            .map(({ node }) => node)
            .filter(({ consent }) => consent !== 'CONFIRMED' && consent !== 'ON_BEHALF');
          return (
            <div className="act-field">
              <First shown={edges[0]?.node.statements.edges.length ?? 0} total={edges[0]?.node.statements.totalCount ?? 0} />
              <Select
                mode="multiple"
                aria-label={t.institutions}
                placeholder={t.chooseInstitutions(waiting.length)}
                value={institutionCodes}
                onChange={setCodes}
                optionFilterProp="label"
                options={waiting.map(({ institution: { code, name } }) => ({ value: code, label: `${code} ${name}` }))}
                className="act-institutions"
              />
            </div>
          );
        }}
      </Loaded>
      <ActText label={t.paper} value={source} change={setSource} />
      <ActText label={t.reason} value={reason} change={setReason} />
    </ActForm>
  );
}
