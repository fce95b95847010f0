import { Alert, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { RunActsDocument } from '../../generated/parts/run-acts/graphql.ts';
import { runActsEn } from '../../texts/en/run-acts.ts';
import { runActsZh } from '../../texts/zh/run-acts.ts';
import { useTexts } from '../../texts/language.tsx';
import { Loaded } from '../states.tsx';
import { Objections } from './objections.tsx';
import './run-acts.css';
import { ConfirmRunForm, PaperConsentsForm, PublishForm, type ActedRun, type Closing, type RunFormProps } from './run-forms.tsx';
import type { RunPlace } from './run-place.ts';

type Kind = 'PUBLISH' | 'PAPER' | 'CONFIRM';

const FORMS: Readonly<Record<Kind, (props: RunFormProps) => ReactNode>> = {
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

interface CalculatedRunProps {
  readonly runNo: number;
  readonly stage: keyof typeof runActsZh.stageSays;
  readonly place: RunPlace;
  readonly closing?: Closing;
}

function Acts({ runNo, stage, place, closing, run }: CalculatedRunProps & { readonly run: ActedRun }) {
  const t = useTexts({ zh: runActsZh, en: runActsEn });
  const { mayOneOf, institutionCode } = useCaller();
  const [kind, setKind] = useState<Kind>();
  const [done, setDone] = useState<Kind>();
  const titles: Readonly<Record<Kind, string>> = { PUBLISH: t.publishRun, PAPER: t.paperConsents, CONFIRM: closing?.title ?? t.confirmRun };
  const isOpen = stage === 'CALCULATED';
  const may = isOpen && institutionCode === undefined ? kindsOf(run, mayOneOf) : [];
  // Institutions are told first: until then nothing is to be confirmed.
  const next = may.includes('PUBLISH') ? 'PUBLISH' : 'CONFIRM';
  const open = (wanted: Kind | undefined): void => {
    setDone(undefined);
    setKind(wanted);
  };
  const finish = (): void => {
    setDone(kind);
    setKind(undefined);
  };
  // What was just done can't be done again: its form goes as soon as the run says so.
  const Form = kind !== undefined && may.includes(kind) ? FORMS[kind] : undefined;
  return (
    <>
      <p>{t.stageSays[stage]}</p>
      {done !== undefined && <Alert type="success" showIcon role="status" title={t.actDone(titles[done])} />}
      <div className="act-buttons">
        {may.map((one) => (
          <Button key={one} type={one === next ? 'primary' : 'default'} aria-expanded={kind === one} onClick={() => open(one)}>
            {titles[one]}
          </Button>
        ))}
      </div>
      {isOpen && !run.mayConfirm && mayOneOf(['run:confirm']) && (
        <p className="note">{t.startedByYou(run.startedBy.name, titles.CONFIRM)}</p>
      )}
      {Form !== undefined && (
        <Form key={kind} run={run} runNo={runNo} place={place} closing={closing} finish={finish} close={() => open(undefined)} />
      )}
      {run.publication !== null && (
        <>
          <h3>{t.objections}</h3>
          <p className="note">
            {t.publishedAs(run.publication.name, run.publication.lastDay)} {run.publication.silentConsent ? t.silent : t.notSilent}
          </p>
          <Objections objections={run.objections} place={place} isOpen={isOpen} />
        </>
      )}
    </>
  );
}

/** 公示、机构意见、确认 what may be done with a calculated run: published, its objections answered, papers of institutions recorded, confirmed by a second person. */
export function CalculatedRun(props: CalculatedRunProps) {
  const { mayOneOf, institutionCode } = useCaller();
  // What stands out is the whole region's: an institution does not see it.
  const standsOut = institutionCode === undefined && mayOneOf(['case:read']);
  const asked = useAsk(RunActsDocument, { region: props.place.regionCode, runNo: props.runNo, standsOut });
  return <Loaded asked={asked}>{({ clearingRuns: { edges } }) => edges[0] && <Acts {...props} run={edges[0].node} />}</Loaded>;
}
