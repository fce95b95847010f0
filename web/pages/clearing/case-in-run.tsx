import { Descriptions } from 'antd';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { CaseInRunDocument, type CaseInRunQuery } from '../../generated/clearing/graphql.ts';
import { Figure, Money } from '../../parts/figure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Candidates } from '../../parts/scored/candidates.tsx';
import { StepChain } from '../../parts/scored/step-chain.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';

type FoundRun = CaseInRunQuery['clearingRuns']['edges'][number]['node'];
type Score = FoundRun['scores']['edges'][number]['node'];

interface Shown {
  readonly score: Score;
}

function Facts({ score, pointValue }: Shown & { readonly pointValue: string | null }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { group, groupKind, inpatientCase, inclusion, deviation } = score;
  const items = [
    { key: 'institution', label: t.institution, children: inpatientCase?.institution.name },
    { key: 'stay', label: t.stay, children: inpatientCase && t.from(inpatientCase.admissionDate, inpatientCase.dischargeDate) },
    { key: 'cost', label: t.totalCost, children: <Money yuan={inpatientCase?.totalCost} /> },
    { key: 'diagnosis', label: t.diagnosis, children: inpatientCase?.principalDiagnosis },
    { key: 'others', label: t.otherDiagnoses, children: inpatientCase?.otherDiagnoses.join(' ') },
    { key: 'operations', label: t.operations, children: inpatientCase?.procedures.join(' ') },
    { key: 'group', label: t.group, span: 2, children: group === null ? t.groupKinds[groupKind] : `${group.code} ${group.name}` },
    { key: 'kind', label: t.groupKind, children: t.groupKinds[groupKind] },
    { key: 'inclusion', label: t.inclusion, children: t.inclusions[inclusion] ?? inclusion },
    { key: 'deviation', label: t.deviation, children: deviation === null ? '' : (t.deviations[deviation] ?? deviation) },
    { key: 'ratio', label: t.costRatio, children: <Figure value={score.costRatio} /> },
    { key: 'groupPoints', label: t.groupPoints, children: <Figure value={score.groupPoints} /> },
    { key: 'coefficient', label: t.coefficient, children: <Figure value={score.institutionCoefficient} /> },
    { key: 'auxiliary', label: t.auxiliary, children: <Figure value={score.auxiliaryFactor} /> },
    {
      key: 'points',
      label: t.casePoints,
      children: (
        <strong>
          <Figure value={score.points} />
        </strong>
      ),
    },
    { key: 'pointValue', label: t.pointValue, children: <Figure value={pointValue} /> },
    { key: 'payment', label: t.casePayment, children: <Money yuan={score.payment} /> },
  ];
  return (
    <>
      <Descriptions size="small" bordered column={3} items={items} />
      <p className="note">{t.paymentNote}</p>
    </>
  );
}

function Pinned({ score: { ruleset, reproducibilityKey, revision } }: Shown) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const items = [
    {
      key: 'ruleset',
      label: t.rulesets,
      children: <PlaceLink to={`/rulesets/${encodeURIComponent(ruleset.version)}`}>{ruleset.version}</PlaceLink>,
    },
    { key: 'revision', label: t.revision, children: revision },
    { key: 'key', label: t.reproducibilityKey, children: <span className="hash">{reproducibilityKey}</span> },
  ];
  return (
    <section className="panel">
      <h2>{t.pinned}</h2>
      <Descriptions size="small" bordered column={1} items={items} className="pinned" />
    </section>
  );
}

interface Wanted {
  readonly runNo: number;
  readonly institution: string;
  readonly caseNo: string;
}

/** A case as the run scored it: its points, and every step with formula, numbers, rule and article. */
export function CaseInRun({ runNo, institution, caseNo }: Wanted) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const asked = useAsk(CaseInRunDocument, { region: region.code, runNo, filter: { institutionCode: institution, caseNoFrom: caseNo } });
  return (
    <>
      <PageHeading
        title={t.caseTitle(caseNo)}
        note={t.caseNote(runNo)}
        actions={
          <>
            <PlaceLink to={`/clearing/${runNo}/${encodeURIComponent(institution)}`}>{t.toStatement}</PlaceLink>
            {mayOneOf(['case:score']) && (
              <PlaceLink to={`/scoring/${encodeURIComponent(institution)}/${encodeURIComponent(caseNo)}`}>{t.toTrial}</PlaceLink>
            )}
          </>
        }
      />
      <Loaded asked={asked}>
        {({ clearingRuns: { edges } }) => {
          const run = edges[0]?.node;
          // By number, so that the number itself stands before those that only begin with it.
          const score = run?.scores.edges.map(({ node }) => node).find((one) => one.caseNo === caseNo);
          return run === undefined || score === undefined ? (
            <Nothing>{t.noCase(caseNo)}</Nothing>
          ) : (
            <>
              <section className="panel">
                <Facts score={score} pointValue={run.pointValue} />
              </section>
              <section className="panel">
                <h2>{t.caseSteps}</h2>
                <StepChain steps={score.trace} label={t.caseSteps} />
              </section>
              <Candidates grouped={score} />
              <Pinned score={score} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
