import { Alert, Descriptions } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { ClearingRunDetailDocument, type ClearingRunDetailQuery, type RunShownFragment } from '../../generated/clearing/graphql.ts';
import { printInstant } from '../../parts/days.ts';
import { Figure, Money } from '../../parts/figure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Publications } from '../../parts/publications/publications-later.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';
import { CompareRuns } from './acts/compare-runs.tsx';
import { ReplayRun } from './acts/replay.tsx';
import { RunActs } from './acts/run-acts.tsx';
import { Lines } from './lines.tsx';
import { RunState, subjectOfRun } from './run-words.tsx';
import { StandsOut } from './stands-out.tsx';
import { StatementTable } from './statement-table.tsx';
import { Waterfall } from './waterfall/waterfall.tsx';

type Found = ClearingRunDetailQuery['clearingRuns']['edges'][number]['node'];

/** What a run was cleared from and what came out, as hashes: whoever clears the same again gets the same. */
export function Pinned({ run }: { readonly run: RunShownFragment }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const hash = (text: string | null) => <span className="hash">{text ?? t.notYet}</span>;
  const items = [
    {
      key: 'rulesets',
      label: t.rulesets,
      children: run.rulesets.map(({ id, version }) => (
        <span key={id} className="pinned-version">
          <PlaceLink to={`/rulesets/${encodeURIComponent(version)}`}>{version}</PlaceLink>
        </span>
      )),
    },
    { key: 'catalogue', label: t.catalogue, children: t.catalogueFrom(run.catalogue.effectiveFrom) },
    { key: 'catalogueHash', label: t.catalogueHash, children: hash(run.catalogue.contentHash) },
    { key: 'inputHash', label: t.inputHash, children: hash(run.inputHash) },
    { key: 'casesHash', label: t.casesHash, children: hash(run.casesHash) },
    { key: 'resultHash', label: t.resultHash, children: hash(run.resultHash) },
  ];
  return <Descriptions size="small" bordered column={1} items={items} className="pinned" />;
}

/** The figures of the whole region; an institution is told them from the publication on. */
function regionFigures(run: Found, t: typeof clearingZh) {
  if (run.status === 'SUCCEEDED' && run.cases === null) return [{ key: 'untold', label: t.payableSum, span: 2, children: t.untold }];
  return [
    { key: 'cases', label: t.cases, children: <Figure value={run.cases} /> },
    { key: 'exceptions', label: t.exceptions, children: <Figure value={run.exceptions} /> },
    ...(run.fund === undefined
      ? []
      : [
          { key: 'budget', label: t.budget, children: <Money yuan={run.budget} /> },
          { key: 'fund', label: t.fund, children: <Money yuan={run.fund} /> },
        ]),
    { key: 'points', label: t.totalPoints, children: <Figure value={run.totalPoints} /> },
    { key: 'payable', label: t.payableSum, children: <Money yuan={run.payable} /> },
    { key: 'imbalance', label: t.imbalance, children: <Money yuan={run.imbalance} /> },
    { key: 'situations', label: t.situations, children: <Figure value={run.distinctSituations} /> },
    { key: 'pointValue', label: t.pointValue, children: <Figure value={run.pointValue} /> },
    {
      key: 'fraction',
      label: t.pointValueFraction,
      span: 2,
      children: <span className="figure fraction">{run.pointValueFraction ?? t.notYet}</span>,
    },
  ];
}

function Totals({ run }: { readonly run: Found }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { publication, confirmation } = run;
  const items = [
    { key: 'state', label: t.stage, children: <RunState run={run} t={t} /> },
    ...regionFigures(run, t),
    { key: 'started', label: t.started, children: t.startedBy(run.startedBy.name, printInstant(run.createdAt)) },
    {
      key: 'published',
      label: t.published,
      span: 2,
      children: publication === null ? t.notPublished : t.publishedAs(publication.name, publication.lastDay),
    },
    {
      key: 'confirmed',
      label: t.confirmed,
      span: 3,
      children:
        confirmation === null ? t.notConfirmed : t.confirmedBy(confirmation.actor.name, printInstant(confirmation.at), confirmation.reason),
    },
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

interface ShownRunProps {
  readonly run: Found;
  readonly variables: { readonly region: string; readonly runNo: number };
  readonly asked: unknown;
}

function ShownRun({ run, variables, asked }: ShownRunProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { institutionCode, mayOneOf } = useCaller();
  return (
    <>
      {run.failure !== null && <Alert type="error" showIcon title={t.failure} description={run.failure} className="run-failure" />}
      <RunActs shown={run} />
      <section className="panel">
        <h2>{t.totalsHead}</h2>
        <Totals run={run} />
      </section>
      {mayOneOf(['statement:read']) && (
        <section className="panel">
          <h2>{institutionCode === undefined ? t.institutions : t.ownStatement}</h2>
          <StatementTable variables={variables} />
        </section>
      )}
      {run.waterfall !== undefined && (
        <section className="panel">
          <h2>{t.waterfall}</h2>
          <p className="note">{t.waterfallNote}</p>
          <Waterfall label={t.waterfall} lines={run.waterfall} names={t.totals} />
          <Lines
            name="region-waterfall"
            title={t.waterfall}
            lines={run.waterfall}
            asked={{ operation: ClearingRunDetailDocument, variables: asked }}
          />
        </section>
      )}
      {institutionCode === undefined && mayOneOf(['case:read']) && run.status === 'SUCCEEDED' && (
        <section className="panel">
          <h2>{t.standsOut}</h2>
          <p className="note">{t.standsOutNote}</p>
          <StandsOut variables={variables} />
        </section>
      )}
      {(run.stage === 'CONFIRMED' || run.stage === 'PAID') && (
        <Publications year={{ region: variables.region, year: run.year, insurance: run.insurance }} periods={[run.period]} />
      )}
      {run.status === 'SUCCEEDED' && mayOneOf(['statement:read']) && <CompareRuns run={run} />}
      {run.status === 'SUCCEEDED' && institutionCode === undefined && mayOneOf(['budget:read']) && <ReplayRun runId={run.id} />}
      <section className="panel">
        <h2>{t.pinned}</h2>
        <p className="note">{t.pinnedNote}</p>
        <Pinned run={run} />
      </section>
    </>
  );
}

const EVERY_MS = 1_000;

/** One run: what it gave, to whom, how it came about, and what it rests on. */
export function Run({ runNo }: { readonly runNo: number }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const own = { region: region.code, runNo };
  const variables = { ...own, budget: mayOneOf(['budget:read']) };
  const asked = useAsk(ClearingRunDetailDocument, variables);
  const found = asked.data?.clearingRuns.edges[0]?.node;
  const isGoing = found?.status === 'QUEUED' || found?.status === 'RUNNING';
  useAsk(ClearingRunDetailDocument, variables, { enabled: isGoing, ...(isGoing ? { everyMs: EVERY_MS } : {}) });
  return (
    <>
      <PageHeading
        title={t.runTitle(runNo)}
        note={found && subjectOfRun(found, t)}
        actions={<PlaceLink to="/clearing">{t.allRuns}</PlaceLink>}
      />
      <Loaded asked={asked}>
        {({ clearingRuns: { edges } }) => {
          const [first] = edges;
          return first === undefined ? (
            <Nothing>{t.noRun(String(runNo))}</Nothing>
          ) : (
            <ShownRun run={first.node} variables={own} asked={variables} />
          );
        }}
      </Loaded>
    </>
  );
}
