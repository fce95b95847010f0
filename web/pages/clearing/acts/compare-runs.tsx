import { Select } from 'antd';
import { useState } from 'react';
import { useCaller } from '../../../api/caller.tsx';
import { useAsk, useWhole } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { ComparableRunsDocument, ComparedRunsDocument, type ComparableRunsQuery } from '../../../generated/clearing/acts/graphql.ts';
import type { RunShownFragment } from '../../../generated/clearing/graphql.ts';
import { printInstant } from '../../../parts/days.ts';
import { Failure } from '../../../parts/failure.tsx';
import { Loaded, Nothing, Waiting } from '../../../parts/states.tsx';
import { useTexts } from '../../../texts/language.tsx';
import { clearingEn } from '../../../texts/en/clearing.ts';
import { clearingZh } from '../../../texts/zh/clearing.ts';
import { ComparedFigures } from './compared-figures.tsx';
import { ComparedInstitutions, type RunPair } from './compared-institutions.tsx';

/** What of a run says which runs it can be compared with. */
type SubjectOfRun = Pick<RunShownFragment, 'runNo' | 'year' | 'insurance' | 'period'>;
type Comparable = ComparableRunsQuery['clearingRuns']['edges'][number]['node'];

function ComparedPair({ earlier, later }: RunPair) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const { mayOneOf } = useCaller();
  const asked = useAsk(ComparedRunsDocument, { region: region.code, runNo: later, earlier, budget: mayOneOf(['budget:read']) });
  return (
    <Loaded asked={asked}>
      {({ clearingRuns: { edges } }) => {
        const compared = edges[0]?.node.comparedWith ?? null;
        if (compared === null) return <Nothing>{t.notComparable(earlier)}</Nothing>;
        return (
          <>
            <ComparedFigures compared={compared} earlier={earlier} />
            <ComparedInstitutions earlier={earlier} later={later} />
          </>
        );
      }}
    </Loaded>
  );
}

/** Runs that this one can be laid beside: those before it that have ended well, and that the caller was told of. */
function earlierRuns(all: readonly Comparable[], { runNo }: SubjectOfRun): readonly Comparable[] {
  return all.filter((one) => one.status === 'SUCCEEDED' && one.cases !== null && one.runNo < runNo);
}

/** 与前次比较: an earlier run of the same year, insurance and period beside this one, figure by figure. */
export function CompareRuns({ run }: { readonly run: SubjectOfRun }) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { region } = usePlace();
  const { year, insurance, period } = run;
  const listed = useWhole(ComparableRunsDocument, { region: region.code, year, insurance, period }, (data) => data.clearingRuns);
  const [earlier, setEarlier] = useState<number>();
  const found = earlierRuns(listed.rows, run);
  const isWhole = !listed.isPending && listed.more === undefined;
  return (
    <section className="panel not-printed acts" aria-label={t.compareRuns}>
      <h2>{t.compareRuns}</h2>
      <p className="note">{t.compareSays}</p>
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread && listed.error === null && <Waiting />}
      {isWhole && found.length === 0 && <p>{t.nothingToCompare}</p>}
      {found.length > 0 && (
        <Select
          aria-label={t.earlierRun}
          placeholder={t.earlierRun}
          showSearch={{ optionFilterProp: 'label' }}
          value={earlier}
          onChange={setEarlier}
          options={found.map(({ runNo, createdAt, stage }) => ({
            value: runNo,
            label: t.runOf(runNo, printInstant(createdAt), t.stages[stage]),
          }))}
          className="act-earlier"
        />
      )}
      {earlier !== undefined && <ComparedPair earlier={earlier} later={run.runNo} />}
    </section>
  );
}
