import { Alert, Button, Descriptions } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useChange, useList } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { AuditedRunsDocument, ReplayRunDocument, type AuditedRunsQuery, type ReplayRunMutation } from '../../generated/audit/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { Failure, Refused, type Refusal } from '../../parts/failure.tsx';
import { Figure } from '../../parts/figure.tsx';
import { refusalOf } from '../../parts/refusal-of.ts';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { auditEn } from '../../texts/en/audit.ts';
import { auditZh } from '../../texts/zh/audit.ts';

type AuditedRun = AuditedRunsQuery['clearingRuns']['edges'][number]['node'];
type Replayed = Extract<ReplayRunMutation['replayClearingRun'], { readonly identical: boolean }>;
type Difference = Replayed['differences'][number];

function periodWords(period: string, t: typeof auditZh): string {
  if (period === 'YEAR') return t.wholeYear;
  return period.startsWith('Q') ? t.quarter(period.slice(1)) : t.month(period);
}

function columnsOf(t: typeof auditZh, doing: (run: AuditedRun) => React.ReactNode): readonly Column<AuditedRun>[] {
  return [
    {
      key: 'run',
      title: t.run,
      kind: 'FIGURE',
      width: 90,
      text: ({ runNo }) => String(runNo),
      show: ({ runNo }) => <PlaceLink to={`/clearing/${runNo}`}>{t.runOf(runNo)}</PlaceLink>,
    },
    { key: 'year', title: t.year, kind: 'DAY', width: 80, text: ({ year }) => String(year) },
    { key: 'insurance', title: t.insurance, width: 110, text: ({ insurance }) => t.insurances[insurance] },
    { key: 'period', title: t.period, width: 90, text: ({ period }) => periodWords(period, t) },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 100, text: ({ cases }) => (cases === null ? '' : String(cases)) },
    {
      key: 'payable',
      title: t.payable,
      kind: 'FIGURE',
      width: 150,
      text: ({ payable }) => payable ?? '',
      show: ({ payable, runNo }) =>
        payable !== null && (
          <PlaceLink to={`/clearing/${runNo}`}>
            <Figure value={payable} />
          </PlaceLink>
        ),
    },
    { key: 'imbalance', title: t.imbalance, kind: 'FIGURE', width: 110, text: ({ imbalance }) => imbalance ?? '' },
    { key: 'finished', title: t.finished, kind: 'DAY', width: 150, text: ({ finishedAt }) => printInstant(finishedAt) },
    {
      key: 'resultHash',
      title: t.resultHash,
      isExtra: true,
      width: 460,
      text: ({ resultHash }) => resultHash ?? '',
      show: ({ resultHash }) => <span className="hash">{resultHash}</span>,
    },
    { key: 'do', title: t.actions, width: 110, text: () => '', show: doing },
  ];
}

/** What a replay found: the same to the last figure and hash, or where it differs. */
function ReplayVerdict({ replayed, asked }: { readonly replayed: Replayed; readonly asked: unknown }) {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { identical, cases, clearingRun, resultHash, engineThen, engineNow, differences, differenceCount } = replayed;
  const columns: readonly Column<Difference>[] = [
    { key: 'subject', title: t.subject, width: 220, text: ({ subject }) => subject },
    { key: 'field', title: t.field, width: 180, text: ({ field }) => field },
    { key: 'stored', title: t.stored, width: 220, text: ({ stored }) => stored ?? '' },
    { key: 'recomputed', title: t.recomputed, width: 220, text: ({ recomputed }) => recomputed ?? '' },
  ];
  const items = [
    { key: 'cases', label: t.cases, children: <Figure value={cases} /> },
    { key: 'engine', label: t.engine, children: t.engines(engineThen, engineNow) },
    { key: 'then', label: t.hashThen, children: <span className="hash">{clearingRun.resultHash}</span> },
    { key: 'now', label: t.hashNow, children: <span className="hash">{resultHash}</span> },
  ];
  return (
    <div role="status" aria-label={t.replayVerdict(clearingRun.runNo)}>
      <Alert
        type={identical ? 'success' : 'error'}
        showIcon
        title={identical ? t.identical(clearingRun.runNo) : t.different(clearingRun.runNo, differenceCount)}
        description={identical ? t.identicalSays : t.differentDoThis}
      />
      <Descriptions size="small" bordered column={1} items={items} className="replay-facts" />
      {differences.length > 0 && (
        <DataTable<Difference>
          name="replay-differences"
          title={t.differences}
          columns={columns}
          rows={differences}
          rowKey={({ subject, field }) => `${subject} ${field}`}
          nothing={t.identicalSays}
          asked={{ operation: ReplayRunDocument, variables: asked }}
          totalCount={differenceCount}
        />
      )}
    </div>
  );
}

/** One replay at a time, its verdict until the next. */
function useReplaying() {
  const replay = useChange(ReplayRunDocument);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);
  const [running, setRunning] = useState<string | undefined>(undefined);
  const start = async ({ id }: AuditedRun): Promise<void> => {
    setRefusal(undefined);
    setRunning(id);
    const { replayClearingRun } = await replay.mutateAsync({ input: { id } });
    if (!('identical' in replayClearingRun)) setRefusal(refusalOf(replayClearingRun));
  };
  const answer = replay.data?.replayClearingRun;
  const replayed = answer !== undefined && 'identical' in answer ? answer : undefined;
  return {
    start: (run: AuditedRun) => void start(run).catch(() => undefined),
    running: replay.isPending ? running : undefined,
    isRunning: replay.isPending,
    refusal,
    error: replay.error,
    replayed,
    variables: replay.variables,
  };
}

/** 清算 from whose amounts an auditor goes to statements and cases, and which are worked out again. */
export function AuditedRuns() {
  const t = useTexts({ zh: auditZh, en: auditEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const variables = { region: region.code };
  const listed = useList(AuditedRunsDocument, variables, (data) => data.clearingRuns);
  const { start, running, isRunning, refusal, error, replayed, variables: asked } = useReplaying();
  const mayReplay = mayOneOf(['budget:read']);
  const doing = (run: AuditedRun) =>
    mayReplay &&
    run.status === 'SUCCEEDED' && (
      <Button
        size="small"
        aria-label={t.replayOf(run.runNo)}
        loading={running === run.id}
        disabled={isRunning && running !== run.id}
        onClick={() => start(run)}
      >
        {t.replay}
      </Button>
    );
  return (
    <section className="panel" aria-label={t.runs}>
      <h2>{t.runs}</h2>
      <p className="note">{t.runsNote}</p>
      {refusal !== undefined && <Refused refusal={refusal} />}
      {error !== null && <Failure error={error} />}
      {replayed !== undefined && <ReplayVerdict replayed={replayed} asked={asked} />}
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <DataTable<AuditedRun>
          name="audited-runs"
          title={t.runs}
          columns={columnsOf(t, doing)}
          rows={listed.rows}
          rowKey={({ id }) => id}
          nothing={t.noRuns}
          asked={{ operation: AuditedRunsDocument, variables }}
          isLoading={listed.isFetching}
          totalCount={listed.totalCount}
          more={listed.more}
        />
      )}
    </section>
  );
}
