import type { DecisionDocument, EffectiveDocument } from '../document/document.js';
import type { PartOfCard } from '../document/document-scorecard.js';
import { must } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import type { TracedStep } from './explain.js';
import { add, decimal, printShort, ZERO } from '../../engine/number/quantity.js';
import { resolveBasis, type Basis } from '../document/basis.js';

/** 指标得分 how an institution scored by one indicator. Numbers are text; null where there are no data. */
export interface ScoredIndicator {
  readonly id: string;
  readonly label: Label;
  /** What the figure is made of, by name; the denominator is null where the value is the numerator. */
  readonly numerator: { readonly name: string; readonly value: string | null };
  readonly denominator: { readonly name: string; readonly value: string | null } | null;
  /** To 8 places. */
  readonly value: string | null;
  /** 名次占比 place ÷ how many were ranked, where it scores by rank. */
  readonly place: string | null;
  readonly score: string;
  readonly points: string;
  /** Whether it counts towards full marks: not where it was left out without data. */
  readonly isCounted: boolean;
  readonly direction: PartOfCard['direction'];
  /** The band or rule by which it scored. */
  readonly by: Label | null;
  readonly evidence: Label | null;
  readonly basis: readonly Basis[];
}

/** 考核评分 a scorecard as an institution scored by it. */
export interface ScoredCard {
  readonly id: string;
  readonly label: Label;
  readonly total: string;
  /** Full marks of all indicators. */
  readonly points: string;
  readonly indicators: readonly ScoredIndicator[];
}

/** The scorecards of a trace, in the order of the document: what each indicator came to, and the total. */
export function scorecardsOf(trace: readonly TracedStep[], document: EffectiveDocument): readonly ScoredCard[] {
  const steps = new Map(trace.map((step) => [step.decision, step]));
  const cards = [...new Set(document.decisions.flatMap(({ partOf }) => partOf?.card ?? []))];
  return cards.flatMap((id) => {
    const total = steps.get(id);
    if (total === undefined) return [];
    const parts = document.decisions.filter(({ partOf }) => partOf?.card === id);
    const indicators = [...new Set(parts.flatMap(({ partOf }) => partOf?.indicator ?? []))];
    const scored = indicators.map((indicator) =>
      scoredIndicator(
        parts.filter(({ partOf }) => partOf?.indicator === indicator),
        { steps, document },
      ),
    );
    const points = printShort(scored.map((one) => decimal(one.points)).reduce(add, ZERO));
    return { id, label: total.label, total: must(total.output, 'total of a scorecard'), points, indicators: scored };
  });
}

interface Site {
  readonly steps: ReadonlyMap<string, TracedStep>;
  readonly document: EffectiveDocument;
}

function scoredIndicator(parts: readonly DecisionDocument[], { steps, document }: Site): ScoredIndicator {
  const decisionOf = (role: PartOfCard['role']): DecisionDocument | undefined => parts.find(({ partOf }) => partOf?.role === role);
  const stepOf = (role: PartOfCard['role']): TracedStep | undefined => steps.get(decisionOf(role)?.id ?? '');
  const { id, label, partOf: stated, basis = [] } = must(decisionOf('VALUE'), 'value of an indicator');
  const { numerator, denominator, points, direction, evidence } = must(stated, 'part of a scorecard');
  const [value, score, weight] = [stepOf('VALUE'), must(stepOf('SCORE'), 'score of an indicator'), stepOf('WEIGHT')];
  const read = (name: string) => ({ name, value: value?.inputs.find(({ name: of }) => of === name)?.value ?? null });
  return {
    ...{ id, label, points, direction, numerator: read(numerator), denominator: denominator === undefined ? null : read(denominator) },
    ...{ value: short(value?.output), place: short(stepOf('PLACE')?.output), score: must(score.output, 'score') },
    isCounted: weight?.output === undefined || weight.output === null || decimal(weight.output).n > 0n,
    by: decisionOf('SCORE')?.rules?.find(({ name }) => name === score.rule)?.label ?? null,
    evidence: evidence ?? null,
    basis: resolveBasis(document, basis),
  };
}

/** A number without the zeros that its 8 places end in. */
function short(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : printShort(decimal(text));
}
