import type { DecisionDocument, LeafDocument, RulesetDocument } from '../document/document.js';
import type { ScoreBand, Scorecard, ScorecardIndicator } from '../document/document-scorecard.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { Origins } from './origins.js';
import { indicatorProblems } from './scorecard-problems.js';
import { bandLeaves, cardPlaceId, scoreFormula, cardScoreId, cardWeightId } from './scorecard-scoring.js';
import type { Label } from '../../engine/plan/plan.js';
import { add, decimal, printShort, ZERO } from '../../engine/number/quantity.js';

type OwnDecision = NonNullable<RulesetDocument['decisions']>[number];
type StatedDecision = Exclude<OwnDecision, { readonly remove: true }>;
/** A decision as a document states it, its scorecard written out: `parts` stand before it. */
export type CardedDecision = Omit<StatedDecision, 'scorecard'> & { readonly parts?: readonly DecisionDocument[] | undefined };
/** An entry of `decisions` after scorecards were written out. */
export type CardedEntry = CardedDecision | Extract<OwnDecision, { readonly remove: true }>;

interface Notes {
  readonly findings: Finding[];
  readonly origins: Origins;
}

/** What says otherwise how an answer is found. */
const OTHER_FORMS = ['hit', 'rules', 'table', 'choose', 'otherwise', 'formula', 'value', 'allocate', 'rank'] as const;

/**
 * Writes out scorecards 考核评分表 as the decisions that they stand for: of every indicator its value and its score, then the total as a
 * formula. What follows (merging, judge, checks, traces, hashes) sees decisions only; `origins` learns which indicator each came from.
 */
export function expandScorecards(decisions: readonly OwnDecision[], notes: Notes): readonly CardedEntry[] {
  return decisions.map((decision, index) => {
    if ('remove' in decision) return decision;
    const { scorecard, ...rest } = decision;
    return scorecard === undefined ? rest : expandDecision(rest, scorecard, { ...notes, pointer: pointerTo('/decisions', index) });
  });
}

interface CardSite extends Notes {
  /** Of the decision. */
  readonly pointer: string;
}

function expandDecision(decision: Omit<StatedDecision, 'scorecard'>, card: Scorecard, site: CardSite): CardedDecision {
  const { pointer, findings, origins } = site;
  const { id, scope, output } = decision;
  const others = OTHER_FORMS.filter((key) => decision[key] !== undefined);
  if (others.length > 0) {
    findings.push(finding('SCORECARD_WITH_RULES', pointerTo(pointer, others[0] ?? ''), { decision: id, keys: others.join(', ') }));
    return decision;
  }
  if (scope === undefined || output?.type !== 'decimal' || output.round === undefined) {
    findings.push(finding('SCORECARD_STATES', pointer, { decision: id }));
    return decision;
  }
  if (card.indicators.every(({ missing }) => missing === 'LEFT_OUT')) {
    findings.push(finding('SCORECARD_LEFT_OUT', `${pointer}/scorecard/indicators`, { decision: id }));
  }
  const frame: CardFrame = { card: id, scope, round: output.round };
  const parts = card.indicators.flatMap((indicator, index) => {
    const at = pointerTo(pointer, 'scorecard', 'indicators', index);
    findings.push(...indicatorProblems(indicator, at));
    return partsOf(indicator, frame).map((part) => ({ part, indicator, at }));
  });
  parts.forEach((one, index) => notePart(origins, one, pointerTo(pointer, 'parts', index)));
  origins.noteWritten(`${pointer}/formula`, `${pointer}/scorecard`, 'WHOLE');
  origins.noteWritten(`${pointer}/basis`, `${pointer}/scorecard/basis`);
  return { ...decision, formula: totalFormula(card), basis: card.basis, parts: parts.map(({ part }) => part) };
}

interface CardFrame {
  readonly card: string;
  readonly scope: DecisionDocument['scope'];
  readonly round: NonNullable<Extract<DecisionDocument['output'], { type: 'decimal' }>['round']>;
}

/** An indicator's value, its place where it is ranked, its score, and what it counts of full marks where it may be left out. */
function partsOf(indicator: ScorecardIndicator, { card, scope, round }: CardFrame): readonly DecisionDocument[] {
  const { id, label, numerator, denominator, direction, points, scoring, missing, evidence, basis } = indicator;
  const partOf = {
    ...{ card, indicator: id, points, direction, numerator },
    ...(denominator === undefined ? {} : { denominator }),
    ...(evidence === undefined ? {} : { evidence }),
  };
  const exact = { type: 'decimal' as const, unit: '1', exact: true, optional: true };
  const rounded = { type: 'decimal' as const, unit: '1', round };
  const value: DecisionDocument = {
    ...{ id, scope, label, output: exact, basis },
    formula: denominator === undefined ? numerator : `ratio(${numerator}, ${denominator})`,
    partOf: { ...partOf, role: 'VALUE' },
  };
  const place: readonly DecisionDocument[] =
    'rank' in scoring
      ? [
          {
            ...{ id: cardPlaceId(id), scope, label: named(label, '名次占比', 'share of places'), output: exact },
            rank: {
              ...{ by: id, ...(scoring.rank.within === undefined ? {} : { within: scoring.rank.within }) },
              ...{ first: direction === 'HIGHER' ? 'HIGHEST' : 'LOWEST', ties: scoring.rank.ties, as: 'SHARE', basis },
            },
            partOf: { ...partOf, role: 'PLACE' },
          },
        ]
      : [];
  const score: DecisionDocument = {
    ...{ id: cardScoreId(id), scope, label: named(label, '得分', 'score'), output: rounded },
    ...{ hit: 'unique', rules: rulesOf(indicator) },
    otherwise: { value: missing === 'FULL' ? points : '0', basis },
    partOf: { ...partOf, role: 'SCORE' },
  };
  const weight: readonly DecisionDocument[] =
    missing === 'LEFT_OUT'
      ? [
          {
            ...{ id: cardWeightId(id), scope, label: named(label, '计入满分', 'full marks counted'), output: rounded, hit: 'unique' },
            rules: [
              ruleOf(indicator, {
                id: cardWeightId(id),
                name: 'counted',
                label: WORDS.hasData,
                outcome: { value: points },
                when: [known(id)],
              }),
            ],
            otherwise: { value: '0', basis },
            partOf: { ...partOf, role: 'WEIGHT' },
          },
        ]
      : [];
  return [value, ...place, score, ...weight];
}

const WORDS = { hasData: { zh: '有数据', en: 'has data' }, noData: { zh: '没有数据', en: 'no data' } } as const;

/** The bands by which an indicator scores, what they are asked of, and where they stand in it; none where a formula scores. */
function bandsOf({ id, scoring }: ScorecardIndicator): {
  readonly fact: string;
  readonly place: string;
  readonly bands: readonly ScoreBand[];
} {
  if ('rank' in scoring) return { fact: cardPlaceId(id), place: 'scoring/rank/bands', bands: scoring.rank.bands };
  return { fact: id, place: 'scoring/bands', bands: 'bands' in scoring ? scoring.bands : [] };
}

/** The rules of a score: what there are no data for stands first, as a rule of its own, so that whatever else no rule answers is a gap. */
function rulesOf(indicator: ScorecardIndicator): NonNullable<DecisionDocument['rules']> {
  const { id, label, points, missing } = indicator;
  const { fact, bands } = bandsOf(indicator);
  const score = cardScoreId(id);
  const without = { value: missing === 'FULL' ? points : '0' };
  const noData = ruleOf(indicator, { id: score, name: 'no-data', label: WORDS.noData, outcome: without, when: [known(fact, false)] });
  const formula = scoreFormula(indicator);
  if (formula !== undefined) {
    return [noData, ruleOf(indicator, { id: score, name: 'measured', label: WORDS.hasData, outcome: { formula }, when: [known(fact)] })];
  }
  const banded = bands.map(({ when, points: scored }, index) => {
    const called = { zh: `${label.zh} ${when}`, en: `${label.en ?? id} ${when}` };
    const asked = [known(fact), ...bandLeaves(fact, when)];
    return ruleOf(indicator, { id: score, name: `band-${index + 1}`, label: called, outcome: { value: scored }, when: asked });
  });
  return [noData, ...banded];
}

function known(fact: string, value = true): LeafDocument {
  return { fact, operator: 'known', value };
}

interface WrittenRule {
  readonly id: string;
  readonly name: string;
  readonly label: Label;
  readonly outcome: { readonly value: string } | { readonly formula: string };
  readonly when: readonly LeafDocument[];
}

function ruleOf({ basis }: ScorecardIndicator, { id, name, label, outcome, when }: WrittenRule) {
  return { name: `${id}.${name}`, label, basis, conditions: { all: [...when] }, event: { type: id, params: outcome } };
}

/** The sum of the scores; of those that are not left out, brought to full marks. */
function totalFormula({ indicators }: Scorecard): string {
  const scores = indicators.map(({ id }) => cardScoreId(id)).join(' + ');
  if (indicators.every(({ missing }) => missing !== 'LEFT_OUT')) return scores;
  const full = indicators.map(({ points }) => decimal(points)).reduce(add, ZERO);
  const counted = indicators.map(({ id, points, missing }) => (missing === 'LEFT_OUT' ? cardWeightId(id) : points)).join(' + ');
  return `(${scores}) * ${printShort(full)} / (${counted})`;
}

function named(label: Label, zh: string, en: string): Label {
  return { zh: `${label.zh}${zh}`, ...(label.en === undefined ? {} : { en: `${label.en}: ${en}` }) };
}

interface CardPart {
  readonly part: DecisionDocument;
  readonly indicator: ScorecardIndicator;
  /** Where the indicator stands. */
  readonly at: string;
}

/** Whatever is found about what was written out is found about the indicator, or about the band that a rule was made of. */
function notePart(origins: Origins, { part, indicator, at }: CardPart, written: string): void {
  origins.noteWritten(written, at, 'WHOLE');
  origins.noteWritten(`${written}/formula`, indicator.denominator === undefined ? `${at}/numerator` : at, 'WHOLE');
  if (part.partOf?.role !== 'SCORE') return;
  const { place, bands } = bandsOf(indicator);
  // The first rule is about having no data.
  bands.forEach((_, index) => origins.noteWritten(pointerTo(written, 'rules', index + 1), pointerTo(`${at}/${place}`, index), 'WHOLE'));
}
