import { Button, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../../api/operations.ts';
import {
  WhatIfMovedDocument,
  WhatIfTracesDocument,
  type MovedScoreFragment,
  type WhatIfMovedQuery,
} from '../../generated/what-ifs/graphql.ts';
import { CopyAsGraphql } from '../../parts/copy-as-graphql.tsx';
import { Figure } from '../../parts/figure.tsx';
import { StepPair } from '../../parts/scored/step-pair.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';

type Moved = NonNullable<WhatIfMovedQuery['whatIf']>['candidates'][number]['cases']['cases'][number];
type Problem = Moved['beforeProblem'];

interface SideProps {
  readonly label: string;
  readonly score: MovedScoreFragment | null;
  readonly problem: Problem;
}

/** A score in one line: group, inclusion, deviation, points; or why there is none. */
function Side({ label, score, problem }: SideProps) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  if (score === null) {
    return (
      <p>
        <span className="moved-side">{label}</span> {problem === null ? '—' : said(problem, language)}
      </p>
    );
  }
  const { group, groupKind, inclusion, deviation, points } = score;
  return (
    <p>
      <span className="moved-side">{label}</span> {group === null ? t.groupKinds[groupKind] : t.groupOf(group.code, group.name)} ·{' '}
      {t.inclusions[inclusion] ?? inclusion}
      {deviation !== null && ` · ${t.deviations[deviation] ?? deviation}`} · <Figure value={points} /> {t.units['point']}
    </p>
  );
}

interface MovedCaseProps {
  readonly id: string;
  readonly name: string;
  readonly moved: Moved;
}

/** Both traces of a case, side by side; read when they are unfolded. */
function Traces({ id, name, moved: { place } }: MovedCaseProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const asked = useAsk(WhatIfTracesDocument, { id, name, place });
  return (
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
  );
}

function MovedCase(props: MovedCaseProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const [isOpen, setOpen] = useState(false);
  const { caseNo, changed, before, beforeProblem, after, afterProblem } = props.moved;
  return (
    <li className="moved-case">
      <h3>
        {t.caseOf(caseNo)}{' '}
        {changed.map((output) => (
          <Tag key={output}>{t.outputs[output]}</Tag>
        ))}
      </h3>
      <Side label={t.asInForce} score={before} problem={beforeProblem} />
      <Side label={t.underCandidate} score={after} problem={afterProblem} />
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t.steps}</summary>
        {isOpen && <Traces {...props} />}
      </details>
    </li>
  );
}

interface MovedCasesProps {
  readonly id: string;
  readonly name: string;
  readonly institution: string;
  readonly close: () => void;
}

/** The cases of an institution that a candidate moves, each with both traces. Pages are walked through one by one: each is scored again. */
export function MovedCases({ id, name, institution, close }: MovedCasesProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    void panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  const variables = { id, name, institution, after: pages.at(-1) ?? null };
  const asked = useAsk(WhatIfMovedDocument, variables);
  return (
    <section ref={panel} className="panel moved" aria-label={t.movedCasesOf(institution)}>
      <h2>{t.movedCasesOf(institution)}</h2>
      <div className="moved-tools">
        <Button onClick={close}>{t.close}</Button>
        <CopyAsGraphql asked={{ operation: WhatIfMovedDocument, variables }} />
      </div>
      <Loaded asked={asked}>
        {({ whatIf }) => {
          const page = whatIf?.candidates[0]?.cases;
          if (page === undefined) return <Nothing>{t.noMoved}</Nothing>;
          const { cases, next } = page;
          return (
            <>
              {cases.length === 0 && <Nothing>{t.noMoved}</Nothing>}
              <ul className="moved-cases">
                {cases.map((moved) => (
                  <MovedCase key={moved.caseNo} id={id} name={name} moved={moved} />
                ))}
              </ul>
              <div className="moved-tools">
                {pages.length > 1 && <Button onClick={() => setPages(pages.slice(0, -1))}>{t.back}</Button>}
                {next !== null && (
                  <Button loading={asked.isFetching} onClick={() => setPages([...pages, next])}>
                    {t.next}
                  </Button>
                )}
              </div>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
