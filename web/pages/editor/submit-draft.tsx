import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { useTexts } from '../../texts/language.tsx';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAsk, useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import {
  DraftDocumentDocument,
  DraftWhatIfsDocument,
  HandInDocument,
  SimulateDocument,
  type DraftFindingsQuery,
  type DraftWhatIfsQuery,
} from '../../generated/editor/graphql.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { FollowedBy } from '../../parts/followed-by.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Draft } from './use-edits.ts';
import { newKey, refusalOf } from '../../parts/refusal-of.ts';

type Check = DraftFindingsQuery['rulesetDraft']['check'];
type WhatIf = DraftWhatIfsQuery['whatIfs']['edges'][number]['node'];

const EVERY_MS = 2_000;
const YEARS_BACK = 3;

/** The candidate of a what-if that was worked out with exactly these rules. */
function candidateOf({ status, candidates }: WhatIf, effectiveHash: string | null) {
  if (status !== 'SUCCEEDED' || effectiveHash === null) return undefined;
  return candidates.find(({ result }) => result?.side.rulesets.some((one) => one.effectiveHash === effectiveHash) ?? false);
}

interface SimulateProps {
  readonly draft: Draft;
  readonly started: (id: string) => void;
}

/** Starts a what-if with the draft's present text. */
function Simulate({ draft, started }: SimulateProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region, on } = usePlace();
  const text = useAsk(DraftDocumentDocument, { region: region.code, draft: draft.draftId });
  const simulate = useChange(SimulateDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const latest = +on.slice(0, 4);
  const years = Array.from({ length: YEARS_BACK }, (_, back) => latest - back);
  const [year, setYear] = useState(latest - 1);
  const [insurance, setInsurance] = useState<WhatIf['insurance']>('RESIDENT');
  const start = async (): Promise<void> => {
    const rulesetText = text.data?.rulesetDraft.documentText;
    if (rulesetText === undefined) return;
    setRefusal(undefined);
    const asked = { regionCode: region.code, year, insurance, scheme: draft.scheme, candidates: [{ name: draft.name, rulesetText }] };
    const { startWhatIf } = await simulate.mutateAsync({ input: { ...asked, idempotencyKey: newKey() } });
    if ('whatIf' in startWhatIf) started(startWhatIf.whatIf.id);
    else setRefusal(refusalOf(startWhatIf));
  };
  return (
    <>
      {refusal !== undefined && <Refused refusal={refusal} />}
      {simulate.error !== null && <Failure error={simulate.error} />}
      <div className="simulate">
        <Select aria-label={t.year} value={year} onChange={setYear} options={years.map((value) => ({ value, label: value }))} />
        <Select
          aria-label={t.insurance}
          value={insurance}
          onChange={setInsurance}
          options={(['RESIDENT', 'EMPLOYEE'] as const).map((value) => ({ value, label: t.insurances[value] }))}
        />
        <Button onClick={() => void start().catch(() => undefined)} loading={simulate.isPending} disabled={text.isFetching}>
          {t.simulate}
        </Button>
      </div>
    </>
  );
}

interface HandInProps {
  readonly draft: Draft;
  readonly check: Check;
  readonly data: DraftWhatIfsQuery;
  readonly started: (id: string) => void;
  readonly running: WhatIf | undefined;
  readonly done: () => void;
}

/** The what-ifs that were worked out with the present text, a way to start one, and the submission itself. */
function HandIn({ draft, check, data, started, running, done }: HandInProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region, hrefOf } = usePlace();
  const handIn = useChange(HandInDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const usable = data.whatIfs.edges.flatMap(({ node }) => {
    const result = candidateOf(node, check.effectiveHash)?.result;
    return result === null || result === undefined ? [] : [{ node, result }];
  });
  const whatIfId = usable[0]?.node.id;
  const finish = async ({ reason, retroactive }: { readonly reason: string; readonly retroactive?: string }): Promise<void> => {
    setRefusal(undefined);
    const input = { regionCode: region.code, draftId: draft.draftId, contentHash: draft.contentHash, reason, idempotencyKey: newKey() };
    const more = { ...(whatIfId === undefined ? {} : { whatIfId }), ...(retroactive ? { retroactiveReason: retroactive } : {}) };
    const { submitDraft } = await handIn.mutateAsync({ input: { ...input, ...more } });
    if ('draft' in submitDraft) done();
    else setRefusal(refusalOf(submitDraft));
  };
  return (
    <Form<{ reason: string; retroactive?: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={(asked) => void finish(asked).catch(() => undefined)}
    >
      <h3>{t.simulations}</h3>
      {usable.length === 0 && <p className="note">{t.simulationNone}</p>}
      <ul className="simulations">
        {usable.map(({ node, result }) => (
          <li key={node.id}>
            {t.simulationOf(node.year, t.insurances[node.insurance], result.moved, result.winners, result.losers)}{' '}
            <a href={hrefOf(`/what-ifs/${encodeURIComponent(node.id)}`)} target="_blank" rel="noreferrer">
              {t.eachHospital}
            </a>
          </li>
        ))}
      </ul>
      {running !== undefined && (running.status === 'QUEUED' || running.status === 'RUNNING') && (
        <p role="status">{t.simulating(running.done, String(running.total ?? ''))}</p>
      )}
      {typeof running?.failure === 'string' && <p role="alert">{`${t.simulateFailed}：${running.failure}`}</p>}
      {running?.candidates.map(
        ({ name, failure }) => failure !== null && <p key={name} role="alert">{`${t.simulateFailed}：${failure.zh}`}</p>,
      )}
      <Simulate draft={draft} started={started} />
      {refusal !== undefined && <Refused refusal={refusal} />}
      {handIn.error !== null && <Failure error={handIn.error} />}
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.required }]}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="retroactive" label={t.retroactive}>
        <Input maxLength={500} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={handIn.isPending} disabled={usable.length === 0}>
        {t.submit}
      </Button>
      {usable.length === 0 && <span className="note submit-note">{t.simulateFirst}</span>}
    </Form>
  );
}

interface SubmitDraftProps {
  readonly draft: Draft;
  readonly check: Check | undefined;
  readonly isSaving: boolean;
}

/** 交审 what a submission asks for: no errors, a what-if with exactly this text, a reason. */
export function SubmitDraft({ draft, check, isSaving }: SubmitDraftProps) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const [startedId, setStarted] = useState<string | undefined>(undefined);
  const asked = useAsk(DraftWhatIfsDocument, { region: region.code }, { enabled: isOpen, everyMs: EVERY_MS });
  const running = asked.data?.whatIfs.edges.find(({ node }) => node.id === startedId)?.node;
  // A past first day is an error of the check that a stated reason lifts.
  const hinders = check?.report.findings.some(({ severity, code }) => severity === 'ERROR' && code !== 'FIRST_DAY_PAST') ?? true;
  return (
    <>
      <Button type="primary" disabled={isSaving || check === undefined} onClick={() => setOpen(true)}>
        {t.submit}
      </Button>
      <Modal open={isOpen} title={t.submit} footer={null} onCancel={() => setOpen(false)} destroyOnHidden width={640}>
        <p className="note">{t.submitHint}</p>
        <FollowedBy followedBy={draft.followedBy} />
        {check === undefined || hinders ? (
          <p role="alert">{t.submitFirst}</p>
        ) : (
          <Loaded asked={asked}>
            {(data) => (
              <HandIn draft={draft} check={check} data={data} started={setStarted} running={running} done={() => setOpen(false)} />
            )}
          </Loaded>
        )}
      </Modal>
    </>
  );
}
