import { useWhole } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { RulesetEntriesDocument, type RulesetEntriesQuery } from '../../generated/rulesets/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { citedText } from '../../parts/scored/cited.ts';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { rulesetsEn } from '../../texts/en/rulesets.ts';
import { rulesetsZh } from '../../texts/zh/rulesets.ts';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { Line } from './line.tsx';

type Row = NonNullable<NonNullable<RulesetEntriesQuery['region']>['ruleset']>['entries']['edges'][number]['node'];

/** What people look for first; the platform's order is that of a year. */
const ORDER: readonly Row['kind'][] = ['PARAMETER', 'TABLE', 'DECISION', 'METHOD', 'AGGREGATE', 'INDICATOR', 'FACT'];

/** What the version says, entry by entry: its value or sentences, whether it is its own or inherited, on what it rests. */
export function Entries({ version }: { readonly version: string }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const variables = { region: region.code, version };
  const listed = useWhole(RulesetEntriesDocument, variables, (data) => data.region?.ruleset?.entries);
  const path = `/rulesets/${encodeURIComponent(version)}`;
  const columns: readonly Column<Row>[] = [
    { key: 'kind', title: t.entryKind, width: 90, text: ({ kind }) => t.entryKinds[kind] },
    {
      key: 'label',
      title: t.name,
      kind: 'DAY',
      width: 200,
      text: ({ label }) => said(label, language),
      show: ({ id, label }) => <PlaceLink to={`${path}/${encodeURIComponent(id)}`}>{said(label, language)}</PlaceLink>,
    },
    {
      key: 'text',
      title: t.says,
      kind: 'DAY',
      width: 430,
      text: ({ textSaid }) => textSaid.map((line) => said(line, language)).join('\n'),
      show: ({ textSaid: [first, ...more] }) => first && <Line line={first} more={more.length > 0 ? ' …' : ''} />,
    },
    { key: 'origin', title: t.origin, width: 110, text: ({ origin }) => t.originKinds[origin] },
    { key: 'basis', title: t.basis, kind: 'DAY', width: 290, text: ({ basis }) => basis.map((one) => citedText(one, words)).join('\n') },
    { key: 'id', title: t.entryId, isExtra: true, width: 160, text: ({ id }) => id },
  ];
  return (
    <section className="panel">
      <h2>{t.entries}</h2>
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <DataTable<Row>
          name="ruleset-entries"
          title={t.entries}
          columns={columns}
          rows={ORDER.flatMap((kind) => listed.rows.filter((row) => row.kind === kind))}
          rowKey={({ id, kind }) => `${kind} ${id}`}
          nothing={t.noEntries}
          asked={{ operation: RulesetEntriesDocument, variables }}
          totalCount={listed.totalCount}
        />
      )}
    </section>
  );
}
