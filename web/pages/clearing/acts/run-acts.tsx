import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../../api/caller.tsx';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { GoOnWithRunDocument, RunActsDocument, StopRunDocument } from '../../../generated/clearing/acts/graphql.ts';
import type { RunShownFragment } from '../../../generated/clearing/graphql.ts';
import { Failure, Refused } from '../../../parts/failure.tsx';
import { Loaded } from '../../../parts/states.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import { Objections } from './objections.tsx';
import { ConfirmRunForm, PaperConsentsForm, PublishForm, type ActedRun, type RunFormProps } from './run-forms.tsx';
import { useAct } from './use-act.ts';

type Kind = 'PUBLISH' | 'PAPER' | 'CONFIRM';

const FORMS: Readonly<Record<Kind, (props: RunFormProps) => React.ReactNode>> = {
  PUBLISH: PublishForm,
  PAPER: PaperConsentsForm,
  CONFIRM: ConfirmRunForm,
};

/** What may be done with a calculated run as it stands, by this caller. */
function kindsOf(run: ActedRun, mayOneOf: (permissions: readonly string[]) => boolean): readonly Kind[] {
  const isPublished = run.publication !== null;
  return [
    ...(!isPublished && mayOneOf(['run:publish']) ? (['PUBLISH'] as const) : []),
    ...(isPublished && mayOneOf(['statement:confirm']) ? (['PAPER'] as const) : []),
    ...(run.standsOut !== undefined && run.mayConfirm ? (['CONFIRM'] as const) : []),
  ];
}

interface ActsOfRun {
  readonly shown: RunShownFragment;
  readonly run: ActedRun;
}

function Calculated({ shown, run }: ActsOfRun) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { mayOneOf, institutionCode } = useCaller();
  const [kind, setKind] = useState<Kind>();
  const [done, setDone] = useState<Kind>();
  const titles: Readonly<Record<Kind, string>> = { PUBLISH: t.publishRun, PAPER: t.paperConsents, CONFIRM: t.confirmRun };
  const names = new Map(run.statements.edges.map(({ node: { institution } }) => [institution.code, institution.name]));
  const isOpen = shown.stage === 'CALCULATED';
  const may = isOpen && institutionCode === undefined ? kindsOf(run, mayOneOf) : [];
  const open = (wanted: Kind | undefined): void => {
    setDone(undefined);
    setKind(wanted);
  };
  const finish = (): void => {
    setDone(kind);
    setKind(undefined);
  };
  const Form = kind === undefined ? undefined : FORMS[kind];
  return (
    <>
      <p>{t.stageSays[shown.stage]}</p>
      {done !== undefined && <Alert type="success" showIcon role="status" title={t.actDone(titles[done])} />}
      <div className="act-buttons">
        {may.map((one) => (
          <Button key={one} type={one === 'CONFIRM' ? 'primary' : 'default'} aria-expanded={kind === one} onClick={() => open(one)}>
            {titles[one]}
          </Button>
        ))}
      </div>
      {isOpen && !run.mayConfirm && mayOneOf(['run:confirm']) && <p className="note">{t.startedByYou(run.startedBy.name)}</p>}
      {Form !== undefined && <Form key={kind} run={run} runNo={shown.runNo} finish={finish} close={() => open(undefined)} />}
      {run.publication !== null && (
        <>
          <h3>{t.objections}</h3>
          <p className="note">
            {t.publishedAs(run.publication.name, run.publication.lastDay)} {run.publication.silentConsent ? t.silent : t.notSilent}
          </p>
          <Objections objections={run.objections} runNo={shown.runNo} names={names} isOpen={isOpen} />
        </>
      )}
    </>
  );
}

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

function Finished({ shown }: { readonly shown: RunShownFragment }) {
  const { region } = usePlace();
  const { mayOneOf, institutionCode } = useCaller();
  // What stands out is the whole region's: an institution does not see it.
  const standsOut = institutionCode === undefined && mayOneOf(['case:read']);
  const asked = useAsk(RunActsDocument, { region: region.code, runNo: shown.runNo, standsOut });
  return <Loaded asked={asked}>{({ clearingRuns: { edges } }) => edges[0] && <Calculated shown={shown} run={edges[0].node} />}</Loaded>;
}

/** 办理 how far a run is and what this caller may do with it: stop it, publish it, answer objections, confirm it. */
export function RunActs({ shown }: { readonly shown: RunShownFragment }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { mayOneOf } = useCaller();
  const isGoing = shown.status === 'QUEUED' || shown.status === 'RUNNING';
  if (!mayOneOf(['statement:read'])) return null;
  return (
    <section className="panel not-printed acts" aria-label={t.acts}>
      <h2>{t.acts}</h2>
      {isGoing && <RunProgress shown={shown} />}
      {shown.status === 'SUCCEEDED' ? <Finished shown={shown} /> : <StopOrGoOn shown={shown} />}
    </section>
  );
}
