import { Button } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { VersionBoundariesDocument, VersionCheckedDocument } from '../../generated/checks/graphql.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { checksEn } from '../../texts/en/checks.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { useTexts } from '../../texts/language.tsx';
import { Boundaries } from './boundaries.tsx';
import { Examples } from './examples.tsx';
import { CheckFindings } from './findings.tsx';
import { VersionMutations } from './mutations.tsx';

function VersionBoundaries({ version }: { readonly version: string }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const variables = { region: region.code, version };
  const asked = useAsk(VersionBoundariesDocument, variables);
  return (
    <section className="panel">
      <h2>{t.boundaries}</h2>
      <Loaded asked={asked}>
        {(data) => (
          <Boundaries
            report={data.region?.ruleset?.check.boundaryExamples ?? null}
            asked={{ operation: VersionBoundariesDocument, variables }}
            isBusy={asked.isFetching}
          />
        )}
      </Loaded>
    </section>
  );
}

/** A stored version, checked again. */
export function CheckedVersion({ version }: { readonly version: string }) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const variables = { region: region.code, version };
  const asked = useAsk(VersionCheckedDocument, variables);
  return (
    <>
      <PageHeading
        title={t.titleOf(version)}
        actions={
          <>
            <PlaceLink to="/checks">{t.all}</PlaceLink>
            <PlaceLink to={`/rulesets/${encodeURIComponent(version)}`}>{t.toVersion}</PlaceLink>
            <Button loading={asked.isFetching} onClick={() => void asked.refetch()}>
              {t.again}
            </Button>
          </>
        }
      />
      <Loaded asked={asked}>
        {(data) =>
          data.region?.ruleset ? (
            <>
              <CheckFindings findings={data.region.ruleset.check.findings} />
              <Examples report={data.region.ruleset.examples} asked={{ operation: VersionCheckedDocument, variables }} />
              <VersionBoundaries version={version} />
              <VersionMutations version={version} />
            </>
          ) : (
            <Nothing>{t.noVersion(version)}</Nothing>
          )
        }
      </Loaded>
    </>
  );
}
