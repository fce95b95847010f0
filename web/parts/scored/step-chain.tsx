import { Tag } from 'antd';
import './scored.css';
import { printDecimalText } from '../decimal-text.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { citedText, type CitedArticle } from './cited.ts';

/** A text of the platform. */
interface Said {
  readonly zh: string;
  readonly en: string | null;
}

/** A step of a trace as it is shown: what every page asks of `TraceStep`. */
export interface ChainStep {
  readonly seq: number;
  readonly decision: string;
  readonly label: Said;
  readonly formula: string | null;
  readonly formulaText: Said | null;
  readonly substituted: string | null;
  readonly output: string;
  readonly exact: string | null;
  readonly unit: string | null;
  readonly rule: string | null;
  readonly ruleLabel: Said | null;
  readonly allocation: Said | null;
  readonly basis: readonly (CitedArticle & {
    readonly kind: string;
    readonly articleText: { readonly isSummary: boolean; readonly text: Said } | null;
  })[];
  readonly inputs: readonly {
    readonly fact: string;
    readonly label: Said;
    readonly value: string;
    readonly unit: string | null;
    readonly basis: readonly CitedArticle[];
  }[];
  readonly conditions: readonly { readonly rule: string; readonly result: boolean; readonly text: Said }[];
}

interface StepProps {
  readonly step: ChainStep;
}

/** A unit in words; a number without one has `1`. */
function unitText(unit: string | null, t: typeof scoredZh): string {
  return unit === null || unit === '1' ? '' : (t.units[unit] ?? unit);
}

/** What a step gave: the exact number with its unit. */
export function StepResult({ step: { output, exact, unit } }: StepProps) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  return (
    <span className="step-result">
      <span className="figure">{t.outputs[output] ?? printDecimalText(output)}</span> {unitText(unit, t)}
      {exact !== null && <span className="note"> {t.exact(exact)}</span>}
    </span>
  );
}

function Articles({ step: { basis } }: StepProps) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  return basis.map((one) => (
    <p key={`${one.title} ${one.article}`} className="step-article">
      <span className="step-head">{t.basis}</span> {one.kind === 'ASSUMPTION' && <Tag color="warning">{t.assumption}</Tag>}
      {citedText(one, t)}
      {one.articleText !== null && (
        <q>
          {one.articleText.isSummary && <span className="note">{t.summary}</span>}
          {said(one.articleText.text, language)}
        </q>
      )}
    </p>
  ));
}

function Values({ step: { inputs, conditions } }: StepProps) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  if (inputs.length === 0 && conditions.length === 0) return null;
  return (
    <details>
      <summary>{t.valuesOf(inputs.length, conditions.length)}</summary>
      <ul>
        {inputs.map(({ fact, label, value, unit, basis }) => (
          <li key={fact}>
            {said(label, language)} = <span className="figure">{t.outputs[value] ?? printDecimalText(value)}</span> {unitText(unit, t)}
            {basis.length > 0 && <span className="note"> {basis.map((one) => citedText(one, t)).join(' ')}</span>}
          </li>
        ))}
        {conditions.map(({ rule, text, result }) => (
          <li key={`${rule} ${text.zh}`}>
            <Tag color={result ? 'success' : 'default'}>{result ? t.holds : t.holdsNot}</Tag>
            {said(text, language)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Step({ step, idPrefix }: StepProps & { readonly idPrefix: string }) {
  const t = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const { decision, label, formula, formulaText, substituted, allocation, rule, ruleLabel } = step;
  const written = formulaText === null ? formula : said(formulaText, language);
  const decided = ruleLabel === null ? rule : said(ruleLabel, language);
  return (
    <li id={`${idPrefix}-${decision}`} className="step" tabIndex={-1}>
      <p>
        <strong>{said(label, language)}</strong> <StepResult step={step} />
      </p>
      {written !== null && (
        <p>
          <span className="step-head">{t.formula}</span> {written}
        </p>
      )}
      {substituted !== null && (
        <p>
          <span className="step-head">{t.substituted}</span> <span className="figure step-numbers">{substituted}</span>
        </p>
      )}
      {allocation !== null && (
        <p>
          <span className="step-head">{t.allocation}</span> {said(allocation, language)}
        </p>
      )}
      {decided !== null && (
        <p>
          <span className="step-head">{t.rule}</span> {decided}
        </p>
      )}
      <Articles step={step} />
      <Values step={step} />
    </li>
  );
}

interface ChainProps {
  readonly steps: readonly ChainStep[];
  readonly label: string;
  /** Before the decision in the ids of steps, where a page shows two chains. */
  readonly idPrefix?: string;
}

/** Decisions in their order: formula, substituted numbers, rule, article and what was read. */
export function StepChain({ steps, label, idPrefix = 'step' }: ChainProps) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step) => (
        <Step key={`${step.seq} ${step.decision}`} step={step} idPrefix={idPrefix} />
      ))}
    </ol>
  );
}
