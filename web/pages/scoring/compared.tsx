import { Tag } from 'antd';
import type { ScoredCaseFragment } from '../../generated/scoring/graphql.ts';
import type { AskedOperation } from '../../parts/operation-text.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { printDecimalText } from '../../parts/decimal-text.ts';
import { StepChain } from '../../parts/scored/step-chain.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts, type Language } from '../../texts/language.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { groupText, tierText } from './score-words.ts';

/** A figure or a step of the two scores. Empty: that side has none. */
interface Pair {
  readonly key: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly ruleBefore: string;
  readonly ruleAfter: string;
  /** Names of versions and groups stand as they are; figures are printed as such. */
  readonly isName: boolean;
}

const NAMES: readonly string[] = ['ruleset', 'catalogue', 'group', 'tier'];

const isOther = ({ before, after, ruleBefore, ruleAfter }: Pair): boolean => before !== after || ruleBefore !== ruleAfter;

/** The figures of a score that are compared, in the order in which they come about. */
function figuresOf(score: ScoredCaseFragment, words: typeof scoredZh): Readonly<Record<keyof typeof scoringZh.compared, string>> {
  return {
    ruleset: score.ruleset.version,
    catalogue: score.catalogue.version,
    group: groupText(score, words),
    tier: tierText(score, words),
    groupPoints: score.groupPoints ?? '',
    costRatio: score.costRatio ?? '',
    coefficient: score.institutionCoefficient ?? '',
    auxiliary: score.auxiliaryFactor ?? '',
    points: score.points,
    payment: score.payment ?? '',
  };
}

type Step = ScoredCaseFragment['trace'][number];

function stepPairs(before: readonly Step[], after: readonly Step[], language: Language): readonly Pair[] {
  const keys = [...new Set([...before, ...after].map(({ decision }) => decision))];
  const ruleOf = (step: Step | undefined): string =>
    step === undefined ? '' : step.ruleLabel === null ? (step.rule ?? '') : said(step.ruleLabel, language);
  return keys.map((key) => {
    const [one, other] = [before, after].map((steps) => steps.find(({ decision }) => decision === key));
    const label = one?.label ?? other?.label;
    return {
      key,
      label: label === undefined ? key : said(label, language),
      before: one?.output ?? '',
      after: other?.output ?? '',
      ruleBefore: ruleOf(one),
      ruleAfter: ruleOf(other),
      isName: false,
    };
  });
}

function useColumns(hasRules: boolean): readonly Column<Pair>[] {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const shown = (text: string, { isName }: Pair): string => (isName ? text : (words.outputs[text] ?? printDecimalText(text)));
  const rules: readonly Column<Pair>[] = [
    { key: 'ruleBefore', title: t.ruleBefore, kind: 'DAY', width: 170, text: ({ ruleBefore }) => ruleBefore },
    { key: 'ruleAfter', title: t.ruleAfter, kind: 'DAY', width: 170, text: ({ ruleAfter }) => ruleAfter },
  ];
  return [
    { key: 'label', title: t.item, kind: 'DAY', width: 190, text: ({ label }) => label },
    { key: 'before', title: t.before, kind: 'DAY', width: 200, text: ({ before }) => before, show: (pair) => shown(pair.before, pair) },
    { key: 'after', title: t.after, kind: 'DAY', width: 200, text: ({ after }) => after, show: (pair) => shown(pair.after, pair) },
    {
      key: 'other',
      title: t.whether,
      width: 80,
      text: (pair) => (isOther(pair) ? t.differs : t.same),
      show: (pair) => (isOther(pair) ? <Tag color="warning">{t.differs}</Tag> : t.same),
    },
    ...(hasRules ? rules : []),
  ];
}

interface ComparedProps {
  readonly score: ScoredCaseFragment;
  readonly other: ScoredCaseFragment;
  readonly asked: AskedOperation;
}

/** Two scores of one case side by side: the figures, then the steps; what differs is marked. */
export function Compared({ score, other, asked }: ComparedProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const [before, after] = [figuresOf(score, words), figuresOf(other, words)];
  const figures = Object.entries(t.compared).map(([key, label]): Pair => {
    const at = (one: Readonly<Record<string, string>>): string => one[key] ?? '';
    return { key, label, before: at(before), after: at(after), ruleBefore: '', ruleAfter: '', isName: NAMES.includes(key) };
  });
  const steps = stepPairs(score.trace, other.trace, language);
  const figureColumns = useColumns(false);
  const stepColumns = useColumns(true);
  const table = {
    rowKey: ({ key }: Pair) => key,
    nothing: t.same,
    asked,
    rowClassName: (pair: Pair) => (isOther(pair) ? 'row-differs' : ''),
  };
  return (
    <>
      <h3>{t.besideFigures}</h3>
      <DataTable<Pair> name="scoring-figures" title={t.besideFigures} columns={figureColumns} rows={figures} {...table} />
      <h3>{t.besideSteps(steps.filter(isOther).length)}</h3>
      <DataTable<Pair>
        name="scoring-steps"
        title={t.besideSteps(steps.filter(isOther).length)}
        columns={stepColumns}
        rows={steps}
        {...table}
      />
      <details>
        <summary>{t.otherChain}</summary>
        <StepChain steps={other.trace} label={t.otherChain} idPrefix="other" />
      </details>
    </>
  );
}
