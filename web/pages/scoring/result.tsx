import { Alert } from 'antd';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { ScoreOneDocument, type CaseInput, type RulesetSelector, type ScoredCaseFragment } from '../../generated/scoring/graphql.ts';
import { Candidates } from '../../parts/scored/candidates.tsx';
import { StepChain } from '../../parts/scored/step-chain.tsx';
import { Loaded } from '../../parts/states.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { Beside } from './beside.tsx';
import { CostTrial } from './cost-trial.tsx';
import { KeepExample } from './keep/keep-example.tsx';
import { RefusedCase } from './refused-case.tsx';
import { sentenceOf } from './score-words.ts';

/** The versions that scored, and what else has to be known of a score. */
function Provenance({ score }: { readonly score: ScoredCaseFragment }) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { ruleset, catalogue, warnings, reproducibilityKey } = score;
  return (
    <>
      {warnings.map(({ path, message }) => (
        <Alert key={`${path.join('.')} ${message}`} type="warning" showIcon title={message} />
      ))}
      <p className="note provenance">
        {t.byVersions(catalogue.version)}
        {ruleset.status === 'DRAFT' ? (
          t.ofDraft(ruleset.version)
        ) : (
          <PlaceLink to={`/rulesets/${encodeURIComponent(ruleset.version)}`}>{ruleset.version}</PlaceLink>
        )}
        {t.isIndicative}
      </p>
      <p className="note hash">{t.keyOf(reproducibilityKey)}</p>
    </>
  );
}

interface ResultProps {
  readonly input: CaseInput;
}

/** 试算结果: the sentence, what a change of rules or of the cost makes of it, then every step. */
export function Result({ input }: ResultProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const { region, on, isOnStated } = usePlace();
  const using: RulesetSelector | null = isOnStated ? { on } : null;
  const variables = { region: region.code, input, using };
  const asked = useAsk(ScoreOneDocument, variables);
  return (
    <Loaded asked={asked}>
      {({ scoreCase }) =>
        scoreCase.__typename !== 'CaseScore' ? (
          <RefusedCase answer={scoreCase} />
        ) : (
          <div aria-busy={asked.isFetching}>
            <section className="panel" aria-label={t.result}>
              <h2>{t.result}</h2>
              <p className="case-sentence" aria-live="polite">
                {sentenceOf(scoreCase, input.totalCost, { language, words, t })}
              </p>
              <p className="note">{isOnStated ? t.byDay(on) : t.byDischarge(input.dischargeDate)}</p>
              <Provenance score={scoreCase} />
              <KeepExample input={input} points={scoreCase.points} />
            </section>
            <Beside input={input} score={scoreCase} />
            <CostTrial input={input} using={using} />
            <section className="panel">
              <h2>{t.steps}</h2>
              <StepChain steps={scoreCase.trace} label={t.steps} />
            </section>
            <Candidates grouped={scoreCase} />
          </div>
        )
      }
    </Loaded>
  );
}
