import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useAsk, useList } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import {
  InstitutionNameDocument,
  WhatIfMovedDocument,
  WhatIfTracesDocument,
  type MovedScoreFragment,
  type WhatIfMovedQuery,
} from '../../generated/what-ifs/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { StepPair } from '../../parts/scored/step-pair.tsx';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { scoredEn } from '../../texts/en/scored.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';

type Moved = NonNullable<WhatIfMovedQuery['whatIf']>['candidates'][number]['cases']['cases'][number];
type Problem = Moved['beforeProblem'];

/** The cases of an answer as a list of pages. */
function movedOf({ whatIf }: WhatIfMovedQuery) {
  const page = whatIf?.candidates[0]?.cases;
  if (page === undefined) return undefined;
  return { pageInfo: { hasNextPage: page.next !== null, endCursor: page.next }, edges: page.cases.map((node) => ({ node })) };
}

interface Said {
  readonly t: typeof whatIfsZh;
  readonly scored: typeof scoredZh;
  readonly language: Language;
}

/** What one side says of a case: of what it has no score, why. */
function columnsOf({ t, scored, language }: Said, open: (moved: Moved) => void): readonly Column<Moved>[] {
  const group = (score: MovedScoreFragment | null, problem: Problem): string => {
    if (score === null) return problem === null ? '' : said(problem, language);
    return score.group === null ? scored.groupKinds[score.groupKind] : scored.groupOf(score.group.code, score.group.name);
  };
  const inclusion = (score: MovedScoreFragment | null): string =>
    score === null ? '' : (scored.inclusions[score.inclusion] ?? score.inclusion);
  const deviation = (score: MovedScoreFragment | null): string => {
    const value = score?.deviation ?? null;
    return value === null ? '' : (scored.deviations[value] ?? value);
  };
  return [
    { key: 'caseNo', title: t.caseNo, width: 130, text: ({ caseNo }) => caseNo },
    {
      key: 'changed',
      title: t.changed,
      width: 130,
      text: ({ changed }) => changed.map((output) => t.outputs[output] ?? output).join(t.and),
    },
    { key: 'pointsBefore', title: t.pointsBefore, kind: 'FIGURE', width: 110, text: ({ before }) => before?.points ?? '' },
    { key: 'pointsAfter', title: t.pointsAfter, kind: 'FIGURE', width: 110, text: ({ after }) => after?.points ?? '' },
    { key: 'deviationBefore', title: t.deviationBefore, width: 110, text: ({ before }) => deviation(before) },
    { key: 'deviationAfter', title: t.deviationAfter, width: 110, text: ({ after }) => deviation(after) },
    { key: 'inclusionBefore', title: t.inclusionBefore, width: 100, isExtra: true, text: ({ before }) => inclusion(before) },
    { key: 'inclusionAfter', title: t.inclusionAfter, width: 100, isExtra: true, text: ({ after }) => inclusion(after) },
    { key: 'groupBefore', title: t.groupBefore, width: 190, text: ({ before, beforeProblem }) => group(before, beforeProblem) },
    { key: 'groupAfter', title: t.groupAfter, width: 190, text: ({ after, afterProblem }) => group(after, afterProblem) },
    {
      ...{ key: 'steps', title: t.traces, width: 110, text: () => '' },
      show: (moved) => (
        <Button size="small" aria-label={`${t.showSteps} ${t.stepsOf(moved.caseNo)}`} onClick={() => open(moved)}>
          {t.showSteps}
        </Button>
      ),
    },
  ];
}

interface TracesProps {
  readonly id: string;
  readonly name: string;
  readonly moved: Moved;
  readonly close: () => void;
}

/** Both traces of a case, side by side; read when they are looked at. */
function Traces({ id, name, moved: { place, caseNo }, close }: TracesProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const asked = useAsk(WhatIfTracesDocument, { id, name, place });
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    part.current?.scrollIntoView({ block: 'start' });
  }, [place]);
  return (
    <section ref={part} className="moved-case" aria-label={t.stepsOf(caseNo)}>
      <h3>
        {t.stepsOf(caseNo)}{' '}
        <Button size="small" onClick={close}>
          {t.closeSteps}
        </Button>
      </h3>
      <Loaded asked={asked}>
        {({ whatIf }) => {
          const found = whatIf?.candidates[0]?.cases.cases[0];
          return (
            <StepPair
              before={found?.before?.trace ?? []}
              after={found?.after?.trace ?? []}
              beforeName={t.asInForce}
              afterName={t.underCandidate}
            />
          );
        }}
      </Loaded>
    </section>
  );
}

interface MovedCasesProps {
  readonly id: string;
  readonly name: string;
  readonly institution: string;
  readonly close: () => void;
}

/** The cases of an institution that a candidate moves, each with both traces. A page at a time: each case is scored again. */
export function MovedCases({ id, name, institution, close }: MovedCasesProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const scored = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const { region } = usePlace();
  const [opened, open] = useState<Moved | undefined>(undefined);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  const variables = { id, name, institution };
  const listed = useList(WhatIfMovedDocument, variables, movedOf);
  const named = useAsk(InstitutionNameDocument, { region: region.code, code: institution });
  const title = t.movedCasesOf(named.data?.institution?.name ?? institution);
  return (
    <section ref={panel} className="panel moved" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        <Button onClick={close}>{t.close}</Button>
      </header>
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      <DataTable<Moved>
        name="what-if-moved"
        title={title}
        columns={columnsOf({ t, scored, language }, open)}
        rows={listed.rows}
        rowKey={({ caseNo }) => caseNo}
        nothing={t.noMoved}
        asked={{ operation: WhatIfMovedDocument, variables }}
        isLoading={listed.isFetching}
        more={listed.more}
      />
      {opened !== undefined && <Traces {...{ id, name }} moved={opened} close={() => open(undefined)} />}
    </section>
  );
}
