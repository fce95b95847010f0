import { Tag } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { ChangesOfRegionDocument } from '../../generated/changes/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { changesEn } from '../../texts/en/changes.ts';
import { changesZh } from '../../texts/zh/changes.ts';
import { standingOfChange, waitsForCaller, type ListedChange } from './change-data.ts';

const HANDED_IN = ['IN_REVIEW', 'APPROVED', 'SCHEDULED', 'RETURNED'];

const handedIn = ({ events }: ListedChange) => events.filter(({ kind }) => kind === 'SUBMITTED').at(-1);

function columnsOf(t: typeof changesZh): readonly Column<ListedChange>[] {
  return [
    {
      ...{ key: 'name', title: t.name, width: 260, text: ({ name }: ListedChange) => name },
      show: ({ name, draftId }) => <PlaceLink to={`/changes/${draftId}`}>{name}</PlaceLink>,
    },
    {
      ...{ key: 'state', title: t.state, width: 110, text: (row: ListedChange) => t.states[standingOfChange(row)] },
      show: (row) => <Tag>{t.states[standingOfChange(row)]}</Tag>,
    },
    {
      ...{ key: 'waits', title: t.waitsFor, width: 110, text: (row: ListedChange) => (waitsForCaller(row) ? t.me : '') },
      show: (row) => (waitsForCaller(row) ? <Tag color="processing">{t.me}</Tag> : null),
    },
    { key: 'version', title: t.version, width: 100, text: ({ submission }) => submission?.version ?? '' },
    { key: 'from', title: t.from, width: 110, kind: 'DAY', text: ({ submission }) => submission?.effectiveFrom ?? '' },
    { key: 'publishOn', title: t.publishOn, width: 110, kind: 'DAY', text: ({ publishOn }) => publishOn ?? '' },
    { key: 'createdBy', title: t.createdBy, width: 110, text: ({ events }) => events[0]?.by ?? '' },
    { key: 'by', title: t.submittedBy, width: 140, text: (row) => handedIn(row)?.by ?? '' },
    { key: 'at', title: t.submittedAt, width: 150, kind: 'DAY', text: (row) => printInstant(handedIn(row)?.at) },
    { key: 'scheme', title: t.scheme, isExtra: true, width: 100, text: ({ scheme }) => scheme },
    { key: 'revision', title: t.revision, isExtra: true, kind: 'FIGURE', width: 90, text: ({ revision }) => String(revision) },
  ];
}

/** The drafts that were handed in, those that wait for the caller first; then all others. */
export function ChangesList() {
  const t = useTexts({ zh: changesZh, en: changesEn });
  const { region } = usePlace();
  const variables = { region: region.code };
  const asked = useAsk(ChangesOfRegionDocument, variables);
  const table = (name: string, title: string, nothing: string, rows: readonly ListedChange[]) => (
    <section className="panel">
      <h2>{title}</h2>
      <DataTable<ListedChange>
        {...{ name, title, nothing, rows, columns: columnsOf(t), rowKey: ({ draftId }) => draftId }}
        asked={{ operation: ChangesOfRegionDocument, variables }}
        isLoading={asked.isFetching}
      />
    </section>
  );
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      <Loaded asked={asked}>
        {({ rulesetDrafts }) => {
          const open = rulesetDrafts.filter((row) => HANDED_IN.includes(standingOfChange(row)));
          const waiting = open.filter(waitsForCaller);
          return (
            <>
              <p className="changes-waiting" role="status">
                {waiting.length === 0 ? t.noneWaiting : t.waiting(waiting.length)}
              </p>
              {table('changes', t.handedIn, t.noneHandedIn, [...waiting, ...open.filter((row) => !waiting.includes(row))])}
              {table(
                'changes-others',
                t.others,
                t.noOthers,
                rulesetDrafts.filter((row) => !open.includes(row)),
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
