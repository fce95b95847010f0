import type { ScoredCaseFragment, ScoreManyQuery } from '../../generated/scoring/graphql.ts';
import { printDecimalText } from '../../parts/decimal-text.ts';
import type { scoredZh } from '../../texts/zh/scored.ts';
import type { scoringZh } from '../../texts/zh/scoring.ts';
import { said, type Language } from '../../texts/language.tsx';

type FewFigures = Extract<ScoreManyQuery['scoreCases']['results'][number]['result'], { readonly __typename: 'CaseScore' }>;

/** The group of a score by code and name, or its layer. */
export function groupText({ group, groupKind }: Pick<ScoredCaseFragment | FewFigures, 'group' | 'groupKind'>, t: typeof scoredZh): string {
  return group === null ? t.groupKinds[groupKind] : t.groupOf(group.code, group.name);
}

/** How a score is paid, and in which tier of cost it is. */
export function tierText({ inclusion, deviation }: Pick<FewFigures, 'inclusion' | 'deviation'>, t: typeof scoredZh): string {
  if (inclusion !== 'INCLUDED') return t.inclusions[inclusion] ?? inclusion;
  return deviation === null ? '' : (t.deviations[deviation] ?? deviation);
}

/** What the cost ratio divides, by the rules that scored: the step's own name and formula. Rulesets divide by different figures. */
function ratioText({ trace }: ScoredCaseFragment, ratio: string, language: Language, t: typeof scoringZh): string {
  const step = trace.find(({ decision }) => decision === 'costRatio');
  const formula = step?.formulaText ?? null;
  return t.saidRatioOf(step === undefined ? t.compared.costRatio : said(step.label, language), ratio, formula && said(formula, language));
}

/** The words that a sentence is made of. */
interface SentenceWords {
  readonly language: Language;
  readonly words: typeof scoredZh;
  readonly t: typeof scoringZh;
}

/** A scored case in one sentence: its group, its cost ratio and what it divides, its points, what they are worth. */
export function sentenceOf(score: ScoredCaseFragment, totalCost: string, { language, words, t }: SentenceWords): string {
  const { inclusion, groupPoints, costRatio, points, payment } = score;
  const figure = (text: string | null): string => printDecimalText(text ?? '');
  if (inclusion !== 'INCLUDED') return t.saidNotScored(score.caseNo, figure(totalCost), words.inclusions[inclusion] ?? inclusion);
  const grouped = t.saidGroup(
    score.caseNo,
    figure(totalCost),
    words.groupKinds[score.groupKind],
    score.group === null ? '' : words.groupOf(score.group.code, score.group.name),
  );
  const ratio =
    costRatio === null ? '' : t.saidRatio(figure(groupPoints), ratioText(score, figure(costRatio), language, t), tierText(score, words));
  return `${grouped}${ratio}${t.saidPoints(figure(points))}${payment === null ? t.saidNoPayment : t.saidPayment(figure(payment))}`;
}
