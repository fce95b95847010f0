import { Button, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { DraftMutationsDocument, VersionMutationsDocument, type MutationsFoundFragment } from '../../generated/checks/graphql.ts';
import type { AskedOperation } from '../../parts/operation-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure, Refused } from '../../parts/failure.tsx';
import { memberOf, valueText } from '../../parts/fact-lines.ts';
import { Loaded, Nothing } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { useDraftEdits } from './use-draft-edits.ts';

type Unnoticed = MutationsFoundFragment['unnoticed'][number];

/** Takes made examples into the draft. */
type Take = (examples: readonly unknown[]) => void;

const nameOf = (example: unknown): string => valueText(memberOf(example, 'id'));

/** Made examples, each once: one may notice several changes. */
const onceEach = (rows: readonly Unnoticed[]): readonly unknown[] => [
  ...new Map(rows.flatMap(({ example }) => (example === null ? [] : [[nameOf(example), example] as const]))).values(),
];

/** The score in words, and what to do about it. */
function Score({ report }: { readonly report: MutationsFoundFragment }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { survived, noticed, judged, equivalent, undecided, caught } = report;
  const others = [...(equivalent > 0 ? [t.equivalent(equivalent)] : []), ...(undecided > 0 ? [t.undecided(undecided)] : [])];
  return (
    <>
      <p>
        <Tag color={survived === 0 ? 'success' : 'warning'}>{t.mutationScore(noticed, judged)}</Tag> {others.join(' ')}
      </p>
      <p className="note">{survived === 0 ? t.allNoticed : t.whatToDo(survived, caught)}</p>
    </>
  );
}

interface MutationsProps {
  readonly report: MutationsFoundFragment | null;
  readonly asked: AskedOperation;
  readonly isBusy: boolean;
  readonly take?: Take;
}

function Mutations({ report, asked, isBusy, take }: MutationsProps) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { language } = useLanguage();
  if (report === null) return <Nothing>{t.noMutations}</Nothing>;
  const takeOne = ({ example }: Unnoticed) =>
    take === undefined || example === null ? (
      example === null ? (
        t.byHand
      ) : (
        t.madeAlready
      )
    ) : (
      <Button size="small" disabled={isBusy} aria-label={t.adoptOf(nameOf(example))} onClick={() => take([example])}>
        {t.adopt}
      </Button>
    );
  const columns: readonly Column<Unnoticed>[] = [
    { key: 'decision', title: t.decision, width: 170, text: ({ decisionLabel }) => said(decisionLabel, language) },
    { key: 'rule', title: t.rule, width: 200, text: ({ ruleLabel }) => said(ruleLabel, language) },
    { key: 'change', title: t.unnoticedChange, width: 380, text: ({ change }) => said(change, language) },
    { key: 'do', title: t.madeExample, width: 200, text: ({ example }) => (example === null ? t.byHand : nameOf(example)), show: takeOne },
  ];
  const examples = onceEach(report.unnoticed);
  return (
    <>
      <Score report={report} />
      {take !== undefined && examples.length > 1 && (
        <p>
          <Button disabled={isBusy} onClick={() => take(examples)}>
            {t.adoptMade(examples.length)}
          </Button>
        </p>
      )}
      {report.unnoticed.length > 0 && (
        <DataTable<Unnoticed>
          name="mutations"
          title={t.mutations}
          columns={columns}
          rows={report.unnoticed}
          rowKey={(row) => String(report.unnoticed.indexOf(row))}
          nothing={t.allNoticed}
          asked={asked}
          isLoading={isBusy}
        />
      )}
    </>
  );
}

/** The panel; what it costs is only spent when somebody asks. */
function Panel({ children }: { readonly children: (wanted: boolean) => ReactNode }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const [wanted, setWanted] = useState(false);
  return (
    <section className="panel" aria-label={t.mutations}>
      <h2>{t.mutations}</h2>
      <p className="note">{t.mutationsNote}</p>
      {wanted ? null : <Button onClick={() => setWanted(true)}>{t.tryMutations}</Button>}
      {children(wanted)}
    </section>
  );
}

interface DraftMutationsProps {
  readonly draftId: string;
  readonly revision: number;
  readonly isOpen: boolean;
}

function OfDraft({ draftId, revision, isOpen }: DraftMutationsProps) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const variables = { region: region.code, draftId };
  const asked = useAsk(DraftMutationsDocument, variables);
  const edits = useDraftEdits(draftId, revision);
  const take: Take = (examples) =>
    edits.save(
      examples.map((example) => ({ pointer: '/examples/-', json: JSON.stringify(example) })),
      t.adoptMadeReason,
    );
  return (
    <>
      {edits.refusal !== undefined && <Refused refusal={edits.refusal} />}
      {edits.error !== null && <Failure error={edits.error} />}
      <Loaded asked={asked}>
        {({ rulesetDraft }) => (
          <Mutations
            report={rulesetDraft.check.report.mutations}
            asked={{ operation: DraftMutationsDocument, variables }}
            isBusy={edits.isPending || asked.isFetching}
            {...(isOpen ? { take } : {})}
          />
        )}
      </Loaded>
    </>
  );
}

function OfVersion({ version }: { readonly version: string }) {
  const { region } = usePlace();
  const variables = { region: region.code, version };
  const asked = useAsk(VersionMutationsDocument, variables);
  return (
    <Loaded asked={asked}>
      {(data) => (
        <Mutations
          report={data.region?.ruleset?.check.mutations ?? null}
          asked={{ operation: VersionMutationsDocument, variables }}
          isBusy={asked.isFetching}
        />
      )}
    </Loaded>
  );
}

/** 变异得分 of a draft: which changes of its rules no example would notice; examples that would can be taken into it. */
export function DraftMutations(props: DraftMutationsProps) {
  return <Panel>{(wanted) => wanted && <OfDraft {...props} />}</Panel>;
}

/** 变异得分 of a stored version. */
export function VersionMutations({ version }: { readonly version: string }) {
  return <Panel>{(wanted) => wanted && <OfVersion version={version} />}</Panel>;
}
