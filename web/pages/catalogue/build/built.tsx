import { Alert, Button, Descriptions, Popconfirm, Spin } from 'antd';
import { useAsk } from '../../../api/operations.ts';
import { useReadAgain } from '../../../api/read-again.ts';
import { PlaceLink, usePlace } from '../../../frame/place.tsx';
import {
  BeginCatalogueBuildDocument,
  CatalogueBuildOneDocument,
  type CatalogueBuildOneQuery,
} from '../../../generated/catalogue/build/graphql.ts';
import { NotDone, useActing } from '../../../parts/acting.tsx';
import { commandKey } from '../../../parts/command-key.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { Figure } from '../../../parts/figure.tsx';
import { isUnderWay } from '../../../parts/impact/job-state.tsx';
import { Loaded, Nothing } from '../../../parts/states.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { catalogueBuildEn } from '../../../texts/en/catalogue-build.ts';
import { catalogueBuildZh } from '../../../texts/zh/catalogue-build.ts';
import { catalogueFileEn } from '../../../texts/en/catalogue-file.ts';
import { catalogueFileZh } from '../../../texts/zh/catalogue-file.ts';
import { differenceColumns, type Difference } from '../take-in/seen.tsx';

type Job = Extract<NonNullable<CatalogueBuildOneQuery['node']>, { readonly asked: unknown }>;
type Figures = NonNullable<Job['figures']>;

const EVERY_MS = 1_500;

function Sums({ figures, job }: { readonly figures: Figures; readonly job: Job }) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const items = [
    { key: 'version', label: t.version, children: job.asked.version },
    { key: 'from', label: t.effectiveFrom, children: job.asked.effectiveFrom },
    { key: 'years', label: t.years, children: figures.years.map(({ from, to }) => t.yearOf(from, to)).join(' ') },
    { key: 'cases', label: t.cases, children: <Figure value={figures.cases} /> },
    { key: 'groups', label: t.groupCount, children: <Figure value={figures.groupCount} /> },
    { key: 'core', label: t.coreGroupCount, children: <Figure value={figures.coreGroupCount} /> },
    { key: 'mean', label: t.regionMean, children: <Figure value={figures.regionMean} /> },
    { key: 'minimum', label: t.minimumCases, children: <Figure value={figures.minimumCases} /> },
    { key: 'unstable', label: t.unstableCount, children: <Figure value={figures.unstableCount} /> },
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

function Differences({ rows, id, against }: { readonly rows: readonly Difference[]; readonly id: string; readonly against: string }) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const file = useTexts({ zh: catalogueFileZh, en: catalogueFileEn });
  const count = (kind: Difference['kind']): number => rows.filter((one) => one.kind === kind).length;
  return (
    <>
      <p>{rows.length === 0 ? t.same(against) : t.counts(against, count('ADDED'), count('REMOVED'), count('CHANGED'))}</p>
      <DataTable<Difference>
        name="catalogue-build-differences"
        title={file.differences}
        columns={differenceColumns(file).filter(({ key }) => key !== 'line')}
        rows={rows}
        rowKey={({ code }) => code}
        nothing={t.same(against)}
        asked={{ operation: CatalogueBuildOneDocument, variables: { id } }}
      />
    </>
  );
}

/** Keeps what a trial came to: the same computation, stored if nothing has changed since. */
function Keep({ job, figures, begun }: { readonly job: Job; readonly figures: Figures; readonly begun: (job: string) => void }) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const { region } = usePlace();
  const begin = useActing(BeginCatalogueBuildDocument);
  const { version, effectiveFrom, note, lastYear, methodText, compareWith } = job.asked;
  const keep = (): void =>
    begin.send(
      {
        input: {
          ...{ regionCode: region.code, version, effectiveFrom, note, lastYear, methodText, compareWith },
          ...{ inputHash: figures.inputHash, idempotencyKey: commandKey() },
        },
      },
      ({ catalogueJob }) => begun(catalogueJob.id),
    );
  return (
    <>
      <div className="form-buttons">
        <Popconfirm title={t.keepSure(version, effectiveFrom)} okText={t.keep(version)} cancelText={t.cancel} onConfirm={keep}>
          <Button type="primary" loading={begin.isPending}>
            {t.keep(version)}
          </Button>
        </Popconfirm>
      </div>
      <NotDone acting={begin} />
    </>
  );
}

function Shown({ job, begun }: { readonly job: Job; readonly begun: (job: string) => void }) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const { figures, asked, catalogue, status, failure } = job;
  if (isUnderWay(status))
    return (
      <p role="status">
        <Spin size="small" /> {asked.dryRun ? t.trying(asked.version) : t.keeping(asked.version)}
      </p>
    );
  if (figures === null) return <Alert type="error" showIcon role="alert" title={t.failed(asked.version)} description={failure} />;
  return (
    <>
      {catalogue === null ? (
        <Alert type="info" showIcon role="status" title={t.tried(asked.version)} />
      ) : (
        <Alert
          type="success"
          showIcon
          role="status"
          title={t.kept(catalogue.version, asked.effectiveFrom)}
          action={<PlaceLink to={`/catalogue/${encodeURIComponent(catalogue.version)}`}>{t.toKept(catalogue.version)}</PlaceLink>}
        />
      )}
      <Sums figures={figures} job={job} />
      {catalogue === null && <Keep job={job} figures={figures} begun={begun} />}
      {figures.differences !== null && asked.compareWith !== null && (
        <Differences rows={figures.differences} id={job.id} against={asked.compareWith} />
      )}
    </>
  );
}

/** A computation: how it stands, what it came to and what is not the same in the version that it was compared with; a trial is kept here. */
export function Built({ id, begun }: { readonly id: string; readonly begun: (job: string) => void }) {
  const t = useTexts({ zh: catalogueBuildZh, en: catalogueBuildEn });
  const asked = useAsk(CatalogueBuildOneDocument, { id });
  const found = asked.data?.node;
  const job = found !== null && found !== undefined && 'asked' in found && found.id === id ? found : undefined;
  const isBusy = isUnderWay(job?.status);
  useAsk(CatalogueBuildOneDocument, { id }, { enabled: isBusy, ...(isBusy ? { everyMs: EVERY_MS } : {}) });
  // What it kept is a version now, of which other pages have a list; it may have ended before it was first looked at.
  useReadAgain(isBusy || job === undefined);
  return (
    <section className="panel" aria-label={t.result}>
      <h2>{t.result}</h2>
      <Loaded asked={asked}>{() => (job === undefined ? <Nothing>{t.noJob}</Nothing> : <Shown job={job} begun={begun} />)}</Loaded>
    </section>
  );
}
