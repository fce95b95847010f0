import { Alert, Button } from 'antd';
import { useState } from 'react';
import { ReplayRunDocument, type ReplayRunMutation } from '../../../generated/clearing/acts/graphql.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import { useAct } from '../../../parts/run-acts/use-act.ts';

type Replayed = Extract<ReplayRunMutation['done'], { readonly __typename: 'ReplayClearingRunPayload' }>;

function Verdict({ replayed }: { readonly replayed: Replayed }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { identical, cases, differenceCount, differences, engineThen, engineNow, resultHash } = replayed;
  return (
    <Alert
      type={identical ? 'success' : 'error'}
      showIcon
      role="status"
      title={identical ? t.replaySame(cases) : t.replayOther(cases, differenceCount)}
      description={
        <>
          <p>
            {t.resultHash} <span className="hash">{resultHash}</span>
          </p>
          <p className="note">{engineThen === engineNow ? t.sameEngine(engineNow) : t.otherEngine(engineThen, engineNow)}</p>
          <ul>
            {differences.map(({ subject, field, stored, recomputed }) => (
              <li key={`${subject} ${field}`}>{t.replayDiffers(`${subject} ${field}`, stored ?? '—', recomputed ?? '—')}</li>
            ))}
          </ul>
        </>
      }
    />
  );
}

/** 重算核对: the run worked out once more from what it froze, and the verdict. */
export function ReplayRun({ runId }: { readonly runId: string }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const asked = useAct(ReplayRunDocument);
  const [replayed, setReplayed] = useState<Replayed>();
  const replay = (): void => {
    setReplayed(undefined);
    asked.send({ input: { id: runId } }, setReplayed);
  };
  return (
    <section className="panel not-printed acts" aria-label={t.replay}>
      <h2>{t.replay}</h2>
      <p className="note">{t.replaySays}</p>
      <Button onClick={replay} loading={asked.isPending}>
        {t.replayNow}
      </Button>
      {asked.error !== null && <Failure error={asked.error} />}
      {asked.refusal !== undefined && <Refused refusal={asked.refusal} />}
      {replayed !== undefined && <Verdict replayed={replayed} />}
    </section>
  );
}
