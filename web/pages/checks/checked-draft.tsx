import { Button } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk, useChange } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { AdoptExampleDocument, DraftBoundariesDocument, DraftCheckedDocument } from '../../generated/checks/graphql.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { newKey, refusalOf } from '../../parts/refusal-of.ts';
import { Loaded } from '../../parts/states.tsx';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { useTexts } from '../../texts/language.tsx';
import { Boundaries, type MadeExample } from './boundaries.tsx';
import { Examples } from './examples.tsx';
import { CheckFindings } from './findings.tsx';

interface AdoptProps {
  readonly draftId: string;
  readonly revision: number;
  readonly isOpen: boolean;
}

/** Boundary examples of a draft; those that are adopted become examples of its text. */
function DraftBoundaries({ draftId, revision, isOpen }: AdoptProps) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const variables = { region: region.code, draftId };
  const asked = useAsk(DraftBoundariesDocument, variables);
  const adopt = useChange(AdoptExampleDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const take = async (chosen: readonly MadeExample[]): Promise<void> => {
    setRefusal(undefined);
    const patches = chosen.map(({ example }) => ({ pointer: '/examples/-', json: JSON.stringify(example) }));
    const input = { regionCode: region.code, draftId, baseRevision: revision, patches, reason: t.adoptReason, idempotencyKey: newKey() };
    const { saveDraft } = await adopt.mutateAsync({ input });
    if (saveDraft.__typename !== 'SaveDraftPayload') setRefusal(refusalOf(saveDraft));
  };
  return (
    <section className="panel">
      <h2>{t.boundaries}</h2>
      {refusal !== undefined && <Refused refusal={refusal} />}
      {adopt.error !== null && <Failure error={adopt.error} />}
      <Loaded asked={asked}>
        {({ rulesetDraft }) => (
          <Boundaries
            report={rulesetDraft.check.report.boundaryExamples}
            asked={{ operation: DraftBoundariesDocument, variables }}
            isBusy={adopt.isPending || asked.isFetching}
            {...(isOpen ? { take: (chosen) => void take(chosen).catch(() => undefined) } : {})}
          />
        )}
      </Loaded>
    </section>
  );
}

/** A draft as it would be checked if it were published now. */
export function CheckedDraft({ draftId }: { readonly draftId: string }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = { region: region.code, draftId };
  const asked = useAsk(DraftCheckedDocument, variables);
  const draft = asked.data?.rulesetDraft;
  return (
    <>
      <PageHeading
        title={draft === undefined ? t.title : t.titleOf(draft.name)}
        note={draft && t.revisionOf(t.states[draft.state], draft.revision)}
        actions={
          <>
            <PlaceLink to="/checks">{t.all}</PlaceLink>
            <PlaceLink to={`/drafts/${encodeURIComponent(draftId)}`}>{t.toEditor}</PlaceLink>
            <Button loading={asked.isFetching} onClick={() => void asked.refetch()}>
              {t.again}
            </Button>
          </>
        }
      />
      <Loaded asked={asked}>
        {({ rulesetDraft: { check, revision, state } }) => (
          <>
            <CheckFindings findings={check.report.findings} draftId={draftId} />
            <Examples report={check.examples} asked={{ operation: DraftCheckedDocument, variables }} />
            <DraftBoundaries draftId={draftId} revision={revision} isOpen={state === 'DRAFT' && mayOneOf(['ruleset:draft'])} />
          </>
        )}
      </Loaded>
    </>
  );
}
