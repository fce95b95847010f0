import { PrinterOutlined } from '@ant-design/icons';
import { Button, Checkbox, Descriptions } from 'antd';
import { useMemo, useState } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { InstitutionStatementDocument, type InstitutionStatementQuery } from '../../generated/clearing/graphql.ts';
import { Figure, Money } from '../../parts/figure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { StepChain } from '../../parts/scored/step-chain.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';
import { StatementActs } from './acts/statement-acts.tsx';
import { Lines } from './lines.tsx';
import { Pinned } from './run.tsx';
import { RunState, subjectOfRun } from './run-words.tsx';
import { StatementCases } from './statement-cases.tsx';
import { Waterfall } from './waterfall/waterfall.tsx';

type FoundRun = InstitutionStatementQuery['clearingRuns']['edges'][number]['node'];
type Found = FoundRun['statements']['edges'][number]['node'];

interface ShownProps {
  readonly run: FoundRun;
  readonly found: Found;
  readonly variables: { readonly region: string; readonly runNo: number; readonly institution: string };
}

function Facts({ run, found }: Omit<ShownProps, 'variables'>) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const items = [
    { key: 'institution', label: t.institution, children: found.institution.name },
    { key: 'code', label: t.institutionCode, children: found.institution.code },
    { key: 'run', label: t.run, children: t.runTitle(run.runNo) },
    { key: 'subject', label: t.subjectHead, children: subjectOfRun(run, t) },
    { key: 'state', label: t.stage, children: <RunState run={run} t={t} /> },
    { key: 'consent', label: t.consent, children: t.consents[found.consent] },
    { key: 'cases', label: t.cases, children: <Figure value={found.cases} /> },
    { key: 'points', label: t.points, children: <Figure value={found.points} /> },
    { key: 'pointValue', label: t.pointValue, children: <Figure value={run.pointValue} /> },
    {
      key: 'payable',
      label: t.payable,
      span: 3,
      children: (
        <strong className="payable">
          <Money yuan={found.payable} />
        </strong>
      ),
    },
  ];
  return <Descriptions size="small" bordered column={3} items={items} />;
}

/** What stands below a statement on paper: who made it, checked it, agreed to it. */
function Signatures() {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  return (
    <p className="signatures" aria-hidden>
      {t.signatures.map((one) => (
        <span key={one}>{one}</span>
      ))}
    </p>
  );
}

/** The decisions of the lines in the order of the lines, then those that they read. */
function stepsInOrder({ steps, trace }: Found): readonly Found['trace'][number][] {
  const own = steps.flatMap(({ key }) => trace.filter(({ decision }) => decision === key));
  return [...own, ...trace.filter((step) => !own.includes(step))];
}

function Shown({ run, found, variables }: ShownProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const { language } = useLanguage();
  const [withSteps, setWithSteps] = useState(false);
  const asked = { operation: InstitutionStatementDocument, variables };
  const names = useMemo(
    () => Object.fromEntries(found.trace.map(({ decision, label }) => [decision, said(label, language)])),
    [found.trace, language],
  );
  return (
    <>
      <div className="statement-tools not-printed">
        <nav className="page-parts" aria-label={t.parts}>
          <a href="#lines">{t.lines}</a>
          <a href="#consent">{t.consent}</a>
          {mayOneOf(['case:read']) && <a href="#cases">{t.casesOf}</a>}
          <a href="#explanation">{t.explanation}</a>
          <a href="#pinned">{t.pinned}</a>
        </nav>
        <Checkbox checked={withSteps} onChange={({ target }) => setWithSteps(target.checked)}>
          {t.printSteps}
        </Checkbox>
        <Button type="primary" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          {t.print}
        </Button>
      </div>
      <section className="panel">
        {region.sandbox && <p className="sandbox-note">{t.sandboxNote}</p>}
        <Facts run={run} found={found} />
      </section>
      <section className="panel" id="lines">
        <h2>{t.lines}</h2>
        <Waterfall label={t.linesOf(found.institution.name)} lines={found.steps} names={names} />
        <Lines
          name="statement-lines"
          title={t.linesOf(found.institution.name)}
          lines={found.steps}
          main="payable"
          asked={asked}
          explained={new Map(found.trace.map(({ decision, ruleLabel }) => [decision, ruleLabel === null ? '' : said(ruleLabel, language)]))}
        />
        <Signatures />
      </section>
      <StatementActs runNo={variables.runNo} institution={variables.institution} />
      {mayOneOf(['case:read']) && (
        <section className="panel not-printed" id="cases">
          <h2>{t.casesOf}</h2>
          <StatementCases variables={variables} />
        </section>
      )}
      <section className={withSteps ? 'panel' : 'panel not-printed'} id="explanation">
        <h2>{t.explanation}</h2>
        <p className="note">{t.explanationNote}</p>
        {found.trace.length === 0 ? <Nothing>{t.noTrace}</Nothing> : <StepChain steps={stepsInOrder(found)} label={t.explanation} />}
      </section>
      <section className="panel" id="pinned">
        <h2>{t.pinned}</h2>
        <Pinned run={run} />
      </section>
    </>
  );
}

/** 结算单: what an institution is paid in a run, line by line, how each line came about, and its cases. */
export function InstitutionStatement({ runNo, institution }: { readonly runNo: number; readonly institution: string }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const variables = { region: region.code, runNo, institution };
  const asked = useAsk(InstitutionStatementDocument, variables);
  const found = asked.data?.clearingRuns.edges[0]?.node.statements.edges[0]?.node;
  return (
    <>
      <PageHeading
        title={t.statementTitle(found?.institution.name ?? institution)}
        note={region.name}
        actions={<PlaceLink to={`/clearing/${runNo}`}>{t.toRun(runNo)}</PlaceLink>}
      />
      <Loaded asked={asked}>
        {({ clearingRuns: { edges } }) => {
          const run = edges[0]?.node;
          const one = run?.statements.edges[0]?.node;
          if (run === undefined) return <Nothing>{t.noRun(String(runNo))}</Nothing>;
          if (one === undefined) return <Nothing>{t.noStatement(institution)}</Nothing>;
          return <Shown run={run} found={one} variables={variables} />;
        }}
      </Loaded>
    </>
  );
}
