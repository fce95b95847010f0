import { Tag } from 'antd';
import { useAsk, useList } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { RulesetsInForceDocument, RulesetTimelineDocument, type RulesetTimelineQuery } from '../../generated/rulesets/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Nothing, Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { rulesetsEn } from '../../texts/en/rulesets.ts';
import { rulesetsZh } from '../../texts/zh/rulesets.ts';

type Row = NonNullable<RulesetTimelineQuery['region']>['rulesetVersions']['edges'][number]['node'];

const SCHEMES = ['DIP', 'DRG'] as const;

function useColumns(inForce: ReadonlySet<string>): readonly Column<Row>[] {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { language } = useLanguage();
  const stateOf = (row: Row): string => (inForce.has(row.id) ? t.inForce : t.statuses[row.status]);
  return [
    { key: 'version', title: t.version, width: 100, text: ({ version }) => version, show: ({ version }) => <PlaceLink to={`/rulesets/${encodeURIComponent(version)}`}>{version}</PlaceLink> },
    { key: 'scheme', title: t.scheme, width: 90, text: ({ scheme }) => scheme },
    {
      key: 'status',
      title: t.status,
      width: 105,
      text: stateOf,
      show: (row) => (inForce.has(row.id) ? <Tag color="success">{stateOf(row)}</Tag> : <Tag>{stateOf(row)}</Tag>),
    },
    { key: 'from', title: t.from, width: 105, kind: 'DAY', text: ({ effectiveFrom }) => effectiveFrom ?? '' },
    { key: 'to', title: t.to, width: 105, kind: 'DAY', text: ({ effectiveTo }) => effectiveTo ?? '', show: ({ effectiveTo }) => effectiveTo ?? t.open },
    { key: 'title', title: t.name, width: 270, text: ({ title }) => said(title, language) },
    { key: 'basedOn', title: t.basedOn, width: 160, text: ({ basedOn }) => (basedOn === null ? '' : `${basedOn.region.name} ${basedOn.version}`) },
    { key: 'publishedAt', title: t.publishedAt, width: 145, kind: 'DAY', text: ({ publishedAt }) => printInstant(publishedAt) },
    { key: 'createdBy', title: t.createdBy, isExtra: true, width: 140, text: ({ createdBy }) => createdBy.name },
    { key: 'settlementReady', title: t.settlementReady, isExtra: true, text: ({ settlementReady }) => (settlementReady ? t.yes : t.no) },
    { key: 'hash', title: t.contentHash, isExtra: true, width: 460, text: ({ contentHash }) => contentHash, show: ({ contentHash }) => <span className="hash">{contentHash}</span> },
  ];
}

interface InForceProps {
  readonly scheme: (typeof SCHEMES)[number];
  readonly rows: readonly Row[];
  readonly inForce: ReadonlySet<string>;
}

/** What holds for one way of payment on the day, and what comes next. */
function InForce({ scheme, rows, inForce }: InForceProps) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { language } = useLanguage();
  const { on } = usePlace();
  const own = rows.filter((row) => row.scheme === scheme);
  const now = own.find(({ id }) => inForce.has(id));
  const next = own.find(({ status, effectiveFrom }) => status === 'PUBLISHED' && (effectiveFrom ?? '') > on);
  if (own.length === 0) return null;
  return (
    <section className="panel in-force" aria-label={t.inForceOf(scheme, on)}>
      <h2>{t.inForceOf(scheme, on)}</h2>
      {now === undefined ? (
        <p className="in-force-none">{t.noneInForce}</p>
      ) : (
        <p>
          <PlaceLink to={`/rulesets/${encodeURIComponent(now.version)}`}>
            <strong>{now.version}</strong>
          </PlaceLink>{' '}
          {said(now.title, language)} · {t.period(now.effectiveFrom ?? '', now.effectiveTo ?? undefined)}
          {now.basedOn !== null && ` · ${t.inheritsFrom(`${now.basedOn.region.name} ${now.basedOn.version}`)}`}
        </p>
      )}
      <p className="note">{next === undefined ? t.noNext : t.next(next.version, next.effectiveFrom ?? '')}</p>
    </section>
  );
}

/** 版本时间线: what holds on the day, and all versions. */
export function Timeline() {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { region, on } = usePlace();
  const variables = { region: region.code };
  const listed = useList(RulesetTimelineDocument, variables, (data) => data.region?.rulesetVersions);
  const holding = useAsk(RulesetsInForceDocument, { ...variables, on });
  const inForce = new Set([holding.data?.region?.dip?.id, holding.data?.region?.drg?.id].filter((id) => typeof id === 'string'));
  const columns = useColumns(inForce);
  const error = listed.error ?? holding.error;
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      {error !== null && <Failure error={error} retry={listed.refetch} />}
      {listed.isUnread ? (
        error === null && <Waiting />
      ) : (
        <>
          {SCHEMES.map((scheme) => (
            <InForce key={scheme} scheme={scheme} rows={listed.rows} inForce={inForce} />
          ))}
          <div className="panel">
            <DataTable<Row>
              name="rulesets"
              title={t.tableTitle(region.name)}
              columns={columns}
              rows={listed.rows}
              rowKey={({ id }) => id}
              nothing={t.noVersions}
              asked={{ operation: RulesetTimelineDocument, variables }}
              isLoading={listed.isFetching}
              totalCount={listed.totalCount}
              more={listed.more}
            />
          </div>
        </>
      )}
      {!listed.isUnread && listed.rows.length === 0 && <Nothing>{t.noVersionsDoThis}</Nothing>}
    </>
  );
}
