import { Alert, Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useChange } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import {
  AbandonChangeDocument,
  DecideChangeDocument,
  PublishChangeDocument,
  RecallChangeDocument,
  ScheduleChangeDocument,
  UnscheduleChangeDocument,
  type DecideChangeMutation,
} from '../../generated/changes/graphql.ts';
import { commandKey } from '../../parts/command-key.ts';
import { DayField } from '../../parts/day-field.tsx';
import { Failure } from '../../parts/failure.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { type ChangeChecked, type ChangeMoveKind, type ShownChange } from './change-data.ts';
import { ChangeRefused } from './refused.tsx';

type Done = DecideChangeMutation['done'];
type Refusal = Extract<Done, { readonly code: string }>;

const DECISIONS: readonly ChangeMoveKind[] = ['APPROVE', 'RETURN'];

/** What somebody is about to do, of the text that he had before him when he began. */
interface Doing {
  readonly kind: ChangeMoveKind;
  readonly contentHash: string;
  readonly warningsHash: string | null;
  readonly idempotencyKey: string;
}

interface Asked {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refusal: Refusal | undefined;
  readonly forget: () => void;
  readonly send: (doing: Doing, said: { readonly reason: string; readonly publishOn: string }, whenDone: () => void) => void;
}

/** The mutations of a draft under one roof. */
function useDoing(draft: ShownChange): Asked {
  const { region } = usePlace();
  const decide = useChange(DecideChangeDocument);
  const schedule = useChange(ScheduleChangeDocument);
  const unschedule = useChange(UnscheduleChangeDocument);
  const publish = useChange(PublishChangeDocument);
  const recall = useChange(RecallChangeDocument);
  const abandon = useChange(AbandonChangeDocument);
  const all = [decide, schedule, unschedule, publish, recall, abandon];
  const [refusal, setRefusal] = useState<Refusal>();
  const forget = (): void => {
    setRefusal(undefined);
    all.forEach((one) => one.reset());
  };
  const send: Asked['send'] = ({ kind, warningsHash, contentHash, idempotencyKey }, { reason, publishOn }, whenDone) => {
    forget();
    const input = { regionCode: region.code, draftId: draft.draftId, contentHash, idempotencyKey, reason };
    const onSuccess = ({ done }: { readonly done: { readonly __typename: string } | Refusal }): void => {
      if ('code' in done) setRefusal(done);
      else whenDone();
    };
    if (kind === 'APPROVE') decide.mutate({ input: { ...input, approve: true, warningsHash } }, { onSuccess });
    else if (kind === 'RETURN') decide.mutate({ input: { ...input, approve: false } }, { onSuccess });
    else if (kind === 'SCHEDULE') schedule.mutate({ input: { ...input, publishOn } }, { onSuccess });
    else if (kind === 'UNSCHEDULE') unschedule.mutate({ input }, { onSuccess });
    else if (kind === 'PUBLISH') publish.mutate({ input }, { onSuccess });
    else if (kind === 'RECALL') recall.mutate({ input }, { onSuccess });
    else abandon.mutate({ input }, { onSuccess });
  };
  const error = all.map((one) => one.error).find((one) => one !== null) ?? null;
  return { isPending: all.some((one) => one.isPending), error, refusal, forget, send };
}

interface FormProps {
  readonly draft: ShownChange;
  readonly doing: Doing;
  readonly asked: Asked;
  readonly close: () => void;
  readonly finish: (kind: ChangeMoveKind) => void;
  /** A warning of the submission in words, as the check says it now. */
  readonly wordsOf: (warning: string) => string;
}

/** The reason, the warnings that are accepted, the day: then it is done. */
function DoingForm({ draft, doing, asked, close, finish, wordsOf }: FormProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { kind } = doing;
  const [reason, setReason] = useState('');
  const [isAccepted, setAccepted] = useState(false);
  const [publishOn, setPublishOn] = useState(draft.submission?.effectiveFrom ?? '');
  const asksWarnings = kind === 'APPROVE' && doing.warningsHash !== null;
  const isReady = reason.trim() !== '' && (!asksWarnings || isAccepted) && (kind !== 'SCHEDULE' || publishOn !== '');
  return (
    <form
      className="change-form"
      aria-label={t.moves[kind]}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) asked.send(doing, { reason, publishOn }, () => finish(kind));
      }}
    >
      <p className="note">{t.moveSays[kind]}</p>
      {doing.contentHash !== draft.contentHash && <Alert type="warning" showIcon title={t.textMoved} />}
      {asksWarnings && (
        <div className="change-accept">
          <ul>
            {draft.submission?.warnings.map((warning) => (
              <li key={warning}>
                {wordsOf(warning)} <code>{warning}</code>
              </li>
            ))}
          </ul>
          <Checkbox checked={isAccepted} onChange={({ target }) => setAccepted(target.checked)}>
            {t.acceptWarnings(draft.submission?.warnings.length ?? 0)}
          </Checkbox>
          <p className="note">
            {t.warningsHash} <span className="hash">{doing.warningsHash}</span>
          </p>
        </div>
      )}
      {kind === 'SCHEDULE' && <DayField className="change-day" label={t.publishOn} change={setPublishOn} />}
      <Input.TextArea
        autoFocus
        aria-label={t.reason}
        placeholder={t.reason}
        rows={2}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="change-buttons">
        <Button htmlType="submit" type="primary" danger={kind === 'ABANDON'} loading={asked.isPending} disabled={!isReady}>
          {t.confirm(t.moves[kind])}
        </Button>
        <Button onClick={close}>{t.cancel}</Button>
      </div>
      {asked.error !== null && <Failure error={asked.error} />}
      {asked.refusal !== undefined && <ChangeRefused refusal={asked.refusal} />}
    </form>
  );
}

interface DecidingProps {
  readonly draft: ShownChange;
  /** What the check says by now. */
  readonly findings: ChangeChecked['report']['findings'];
}

/** 办理 what this caller may do with the draft as it stands, and why he may not do the rest. */
export function Deciding({ draft, findings }: DecidingProps) {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { language } = useLanguage();
  const isApprover = useCaller().mayOneOf(['ruleset:approve']);
  const asked = useDoing(draft);
  const wordsOf = (warning: string): string => {
    const found = findings.find(({ code, pointer }) => `${code} ${pointer}` === warning);
    return found === undefined ? '' : said(found.message, language);
  };
  const [doing, setDoing] = useState<Doing>();
  const [done, setDone] = useState<ChangeMoveKind>();
  const open = (kind: ChangeMoveKind | undefined): void => {
    asked.forget();
    setDone(undefined);
    const { contentHash, submission } = draft;
    setDoing(
      kind === undefined ? undefined : { kind, contentHash, warningsHash: submission?.warningsHash ?? null, idempotencyKey: commandKey() },
    );
  };
  const finish = (kind: ChangeMoveKind): void => {
    open(undefined);
    setDone(kind);
  };
  const may = draft.moves.filter(({ refusal }) => refusal === null);
  // Who may approve at all is told why he may not approve this one; who may not expects no button.
  const refused = isApprover
    ? draft.moves.flatMap(({ kind, refusal }) =>
        refusal === null || !DECISIONS.includes(kind) ? [] : [{ kind, why: said(refusal, language) }],
      )
    : [];
  return (
    <section className="panel change-deciding" aria-label={t.deciding}>
      <h2>{t.deciding}</h2>
      {done !== undefined && <Alert type="success" showIcon role="status" title={t.moveDone(t.moves[done])} />}
      {may.length === 0 && <p>{t.nothingToDo}</p>}
      <div className="change-buttons">
        {may.map(({ kind }) => (
          <Button
            key={kind}
            type={kind === 'APPROVE' || kind === 'PUBLISH' ? 'primary' : 'default'}
            danger={kind === 'ABANDON'}
            aria-expanded={doing?.kind === kind}
            onClick={() => open(kind)}
          >
            {t.moves[kind]}
          </Button>
        ))}
      </div>
      {doing !== undefined && (
        <DoingForm key={doing.idempotencyKey} {...{ draft, doing, asked, finish, wordsOf }} close={() => open(undefined)} />
      )}
      {refused.length > 0 && (
        <ul className="note change-refusals">
          {refused.map(({ kind, why }) => (
            <li key={kind}>{t.mayNot(t.moves[kind], why)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
