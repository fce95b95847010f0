import { Descriptions } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { GroupHistoryDocument, type GroupHistoryQuery } from '../../generated/catalogue/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { catalogueEn } from '../../texts/en/catalogue.ts';
import { catalogueZh } from '../../texts/zh/catalogue.ts';
import { CostsOfGroup } from './costs-of-group.tsx';
import { figureColumns, FIGURES, figureOf, flagsText } from './group-words.ts';

type Catalogue = NonNullable<GroupHistoryQuery['region']>['catalogues']['edges'][number]['node'];
type Found = Catalogue['groups']['edges'][number]['node'];
type Row = Found & { readonly catalogue: Catalogue };

function Facts({ group }: { readonly group: Found }) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const items = [
    { key: 'code', label: t.code, children: group.code },
    { key: 'name', label: t.name, span: 2, children: group.name },
    { key: 'kind', label: t.kind, children: t.kinds[group.kind] },
    { key: 'flags', label: t.flagsHead, span: 2, children: flagsText(group, t) },
    ...FIGURES.map((figure) => ({ key: figure, label: t.figures[figure], children: <Figure value={figureOf(group, figure)} /> })),
    ...(
      [
        ['third', group.third],
        ['second', group.second],
        ['first', group.first],
      ] as const
    ).flatMap(([level, cost]) => (cost === null ? [] : [{ key: level, label: t.meanCostOf[level], children: <Figure value={cost} /> }])),
  ];
  return (
    <section className="panel">
      <Descriptions size="small" bordered column={3} items={items} />
    </section>
  );
}

function History({
  rows,
  code,
  asked,
}: {
  readonly rows: readonly Row[];
  readonly code: string;
  readonly asked: { readonly region: string; readonly code: string };
}) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const columns: readonly Column<Row>[] = [
    {
      key: 'version',
      title: t.version,
      kind: 'DAY',
      width: 90,
      text: ({ catalogue }) => catalogue.version,
      show: ({ catalogue: { version } }) => (
        <PlaceLink to={`/catalogue/${encodeURIComponent(version)}/${encodeURIComponent(code)}`}>{version}</PlaceLink>
      ),
    },
    {
      key: 'from',
      title: t.from,
      kind: 'DAY',
      width: 105,
      text: ({ catalogue }) => (catalogue.priced ? catalogue.effectiveFrom : t.notPriced),
    },
    { key: 'name', title: t.name, kind: 'DAY', width: 220, text: ({ name }) => name },
    { key: 'kind', title: t.kind, width: 90, text: ({ kind }) => t.kinds[kind] },
    ...figureColumns<Row>(t),
    { key: 'flags', title: t.flagsHead, kind: 'DAY', width: 110, text: (row) => flagsText(row, t) },
  ];
  return (
    <section className="panel">
      <h2>{t.history}</h2>
      <DataTable<Row>
        name="catalogue-history"
        title={t.history}
        columns={columns}
        rows={rows}
        rowKey={({ catalogue }) => catalogue.id}
        nothing={t.noGroups}
        asked={{ operation: GroupHistoryDocument, variables: asked }}
      />
    </section>
  );
}

interface GroupProps {
  readonly version: string;
  readonly code: string;
}

/** 病种: a group in a catalogue, what it was in the others, and how the costs of its cases lie. */
export function Group({ version, code }: GroupProps) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = { region: region.code, code };
  const asked = useAsk(GroupHistoryDocument, variables);
  const catalogues = asked.data?.region?.catalogues.edges.map(({ node }) => node) ?? [];
  const rows = catalogues.flatMap((catalogue) => catalogue.groups.edges.map(({ node }): Row => ({ ...node, catalogue })));
  const shown = rows.find(({ catalogue }) => catalogue.version === version);
  return (
    <>
      <PageHeading
        title={t.groupTitle(code, shown?.name ?? '')}
        note={`${region.name} · ${t.titleOf(version)}`}
        actions={<PlaceLink to={`/catalogue/${encodeURIComponent(version)}`}>{t.toList(version)}</PlaceLink>}
      />
      <Loaded asked={asked}>
        {() => (
          <>
            {shown === undefined ? <Nothing>{t.noGroup(code, version)}</Nothing> : <Facts group={shown} />}
            {rows.length > 0 && <History rows={rows} code={code} asked={variables} />}
            {shown !== undefined && mayOneOf(['case:read']) && mayOneOf(['run:read']) && <CostsOfGroup code={code} version={version} />}
          </>
        )}
      </Loaded>
    </>
  );
}
