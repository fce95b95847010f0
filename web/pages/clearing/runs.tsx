import { useList } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { ClearingRunListDocument, type RunShownFragment } from '../../generated/clearing/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure } from '../../parts/failure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';
import { StartRun } from './acts/start-run.tsx';
import { periodText, RunState, stateOfRun } from './run-words.tsx';

const hashColumn = (key: string, title: string, text: (run: RunShownFragment) => string): Column<RunShownFragment> => ({
  key,
  title,
  text,
  isExtra: true,
  width: 460,
  show: (run) => <span className="hash">{text(run)}</span>,
});

function columnsOf(t: typeof clearingZh): readonly Column<RunShownFragment>[] {
  return [
    {
      key: 'run',
      title: t.run,
      kind: 'FIGURE',
      width: 92,
      text: ({ runNo }) => String(runNo),
      show: ({ runNo }) => <PlaceLink to={`/clearing/${runNo}`}>{t.runTitle(runNo)}</PlaceLink>,
    },
    { key: 'year', title: t.year, kind: 'DAY', width: 70, text: ({ year }) => String(year) },
    { key: 'insurance', title: t.insurance, width: 95, text: ({ insurance }) => t.insurances[insurance] },
    { key: 'period', title: t.periodHead, width: 78, text: ({ period }) => periodText(period, t) },
    { key: 'state', title: t.stage, width: 92, text: (run) => stateOfRun(run, t), show: (run) => <RunState run={run} t={t} /> },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 85, text: ({ cases }) => (cases === null ? '' : String(cases)) },
    { key: 'pointValue', title: t.pointValue, kind: 'FIGURE', width: 115, text: ({ pointValue }) => pointValue ?? '' },
    { key: 'payable', title: t.payableSum, kind: 'FIGURE', width: 130, text: ({ payable }) => payable ?? '' },
    { key: 'imbalance', title: t.imbalance, kind: 'FIGURE', width: 95, text: ({ imbalance }) => imbalance ?? '' },
    { key: 'rulesets', title: t.rulesets, width: 100, text: ({ rulesets }) => rulesets.map(({ version }) => version).join(' ') },
    { key: 'finished', title: t.finished, kind: 'DAY', width: 146, text: ({ finishedAt }) => printInstant(finishedAt) },
    { key: 'scheme', title: t.scheme, isExtra: true, text: ({ scheme }) => scheme },
    { key: 'points', title: t.totalPoints, isExtra: true, kind: 'FIGURE', text: ({ totalPoints }) => totalPoints ?? '' },
    {
      key: 'exceptions',
      title: t.exceptions,
      isExtra: true,
      kind: 'FIGURE',
      text: ({ exceptions }) => (exceptions === null ? '' : String(exceptions)),
    },
    { key: 'catalogue', title: t.catalogue, isExtra: true, kind: 'DAY', text: ({ catalogue }) => catalogue.effectiveFrom },
    { key: 'failure', title: t.failure, isExtra: true, width: 240, text: ({ failure }) => failure ?? '' },
    hashColumn('inputHash', t.inputHash, ({ inputHash }) => inputHash),
    hashColumn('casesHash', t.casesHash, ({ casesHash }) => casesHash ?? ''),
    hashColumn('resultHash', t.resultHash, ({ resultHash }) => resultHash ?? ''),
  ];
}

/** The runs of the region, newest first. */
export function Runs() {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const variables = { region: region.code };
  const listed = useList(ClearingRunListDocument, variables, (data) => data.clearingRuns);
  return (
    <>
      <PageHeading title={t.title} note={t.note} />
      <StartRun />
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <div className="panel">
          <DataTable<RunShownFragment>
            name="clearing-runs"
            title={t.runsOf(region.name)}
            columns={columnsOf(t)}
            rows={listed.rows}
            rowKey={({ id }) => id}
            nothing={t.noRuns}
            asked={{ operation: ClearingRunListDocument, variables }}
            isLoading={listed.isFetching}
            totalCount={listed.totalCount}
            more={listed.more}
          />
        </div>
      )}
    </>
  );
}
