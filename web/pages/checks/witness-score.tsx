import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { WitnessScoredDocument, type WitnessScoredQuery } from '../../generated/checks/graphql.ts';
import { Refused } from '../../parts/failure.tsx';
import { Figure } from '../../parts/figure.tsx';
import { StepChain } from '../../parts/scored/step-chain.tsx';
import { StepPair } from '../../parts/scored/step-pair.tsx';
import { Loaded } from '../../parts/states.tsx';
import { checksEn } from '../../texts/en/checks.ts';
import { scoredEn } from '../../texts/en/scored.ts';
import { checksZh } from '../../texts/zh/checks.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import type { WitnessCase } from './witness-parse.ts';

type Scored = Extract<WitnessScoredQuery['scoreCase'], { __typename: 'CaseScore' }>;

/** What came of a case, as a sentence. */
function Sentence({ score }: { readonly score: Scored }) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const { group, groupKind, groupingOutcome, inclusion, deviation, points } = score;
  return (
    <p>
      {group === null ? t.groupKinds[groupKind] : t.groupOf(group.code, group.name)} · {t.inclusions[inclusion] ?? inclusion}
      {deviation !== null && ` · ${t.deviations[deviation] ?? deviation}`} ·{' '}
      <strong>
        <Figure value={points} /> {t.units['point']}
      </strong>
      {groupingOutcome !== null && <span className="note"> {said(groupingOutcome, language)}</span>}
    </p>
  );
}

interface WitnessScoreProps {
  readonly draftId: string;
  readonly own: WitnessCase;
  readonly other: WitnessCase | undefined;
}

/** 以此病例试算 the witness case scored by the draft: what comes of it, and by which steps; beside the other case where two show the finding. */
export function WitnessScore({ draftId, own, other }: WitnessScoreProps) {
  const t = useTexts({ zh: checksZh, en: checksEn });
  const { region } = usePlace();
  const first = useAsk(WitnessScoredDocument, { region: region.code, case: own, draftId });
  const second = useAsk(WitnessScoredDocument, { region: region.code, case: other ?? own, draftId }, { enabled: other !== undefined });
  const beside = second.data?.scoreCase;
  return (
    <div className="witness-score">
      <Loaded asked={first}>
        {({ scoreCase }) => {
          if (scoreCase.__typename !== 'CaseScore') return <Refused refusal={{ ...scoreCase, messages: both(scoreCase.messages) }} />;
          if (beside?.__typename !== 'CaseScore') {
            return (
              <>
                <Sentence score={scoreCase} />
                <StepChain steps={scoreCase.trace} label={t.steps} />
              </>
            );
          }
          return (
            <>
              <Sentence score={scoreCase} />
              <Sentence score={beside} />
              <StepPair before={scoreCase.trace} after={beside.trace} beforeName={t.thisCase} afterName={t.otherCase} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

/** A message in both languages. */
function both({ zh, en }: { readonly zh: string; readonly en: string | null }) {
  return { zh, en: en ?? zh };
}
