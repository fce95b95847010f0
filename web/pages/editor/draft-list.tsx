import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { useTexts } from '../../texts/language.tsx';
import { Tag } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { DraftListDocument, type DraftListQuery } from '../../generated/editor/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { BeginDraft } from './begin/begin-draft.tsx';

type Row = DraftListQuery['rulesetDrafts'][number];

const COLOURS = {
  DRAFT: 'default',
  IN_REVIEW: 'processing',
  APPROVED: 'success',
  SCHEDULED: 'success',
  PUBLISHED: 'blue',
  ABANDONED: 'default',
  DAMAGED: 'error',
} as const;

function useColumns(): readonly Column<Row>[] {
  const t = useTexts({ zh: editorZh, en: editorEn });
  return [
    {
      key: 'name',
      title: t.name,
      width: 260,
      text: ({ name }) => name,
      show: ({ draftId, name }) => <PlaceLink to={`/drafts/${draftId}`}>{name}</PlaceLink>,
    },
    {
      key: 'state',
      title: t.state,
      width: 110,
      text: ({ state }) => t.states[state],
      show: ({ state }) => <Tag color={COLOURS[state]}>{t.states[state]}</Tag>,
    },
    { key: 'scheme', title: t.scheme, width: 90, text: ({ scheme }) => scheme },
    { key: 'base', title: t.base, width: 140, text: ({ base }) => base ?? '' },
    { key: 'version', title: t.version, width: 90, text: ({ submission }) => submission?.version ?? '' },
    { key: 'from', title: t.firstDay, kind: 'DAY', width: 130, text: ({ submission }) => submission?.effectiveFrom ?? '' },
    {
      key: 'last',
      title: t.lastEdit,
      width: 230,
      text: ({ events }) => t.editedBy(events.at(-1)?.by ?? '', printInstant(events.at(-1)?.at)),
    },
    {
      key: 'changes',
      title: t.changes,
      width: 80,
      text: () => '',
      show: ({ draftId }) => <PlaceLink to={`/changes/${draftId}`}>{t.toChanges}</PlaceLink>,
    },
  ];
}

/** The drafts of a region, with a way to begin one. */
export function DraftList() {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = { region: region.code };
  const asked = useAsk(DraftListDocument, variables);
  const columns = useColumns();
  return (
    <>
      <PageHeading title={t.title} note={t.beginHint} actions={mayOneOf(['ruleset:draft']) && <BeginDraft />} />
      <section className="panel">
        <Loaded asked={asked}>
          {({ rulesetDrafts }) => (
            <DataTable<Row>
              name="drafts"
              title={t.drafts(region.name)}
              columns={columns}
              rows={rulesetDrafts}
              rowKey={({ draftId }) => draftId}
              nothing={t.noDrafts}
              asked={{ operation: DraftListDocument, variables }}
            />
          )}
        </Loaded>
      </section>
    </>
  );
}
