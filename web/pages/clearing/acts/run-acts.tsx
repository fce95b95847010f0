import { Button } from 'antd';
import { useCaller } from '../../../api/caller.tsx';
import { useRunPlace } from '../../../frame/run-place.tsx';
import { GoOnWithRunDocument, StopRunDocument } from '../../../generated/clearing/acts/graphql.ts';
import type { RunShownFragment } from '../../../generated/clearing/graphql.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { CalculatedRun } from '../../../parts/run-acts/calculated-run.tsx';
import { useAct } from '../../../parts/run-acts/use-act.ts';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';

/** A run that is under way can be stopped; one that ended without a result goes on from what it has. */
function StopOrGoOn({ shown }: { readonly shown: RunShownFragment }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { mayOneOf } = useCaller();
  const stop = useAct(StopRunDocument);
  const goOn = useAct(GoOnWithRunDocument);
  const isGoing = shown.status === 'QUEUED' || shown.status === 'RUNNING';
  const asked = isGoing ? stop : goOn;
  if (!mayOneOf(['run:start'])) return null;
  return (
    <>
      <div className="act-buttons">
        <Button loading={asked.isPending} onClick={() => asked.send({ input: { id: shown.id } }, () => undefined)}>
          {isGoing ? t.stopRun : t.goOnWithRun}
        </Button>
      </div>
      {asked.error !== null && <Failure error={asked.error} />}
      {asked.refusal !== undefined && <Refused refusal={asked.refusal} />}
    </>
  );
}

/** How far a run is, as its job says. */
function RunProgress({ shown }: { readonly shown: RunShownFragment }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { status, done, total } = shown;
  return (
    <p className="act-progress" role="status">
      <progress aria-label={t.progress} {...(total === null ? {} : { value: done, max: total })} /> {t.running(t.jobs[status], done, total)}
    </p>
  );
}

/** 办理 how far a run is and what this caller may do with it: stop it, publish it, answer objections, confirm it. */
export function RunActs({ shown }: { readonly shown: RunShownFragment }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { mayOneOf } = useCaller();
  const place = useRunPlace(shown.runNo);
  const isGoing = shown.status === 'QUEUED' || shown.status === 'RUNNING';
  if (!mayOneOf(['statement:read'])) return null;
  return (
    <section className="panel not-printed acts" aria-label={t.acts}>
      <h2>{t.acts}</h2>
      {isGoing && <RunProgress shown={shown} />}
      {shown.status === 'SUCCEEDED' ? (
        <CalculatedRun runNo={shown.runNo} stage={shown.stage} place={place} />
      ) : (
        <StopOrGoOn shown={shown} />
      )}
    </section>
  );
}
