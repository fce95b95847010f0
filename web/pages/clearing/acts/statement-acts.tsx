import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../../api/caller.tsx';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { useRunPlace } from '../../../frame/run-place.tsx';
import { RaiseObjectionDocument, StatementActsDocument, type StatementActsQuery } from '../../../generated/clearing/acts/graphql.ts';
import { ConfirmStatementsDocument } from '../../../generated/parts/run-acts/graphql.ts';
import { commandKey } from '../../../parts/command-key.ts';
import { printInstant } from '../../../parts/days.ts';
import { ActForm, ActText } from '../../../parts/run-acts/act-form.tsx';
import { Objections } from '../../../parts/run-acts/objections.tsx';
import { useAct } from '../../../parts/run-acts/use-act.ts';
import { Loaded } from '../../../parts/states.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';

type FoundRun = StatementActsQuery['clearingRuns']['edges'][number]['node'];

interface FormProps {
  readonly runId: string;
  readonly institution: string;
  readonly finish: () => void;
  readonly close: () => void;
}

/** What the agency records for an institution rests on a paper of it; an institution speaks for itself. */
function usePaper() {
  const isAgency = useCaller().institutionCode === undefined;
  const [source, setSource] = useState('');
  const own = source.trim();
  return { isAgency, source, setSource, isReady: !isAgency || own !== '', stated: isAgency ? { source: own } : {} };
}

function ObjectForm({ runId, institution, finish, close }: FormProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const asked = useAct(RaiseObjectionDocument);
  const paper = usePaper();
  const [text, setText] = useState('');
  const [idempotencyKey] = useState(commandKey);
  const input = { id: runId, institutionCode: institution, text, idempotencyKey, ...paper.stated };
  return (
    <ActForm
      title={t.raiseObjection}
      says={t.raiseSays}
      isReady={text.trim() !== '' && paper.isReady}
      asked={asked}
      submit={() => asked.send({ input }, finish)}
      close={close}
    >
      <ActText label={t.objectionText} value={text} change={setText} rows={2} />
      {paper.isAgency && <ActText label={t.paper} value={paper.source} change={paper.setSource} />}
    </ActForm>
  );
}

function AgreeForm({ runId, institution, finish, close }: FormProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const asked = useAct(ConfirmStatementsDocument);
  const paper = usePaper();
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(commandKey);
  const input = { id: runId, institutionCodes: [institution], reason, idempotencyKey, ...paper.stated };
  return (
    <ActForm
      title={t.confirmStatement}
      says={t.confirmStatementSays}
      isReady={reason.trim() !== '' && paper.isReady}
      asked={asked}
      submit={() => asked.send({ input }, finish)}
      close={close}
    >
      <ActText label={t.remark} value={reason} change={setReason} />
      {paper.isAgency && <ActText label={t.paper} value={paper.source} change={paper.setSource} />}
    </ActForm>
  );
}

const KINDS = ['OBJECT', 'AGREE'] as const;
type Kind = (typeof KINDS)[number];

function Standing({ run, runNo, institution }: { readonly run: FoundRun; readonly runNo: number; readonly institution: string }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { mayOneOf } = useCaller();
  const place = useRunPlace(runNo);
  const [kind, setKind] = useState<Kind>();
  const [done, setDone] = useState<Kind>();
  const own = run.statements.edges[0]?.node;
  if (own === undefined) return null;
  const names: Readonly<Record<Kind, string>> = { OBJECT: t.raiseObjection, AGREE: t.confirmStatement };
  const confirmed = own.institutionConfirmation;
  const isOpen = run.stage === 'CALCULATED' && run.publication !== null;
  const isAgreed = own.consent === 'CONFIRMED' || own.consent === 'ON_BEHALF';
  const may = isOpen && mayOneOf(['statement:confirm']) ? KINDS.filter((one) => one !== 'AGREE' || !isAgreed) : [];
  const open = (wanted: Kind | undefined): void => {
    setDone(undefined);
    setKind(wanted);
  };
  const finish = (): void => {
    setDone(kind);
    setKind(undefined);
  };
  const form = { runId: run.id, institution, finish, close: () => open(undefined) };
  return (
    <>
      <p>
        {t.consent} <strong>{t.consents[own.consent]}</strong>
        {confirmed !== null && (
          <span className="note">
            {' '}
            {t.saidBy(confirmed.createdBy, printInstant(confirmed.createdAt))} {t.because(confirmed.reason)}
            {confirmed.onBehalf && confirmed.source !== null && ` ${t.onPaper(confirmed.source)}`}
          </span>
        )}
      </p>
      {run.publication === null ? (
        <p className="note">{t.opensWhenPublished}</p>
      ) : (
        <p className="note">{t.publishedAs(run.publication.name, run.publication.lastDay)}</p>
      )}
      {done !== undefined && <Alert type="success" showIcon role="status" title={t.actDone(names[done])} />}
      <div className="act-buttons">
        {may.map((one) => (
          <Button key={one} aria-expanded={kind === one} onClick={() => open(one)}>
            {names[one]}
          </Button>
        ))}
      </div>
      {kind === 'OBJECT' && <ObjectForm {...form} />}
      {kind === 'AGREE' && <AgreeForm {...form} />}
      <Objections objections={own.objections} place={place} isOpen={isOpen} />
    </>
  );
}

/** 机构意见 where the institution stands with its statement: confirmed, objected, answered; and what the caller may say. */
export function StatementActs({ runNo, institution }: { readonly runNo: number; readonly institution: string }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const asked = useAsk(StatementActsDocument, { region: region.code, runNo, institution });
  return (
    <section className="panel not-printed acts" id="consent" aria-label={t.consent}>
      <h2>{t.consent}</h2>
      <Loaded asked={asked}>
        {({ clearingRuns: { edges } }) => edges[0] && <Standing run={edges[0].node} runNo={runNo} institution={institution} />}
      </Loaded>
    </section>
  );
}
