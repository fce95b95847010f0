import { Descriptions } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { RulesetEntryDocument, type RulesetEntryQuery } from '../../generated/rulesets/graphql.ts';
import { CopyAsGraphql } from '../../parts/copy-as-graphql.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { citedText } from '../../parts/scored/cited.ts';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { rulesetsEn } from '../../texts/en/rulesets.ts';
import { rulesetsZh } from '../../texts/zh/rulesets.ts';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { Line } from './line.tsx';

type Found = NonNullable<NonNullable<NonNullable<RulesetEntryQuery['region']>['ruleset']>['entries']['edges'][number]>['node'];

function Basis({ basis }: Pick<Found, 'basis'>) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  return (
    <ul className="entry-basis">
      {basis.map((one, index) => (
        <li key={`${index} ${one.title}`}>
          {citedText(one, words)}
          {one.articleText !== null && (
            <p className="note">
              {said(one.articleText.text, language)}
              {one.articleText.isSummary && t.summary}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function EntryFacts({ entry }: { readonly entry: Found }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { kind, id, unit, textSaid, origins, basis } = entry;
  const units: Readonly<Record<string, string>> = t.units;
  const items = [
    { key: 'kind', label: t.entryKind, children: t.entryKinds[kind] },
    { key: 'id', label: t.entryId, children: id },
    ...(unit === null ? [] : [{ key: 'unit', label: t.unit, children: units[unit] ?? unit }]),
    {
      key: 'text',
      label: t.says,
      children: textSaid.map((line, index) => (
        <p key={`${index} ${line.zh}`} className="entry-line">
          <Line line={line} />
        </p>
      )),
    },
    {
      key: 'origin',
      label: t.origin,
      children: origins.map(({ regionCode, version, how }) => `${regionCode} ${version} ${t.origins[how]}`).join(' → '),
    },
    { key: 'basis', label: t.basis, children: <Basis basis={basis} /> },
  ];
  return <Descriptions size="small" bordered column={1} items={items} />;
}

/** One parameter, table, decision or the like of a version: what it says, who decided it, on what it rests. */
export function Entry({ version, id }: { readonly version: string; readonly id: string }) {
  const t = useTexts({ zh: rulesetsZh, en: rulesetsEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const variables = { region: region.code, version, id };
  const asked = useAsk(RulesetEntryDocument, variables);
  const ruleset = asked.data?.region?.ruleset;
  const entries = (ruleset?.entries.edges ?? []).flatMap((edge) => (edge === null ? [] : [edge.node]));
  return (
    <>
      <PageHeading
        title={entries[0] === undefined ? t.versionTitle(version) : said(entries[0].label, language)}
        note={ruleset && `${t.versionTitle(version)} · ${said(ruleset.title, language)}`}
        actions={
          <>
            <PlaceLink to={`/rulesets/${encodeURIComponent(version)}`}>{t.versionTitle(version)}</PlaceLink>
            <CopyAsGraphql asked={{ operation: RulesetEntryDocument, variables }} />
          </>
        }
      />
      <Loaded asked={asked}>
        {() =>
          entries.length === 0 ? (
            <Nothing>{t.noEntry(id)}</Nothing>
          ) : (
            entries.map((entry) => (
              <section key={entry.kind} className="panel" aria-label={said(entry.label, language)}>
                <EntryFacts entry={entry} />
              </section>
            ))
          )
        }
      </Loaded>
    </>
  );
}
