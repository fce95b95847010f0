import { scoredEn } from '../../texts/en/scored.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { Tag } from 'antd';
import { useId } from 'react';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { StepChain, StepResult, type ChainStep } from './step-chain.tsx';

interface PairProps {
  readonly before: readonly ChainStep[];
  readonly after: readonly ChainStep[];
  readonly beforeName: string;
  readonly afterName: string;
}

/** A decision as it came out on each side; one that a side does not have is missing there. */
interface DecisionPair {
  readonly decision: string;
  readonly old: ChainStep | undefined;
  readonly fresh: ChainStep | undefined;
}

/** The decisions of both sides in their order, each once. */
function pairsOf(before: readonly ChainStep[], after: readonly ChainStep[]): readonly DecisionPair[] {
  const names = [...new Set([...before, ...after].map(({ decision }) => decision))];
  const of = (steps: readonly ChainStep[], name: string): ChainStep | undefined => steps.find(({ decision }) => decision === name);
  return names.map((decision) => ({ decision, old: of(before, decision), fresh: of(after, decision) }));
}

/** What of a step is compared: what it gave, with which numbers, by which rule. */
const meaningOf = (step: ChainStep | undefined): string =>
  step === undefined ? '' : [step.output, step.exact, step.substituted, step.formula, step.rule].join('\n');

function Side({ step }: { readonly step: ChainStep | undefined }) {
  const { language } = useLanguage();
  if (step === undefined) return <td>—</td>;
  const { substituted, rule, ruleLabel } = step;
  return (
    <td>
      <StepResult step={step} />
      {substituted !== null && <p className="figure step-numbers">{substituted}</p>}
      {rule !== null && <p className="note">{ruleLabel === null ? rule : said(ruleLabel, language)}</p>}
    </td>
  );
}

/** Two ways of scoring a case side by side: steps that differ are marked and stand first to be seen; each side's whole chain unfolds below. */
export function StepPair({ before, after, beforeName, afterName }: PairProps) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const ids = useId();
  return (
    <>
      <table className="step-pair">
        <thead>
          <tr>
            <th scope="col">{t.step}</th>
            <th scope="col">{beforeName}</th>
            <th scope="col">{afterName}</th>
          </tr>
        </thead>
        <tbody>
          {pairsOf(before, after).map(({ decision, old, fresh }) => {
            const label = (old ?? fresh)?.label;
            const differs = meaningOf(old) !== meaningOf(fresh);
            return (
              <tr key={decision} className={differs ? 'step-differs' : ''}>
                <th scope="row">
                  {label === undefined ? decision : said(label, language)} {differs && <Tag color="warning">{t.differs}</Tag>}
                </th>
                <Side step={old} />
                <Side step={fresh} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {[
        { name: beforeName, steps: before },
        { name: afterName, steps: after },
      ].map(({ name, steps }) => (
        <details key={name}>
          <summary>{t.wholeChain(name)}</summary>
          <StepChain steps={steps} label={name} idPrefix={`${ids}-${name}`} />
        </details>
      ))}
    </>
  );
}
