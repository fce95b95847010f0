import { Tag } from 'antd';
import type { StepShownFragment } from '../../generated/clearing/graphql.ts';
import { printDecimalText } from '../../parts/decimal-text.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { clearingEn } from '../../texts/en/clearing.ts';
import { clearingZh } from '../../texts/zh/clearing.ts';
import { citedText } from './lines.tsx';

interface StepProps {
  readonly step: StepShownFragment;
}

/** A unit in words; a number without one has `1`. */
function unitText(unit: string | null, t: typeof clearingZh): string {
  return unit === null || unit === '1' ? '' : (t.units[unit] ?? unit);
}

function Result({ step: { output, exact, unit } }: StepProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  return (
    <span className="step-result">
      <span className="figure">{t.outputs[output] ?? printDecimalText(output)}</span> {unitText(unit, t)}
      {exact !== null && <span className="note"> {t.exact(exact)}</span>}
    </span>
  );
}

function Articles({ step: { basis } }: StepProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
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
  const t = useTexts({ zh: clearingZh, en: clearingEn });
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

function Step({ step }: StepProps) {
  const t = useTexts({ zh: clearingZh, en: clearingEn });
  const { language } = useLanguage();
  const { decision, label, formula, formulaText, substituted, allocation, rule, ruleLabel } = step;
  const written = formulaText === null ? formula : said(formulaText, language);
  const decided = ruleLabel === null ? rule : said(ruleLabel, language);
  return (
    <li id={`step-${decision}`} className="step" tabIndex={-1}>
      <p>
        <strong>{said(label, language)}</strong> <Result step={step} />
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

/** Decisions in their order: formula, substituted numbers, rule, article and what was read. */
export function StepChain({ steps, label }: { readonly steps: readonly StepShownFragment[]; readonly label: string }) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step) => (
        <Step key={`${step.seq} ${step.decision}`} step={step} />
      ))}
    </ol>
  );
}
