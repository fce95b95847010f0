import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { CheckableDocument, type CheckableQuery } from '../../generated/checks/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { useTexts } from '../../texts/language.tsx';

interface Row {
  readonly key: string;
  readonly to: string;
  readonly kind: string;
  readonly name: string;
  readonly scheme: string;
  readonly state: string;
  readonly from: string;
}

function rowsOf({ rulesetDrafts, region }: CheckableQuery, t: typeof checksZh): readonly Row[] {
  const drafts = (rulesetDrafts ?? []).map(({ draftId, name, scheme, state, base }) => ({
    ...{ key: draftId, to: `/checks/draft/${encodeURIComponent(draftId)}`, kind: t.draft, name, scheme },
    ...{ state: t.states[state], from: base === null ? '' : t.basedOn(base) },
  }));
  const versions = (region?.rulesetVersions.edges ?? []).map(({ node }) => ({
    ...{ key: node.id, to: `/checks/version/${encodeURIComponent(node.version)}`, kind: t.version, name: node.version },
    ...{ scheme: node.scheme, state: t.statuses[node.status], from: t.inForce(node.effectiveFrom ?? '', node.effectiveTo ?? '') },
  }));
  return [...drafts, ...versions];
}

/** The drafts and versions that can be checked. */
export function CheckList() {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = { region: region.code, drafts: mayOneOf(['draft:read']) };
  const asked = useAsk(CheckableDocument, variables);
  const columns: readonly Column<Row>[] = [
    { key: 'kind', title: t.kind, width: 90, text: ({ kind }) => kind },
    { key: 'name', title: t.name, width: 280, text: ({ name }) => name, show: ({ to, name }) => <PlaceLink to={to}>{name}</PlaceLink> },
    { key: 'scheme', title: t.scheme, width: 90, text: ({ scheme }) => scheme },
    { key: 'state', title: t.state, width: 110, text: ({ state }) => state },
    { key: 'from', title: t.which, width: 260, text: ({ from }) => from },
  ];
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      <section className="panel">
        <Loaded asked={asked}>
          {(data) => (
            <DataTable<Row>
              name="checkable"
              title={t.title}
              columns={columns}
              rows={rowsOf(data, t)}
              rowKey={({ key }) => key}
              nothing={t.noneToCheck}
              asked={{ operation: CheckableDocument, variables }}
            />
          )}
        </Loaded>
      </section>
    </>
  );
}
