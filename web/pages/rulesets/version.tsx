import { Descriptions, Tag } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { RulesetDetailDocument, type RulesetDetailQuery } from '../../generated/rulesets/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { Entries } from './entries.tsx';
import { rulesetsEn } from '../../texts/en/rulesets.ts';
import { rulesetsZh } from '../../texts/zh/rulesets.ts';

type Found = NonNullable<NonNullable<RulesetDetailQuery['region']>['ruleset']>;
type Use = Found['uses']['edges'][number]['node'];
type Decision = Found['approvals'][number];

function Facts({ found }: { readonly found: Found }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { basedOn } = found;
  const items = [
    { key: 'status', label: t.status, children: <Tag>{t.statuses[found.status]}</Tag> },
    { key: 'period', label: t.holds, children: t.period(found.effectiveFrom ?? '', found.effectiveTo ?? undefined) },
    { key: 'scheme', label: t.scheme, children: found.scheme },
    { key: 'revision', label: t.revision, children: found.revision },
    { key: 'createdBy', label: t.createdBy, children: `${found.createdBy.name} · ${printInstant(found.createdAt)}` },
    { key: 'publishedAt', label: t.publishedAt, children: printInstant(found.publishedAt) },
    { key: 'basedOn', label: t.basedOn, children: basedOn === null ? t.nothingInherited : `${basedOn.region.name} ${basedOn.version}` },
    { key: 'entries', label: t.entries, children: t.entriesOf(found.own.totalCount, found.inherited.totalCount) },
    { key: 'settlementReady', label: t.settlementReady, children: found.settlementReady ? t.yes : t.no },
    { key: 'contentHash', label: t.contentHash, span: 3, children: <span className="hash">{found.contentHash}</span> },
    { key: 'effectiveHash', label: t.effectiveHash, span: 3, children: <span className="hash">{found.effectiveHash}</span> },
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

function Approvals({ approvals }: { readonly approvals: readonly Decision[] }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  if (approvals.length === 0) return <p className="note">{t.noApprovals}</p>;
  return (
    <ul className="approvals">
      {approvals.map(({ actor, at, decision, comment }) => (
        <li key={`${actor.name} ${at}`}>
          <strong>{t.decisions[decision]}</strong> · {actor.name} · {printInstant(at)}
          {comment !== '' && <p>{comment}</p>}
        </li>
      ))}
    </ul>
  );
}

function Uses({ found, variables }: { readonly found: Found; readonly variables: object }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const columns: readonly Column<Use>[] = [
    { key: 'run', title: t.run, kind: 'FIGURE', width: 90, text: ({ run }) => String(run.runNo) },
    { key: 'year', title: t.year, kind: 'DAY', width: 90, text: ({ run }) => String(run.year) },
    { key: 'insurance', title: t.insurance, text: ({ run }) => t.insurances[run.insurance] },
    { key: 'status', title: t.status, text: ({ run }) => t.jobs[run.status] },
    { key: 'cases', title: t.cases, kind: 'FIGURE', text: ({ cases }) => (cases === null ? '' : String(cases)) },
    { key: 'at', title: t.startedAt, kind: 'DAY', width: 160, text: ({ run }) => printInstant(run.createdAt) },
  ];
  return (
    <DataTable<Use>
      name="ruleset-uses"
      title={t.uses}
      columns={columns}
      rows={found.uses.edges.map(({ node }) => node)}
      rowKey={({ run }) => run.id}
      nothing={t.noUses}
      asked={{ operation: RulesetDetailDocument, variables }}
    />
  );
}

/** One version: when it holds, on what it rests, who decided, which runs used it. */
export function Version({ version }: { readonly version: string }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const variables = { region: region.code, version };
  const asked = useAsk(RulesetDetailDocument, variables);
  const found = asked.data?.region?.ruleset;
  return (
    <>
      <PageHeading
        title={t.versionTitle(version)}
        note={found && said(found.title, language)}
        actions={<PlaceLink to="/rulesets">{t.allVersions}</PlaceLink>}
      />
      <Loaded asked={asked}>
        {({ region: answered }) =>
          !answered?.ruleset ? (
            <Nothing>{t.noVersion(version)}</Nothing>
          ) : (
            <>
              <section className="panel">
                <Facts found={answered.ruleset} />
              </section>
              <Entries version={version} />
              <section className="panel">
                <h2>{t.approvals}</h2>
                <Approvals approvals={answered.ruleset.approvals} />
              </section>
              <section className="panel">
                <h2>{t.uses}</h2>
                <Uses found={answered.ruleset} variables={variables} />
              </section>
            </>
          )
        }
      </Loaded>
    </>
  );
}
