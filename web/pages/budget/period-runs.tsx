import { Alert, Button, Tag } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { useReadAgain } from '../../api/read-again.ts';
import { PlaceLink } from '../../frame/place.tsx';
import { useRunPlace } from '../../frame/run-place.tsx';
import {
  CancelPeriodRunDocument,
  PeriodRunsDocument,
  PeriodStandsOutDocument,
  StartPeriodRunDocument,
  type PeriodRunsQuery,
} from '../../generated/budget/graphql.ts';
import { NotDone, useActing } from '../../parts/acting.tsx';
import { commandKey } from '../../parts/command-key.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printInstant } from '../../parts/days.ts';
import { CalculatedRun } from '../../parts/run-acts/calculated-run.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { budgetEn } from '../../texts/en/budget.ts';
import { budgetZh } from '../../texts/zh/budget.ts';
import type { YearAsked } from './fund-year.ts';

type Run = PeriodRunsQuery['clearingRuns']['edges'][number]['node'];

const EVERY_MS = 2_000;
const isGoing = ({ status }: Run): boolean => status === 'QUEUED' || status === 'RUNNING';

function stateWord({ status, stage }: Run, t: typeof budgetZh): string {
  return status === 'SUCCEEDED' ? t.stages[stage] : t.jobs[status];
}

function columnsOf(t: typeof budgetZh): readonly Column<Run>[] {
  return [
    {
      key: 'run',
      title: t.run,
      kind: 'DAY',
      width: 120,
      text: ({ runNo }) => t.runTitle(runNo),
      show: ({ runNo }) => <PlaceLink to={`/clearing/${runNo}`}>{t.runTitle(runNo)}</PlaceLink>,
    },
    {
      key: 'state',
      title: t.state,
      width: 110,
      text: (run) => stateWord(run, t),
      show: (run) => <Tag color={isGoing(run) ? 'processing' : run.status === 'SUCCEEDED' ? 'success' : 'error'}>{stateWord(run, t)}</Tag>,
    },
    {
      key: 'progress',
      title: t.progress,
      kind: 'DAY',
      width: 120,
      text: ({ done, total }) => (total === null ? String(done) : `${done} / ${total}`),
    },
    { key: 'cases', title: t.cases, kind: 'FIGURE', width: 90, text: ({ cases }) => (cases === null ? '' : String(cases)) },
    {
      key: 'exceptions',
      title: t.exceptions,
      kind: 'FIGURE',
      width: 90,
      text: ({ exceptions }) => (exceptions === null ? '' : String(exceptions)),
    },
    { key: 'payable', title: t.payable, kind: 'FIGURE', width: 150, text: ({ payable }) => payable ?? '' },
    { key: 'imbalance', title: t.imbalance, kind: 'FIGURE', width: 100, text: ({ imbalance }) => imbalance ?? '' },
    { key: 'created', title: t.started, kind: 'DAY', width: 140, text: ({ createdAt }) => printInstant(createdAt) },
    {
      key: 'confirmed',
      title: t.confirmed,
      kind: 'DAY',
      width: 260,
      text: ({ confirmation }) =>
        confirmation === null ? '' : t.confirmedBy(confirmation.actor.name, printInstant(confirmation.at), confirmation.reason),
    },
    { key: 'failure', title: t.failure, kind: 'DAY', width: 240, isExtra: true, text: ({ failure }) => failure ?? '' },
  ];
}

interface RunsProps {
  readonly asked: YearAsked;
  readonly period: string;
  readonly isClosed: boolean;
}

/** 发起 a run of the period, and stopping one that goes. */
function Starting({
  asked: { region, year, insurance },
  period,
  going,
}: Omit<RunsProps, 'isClosed'> & { readonly going: Run | undefined }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const starting = useActing(StartPeriodRunDocument);
  const cancelling = useActing(CancelPeriodRunDocument);
  const start = (): void =>
    starting.send({ input: { regionCode: region, year, insurance, period, idempotencyKey: commandKey() } }, () => undefined);
  return (
    <>
      <div className="form-buttons">
        <Button type="primary" loading={starting.isPending} disabled={going !== undefined} onClick={start}>
          {t.startRun}
        </Button>
        {going !== undefined && (
          <Button loading={cancelling.isPending} onClick={() => cancelling.send({ input: { id: going.id } }, () => undefined)}>
            {t.cancelRun(going.runNo)}
          </Button>
        )}
      </div>
      <NotDone acting={starting} />
      <NotDone acting={cancelling} />
    </>
  );
}

/** 存疑事项 what whoever closes the period looks through before. */
function StandsOutOf({ run }: { readonly run: Run }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { language } = useLanguage();
  const found = useAsk(PeriodStandsOutDocument, { id: run.id });
  return (
    <Loaded asked={found}>
      {({ clearingRun }) => (
        <>
          <div className="stands-out" role="region" aria-label={t.standsOut} tabIndex={0}>
            <ul>
              {clearingRun?.standsOut.edges.map(({ node: { kind, message } }) => (
                <li key={`${kind} ${message.zh}`}>{said(message, language)}</li>
              ))}
            </ul>
          </div>
          {clearingRun !== null && clearingRun.standsOut.totalCount > clearingRun.standsOut.edges.length && (
            <p>
              {t.onlyFirst(clearingRun.standsOut.edges.length)} <PlaceLink to={`/clearing/${run.runNo}`}>{t.runTitle(run.runNo)}</PlaceLink>
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

/** 公示、机构意见、关闭: what may be done with the newest run of the period, as on the run's own page. */
function ActsOfRun({ run }: { readonly run: Run }) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const place = useRunPlace(run.runNo);
  const closing = { title: t.confirmRun(run.runNo), says: t.confirmNote, standsOut: <StandsOutOf run={run} /> };
  return (
    <div className="acts" role="group" aria-label={t.actsOfRun(run.runNo)}>
      <CalculatedRun runNo={run.runNo} stage={run.stage} place={place} closing={closing} />
    </div>
  );
}

/** 本期结算 the runs of a period: started by one person, confirmed by another. */
export function PeriodRuns({ asked, period, isClosed }: RunsProps) {
  const t = useTexts({ zh: budgetZh, en: budgetEn });
  const { mayOneOf } = useCaller();
  const variables = { region: asked.region, year: asked.year, period };
  const found = useAsk(PeriodRunsDocument, variables);
  const runs = (found.data?.clearingRuns.edges ?? []).map(({ node }) => node).filter(({ insurance }) => insurance === asked.insurance);
  const going = runs.find(isGoing);
  useAsk(PeriodRunsDocument, variables, { enabled: going !== undefined, ...(going === undefined ? {} : { everyMs: EVERY_MS }) });
  useReadAgain(going !== undefined);
  const [newest] = runs;
  const trial = newest?.status === 'SUCCEEDED' && newest.stage === 'TRIAL';
  return (
    <section className="panel">
      <h2>{t.runsOfPeriod}</h2>
      <p className="note">{t.runsNote}</p>
      {mayOneOf(['run:start']) && !isClosed && <Starting asked={asked} period={period} going={going} />}
      {newest?.failure !== null && newest !== undefined && (
        <Alert type="error" showIcon title={newest.failure} className="budget-warning" />
      )}
      {trial && <Alert type="warning" showIcon title={t.trialNote} className="budget-warning" />}
      {newest?.status === 'SUCCEEDED' && !trial && <ActsOfRun key={newest.id} run={newest} />}
      <Loaded asked={found}>
        {() => (
          <DataTable<Run>
            name="period-runs"
            title={t.runsOfPeriod}
            columns={columnsOf(t)}
            rows={runs}
            rowKey={({ id }) => id}
            nothing={t.noRuns}
            asked={{ operation: PeriodRunsDocument, variables }}
          />
        )}
      </Loaded>
    </section>
  );
}
