import { Button } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { DraftBoundariesDocument, DraftCheckedDocument, type DraftCheckedQuery } from '../../generated/checks/graphql.ts';
import { DownloadLink } from '../../parts/download-link.tsx';
import { Failure, Refused } from '../../parts/failure.tsx';
import { NewResults, type NewResultsProps } from '../../parts/new-results.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded } from '../../parts/states.tsx';
import { ImportWorkbook } from '../../parts/workbook/import-workbook.tsx';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { useTexts } from '../../texts/language.tsx';
import { Boundaries, type MadeExample } from './boundaries.tsx';
import { Examples } from './examples.tsx';
import { CheckFindings, type Found } from './findings.tsx';
import { DraftMutations } from './mutations.tsx';
import { useDraftEdits } from './use-draft-edits.ts';

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
  const edits = useDraftEdits(draftId, revision);
  const take = (chosen: readonly MadeExample[]): void =>
    edits.save(
      chosen.map(({ example }) => ({ pointer: '/examples/-', json: JSON.stringify(example) })),
      t.adoptReason,
    );
  return (
    <section className="panel">
      <h2>{t.boundaries}</h2>
      {edits.refusal !== undefined && <Refused refusal={edits.refusal} />}
      {edits.error !== null && <Failure error={edits.error} />}
      <Loaded asked={asked}>
        {({ rulesetDraft }) => (
          <Boundaries
            report={rulesetDraft.check.report.boundaryExamples}
            asked={{ operation: DraftBoundariesDocument, variables }}
            isBusy={edits.isPending || asked.isFetching}
            {...(isOpen ? { take } : {})}
          />
        )}
      </Loaded>
    </section>
  );
}

type Checked = DraftCheckedQuery['rulesetDraft'];

/** Findings and examples of a draft; of those that came out otherwise the new results can be taken. */
function FoundAndRun({ draft, isOpen, isBusy }: { readonly draft: Checked; readonly isOpen: boolean; readonly isBusy: boolean }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const { draftId, revision, check } = draft;
  const edits = useDraftEdits(draftId, revision);
  const otherwise = isOpen ? check.report.findings.filter(({ takesNewResult }) => takesNewResult) : [];
  const isSaving = isBusy || edits.isPending;
  const save: NewResultsProps['save'] = (patches, _, reason) => edits.save([...patches], reason);
  const mend = ({ takesNewResult, mend: mends = [] }: Found) =>
    isOpen && takesNewResult === true ? <NewResults mends={mends} isBusy={isSaving} save={save} /> : null;
  return (
    <>
      {edits.refusal !== undefined && <Refused refusal={edits.refusal} />}
      {edits.error !== null && <Failure error={edits.error} />}
      <CheckFindings findings={check.report.findings} draftId={draftId} mend={mend} />
      <Examples
        report={check.examples}
        asked={{ operation: DraftCheckedDocument, variables: { region: region.code, draftId } }}
        actions={
          <>
            {otherwise.length > 0 && (
              <NewResults mends={otherwise.flatMap((one) => one.mend)} all={otherwise.length} isBusy={isSaving} save={save} />
            )}{' '}
            {isOpen && <ImportWorkbook regionCode={region.code} draftId={draftId} label={t.importExamples} mayPaste />}{' '}
            <DownloadLink path={draft.workbookPath} fileName={`${draft.name}.xlsx`}>
              {t.workbook}
            </DownloadLink>{' '}
            <DownloadLink path={`${draft.workbookPath}?sheet=examples`} fileName={`${draft.name} ${t.examples}.csv`}>
              {t.examplesCsv}
            </DownloadLink>
          </>
        }
      />
    </>
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
        {({ rulesetDraft }) => {
          const isOpen = rulesetDraft.state === 'DRAFT' && mayOneOf(['ruleset:draft']);
          return (
            <>
              <FoundAndRun draft={rulesetDraft} isOpen={isOpen} isBusy={asked.isFetching} />
              <DraftBoundaries draftId={draftId} revision={rulesetDraft.revision} isOpen={isOpen} />
              <DraftMutations draftId={draftId} revision={rulesetDraft.revision} isOpen={isOpen} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
