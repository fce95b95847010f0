import { Select, Tag } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { AnswerObjectionDocument, type ObjectionShownFragment } from '../../generated/parts/run-acts/graphql.ts';
import { commandKey } from '../command-key.ts';
import { printInstant } from '../days.ts';
import { useTexts } from '../../texts/language.tsx';
import { runActsEn } from '../../texts/en/run-acts.ts';
import { runActsZh } from '../../texts/zh/run-acts.ts';
import { ActForm, ActText } from './act-form.tsx';
import type { RunPlace } from './run-place.ts';
import { useAct } from './use-act.ts';

type Outcome = NonNullable<ObjectionShownFragment['answer']>['outcome'];
const OUTCOMES: readonly Outcome[] = ['REJECTED', 'ACCEPTED', 'NEXT_PERIOD'];

function AnswerForm({ objection, regionCode }: { readonly objection: ObjectionShownFragment; readonly regionCode: string }) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  const asked = useAct(AnswerObjectionDocument);
  const [outcome, setOutcome] = useState<Outcome>('REJECTED');
  const [answer, setAnswer] = useState('');
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(commandKey);
  const input = { regionCode, objectionId: objection.id, outcome, answer, reason, idempotencyKey };
  return (
    <ActForm
      title={t.answerObjection}
      says={t.answerSays}
      isReady={answer.trim() !== '' && reason.trim() !== ''}
      asked={asked}
      submit={() => asked.send({ input }, () => undefined)}
    >
      <p className="act-field">
        <Select
          aria-label={t.outcome}
          value={outcome}
          onChange={setOutcome}
          options={OUTCOMES.map((value) => ({ value, label: t.outcomes[value] }))}
          className="act-outcome"
        />
      </p>
      <ActText label={t.answerText} value={answer} change={setAnswer} rows={2} />
      <ActText label={t.reason} value={reason} change={setReason} />
    </ActForm>
  );
}

interface ObjectionsProps {
  readonly objections: readonly ObjectionShownFragment[];
  readonly place: RunPlace;
  /** Whether they can be answered still: not once the run is confirmed. */
  readonly isOpen: boolean;
}

/** Objections with their answers; whoever publishes runs may answer those that wait. */
export function Objections({ objections, place, isOpen }: ObjectionsProps) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  const { mayOneOf } = useCaller();
  if (objections.length === 0) return <p className="note">{t.noObjections}</p>;
  return (
    <ul className="objections" aria-label={t.objections}>
      {objections.map((one) => (
        <li key={one.id}>
          <p>
            <Tag color={one.answer === null ? 'warning' : 'success'}>
              {one.answer === null ? t.notAnswered : t.outcomes[one.answer.outcome]}
            </Tag>
            {place.statement(one.institution.code, t.institutionOf(one.institution.code, one.institution.name))} {one.text}
          </p>
          <p className="note">
            {t.saidBy(one.createdBy, printInstant(one.createdAt))}
            {one.onBehalf && one.source !== null && ` ${t.onPaper(one.source)}`}
          </p>
          {one.answer !== null && (
            <p>
              {t.answerWas(one.answer.answer)}{' '}
              <span className="note">
                {t.saidBy(one.answer.createdBy, printInstant(one.answer.createdAt))} {t.because(one.answer.reason)}
              </span>
            </p>
          )}
          {one.answer === null && isOpen && mayOneOf(['run:publish']) && <AnswerForm objection={one} regionCode={place.regionCode} />}
        </li>
      ))}
    </ul>
  );
}
