import { must } from '../../engine/kit/assert.js';
import { prepare } from '../../engine/decide/program.js';
import type { DecisionPlan, Label } from '../../engine/plan/plan.js';
import { SCOPES } from '../../engine/plan/scopes.js';
import { factLabel } from '../analysis/situation-text.js';
import { printGiven } from '../analysis/witness.js';
import type { CompiledRuleset, Judged } from '../compiled/compiled-ruleset.js';
import type { EffectiveDocument, ExampleDocument } from '../document/document.js';
import type { Trial } from '../examples/example-trials.js';
import type { ExampleOutcome } from '../examples/examples.js';
import { exampleAt } from './boundary-examples.js';
import { isShownBy } from './shown.js';
import { boundaryPoints, provenOf, type Point, type Proven } from './points.js';

/** 界值示例 an example that a clerk may adopt: what is given, what it gives now, which rules hold. */
export interface BoundaryExample {
  readonly example: ExampleDocument;
  readonly decision: string;
  readonly rule: string;
  readonly fact: string;
  /** Absent where a fact has no order: then the example shows the rule taking effect, or just not. */
  readonly threshold: string | undefined;
  readonly side: Point['side'];
  /** Whether an example of the document stands there already. */
  readonly isShown: boolean;
}

/** Boundary examples of a ruleset, in the order of its decisions and rules. */
export interface BoundaryReport {
  /** At most `limit`, those that no example shows first asked for. */
  readonly examples: readonly BoundaryExample[];
  readonly total: number;
  /** How many of all stand where an example of the document stands. */
  readonly shown: number;
  /** Points whose formula needs more than can be made up: an example of them is written by hand. */
  readonly unmade: number;
}

/** What of a ruleset is asked. */
export interface BoundaryOptions {
  /** Rules of bases have their examples there. */
  readonly isInherited?: (pointer: string) => boolean;
  readonly limit?: number;
  /** Also those where an example stands already. */
  readonly all?: boolean;
}

/** Most boundary examples that one question gives. */
export const MOST_BOUNDARIES = 500;

/**
 * 界值示例 of a checked ruleset, always the same ones: t − step, t, t + step of every threshold, where it decides (section 4 of the
 * architecture). Each was worked out on the ruleset itself.
 */
export async function boundaryExamples(
  ruleset: CompiledRuleset,
  outcomes: readonly ExampleOutcome[],
  { isInherited = () => false, limit = MOST_BOUNDARIES, all = false }: BoundaryOptions = {},
): Promise<BoundaryReport> {
  const ids = new Set(ruleset.effective.examples.map(({ id }) => id));
  const examples: BoundaryExample[] = [];
  const counts = { total: 0, shown: 0, unmade: 0 };
  for (const part of judgedParts(ruleset)) {
    const trial = trialOf(part, ruleset.effective);
    const proven = provenOf(part);
    for (const point of ownPoints(proven, isInherited)) {
      const isShown = isShownBy(point, outcomes);
      counts.total += 1;
      if (isShown) counts.shown += 1;
      if ((isShown && !all) || examples.length >= limit) continue;
      const example = await exampleAt(proven, trial, point, newId(point, ids));
      if (example === undefined) counts.unmade += 1;
      else {
        ids.add(example.id);
        examples.push({ example: { ...example, label: labelOf(proven, point) }, ...namesOf(point), isShown });
      }
    }
  }
  return { examples, ...counts };
}

/** The scoring decisions, and the quality decisions where there are any. */
export function judgedParts({ plan, tables, quality }: CompiledRuleset): Judged[] {
  const scoring = { plan, tables };
  return quality === undefined ? [scoring] : [scoring, { plan: quality.plan, tables: quality.tables }];
}

/** What a made example runs on. */
export function trialOf({ plan, tables }: Judged, document: EffectiveDocument): Trial {
  return { program: prepare(plan), tables, stated: new Set<string>(), tryable: [], isOwn: true, document };
}

function ownPoints(proven: Proven, isInherited: (pointer: string) => boolean): Point[] {
  const seen = new Set<string>();
  return SCOPES.flatMap((scope) => proven.plan.decisions[scope]).flatMap((decision) =>
    ownPointsOf(proven, decision, isInherited).filter((point) => {
      const key = `${point.decision.id} ${point.table} ${point.values.map(printGiven).join('|')}`;
      return !seen.has(key) && seen.add(key);
    }),
  );
}

/** The points of a decision's own rules. */
export function ownPointsOf(proven: Proven, decision: DecisionPlan, isInherited: (pointer: string) => boolean): Point[] {
  return boundaryPoints(proven, decision, (rule) => !isInherited(must(decision.rules[rule], 'rule').pointer));
}

function namesOf({ decision, rule, table, at, threshold, side }: Point): Omit<BoundaryExample, 'example' | 'isShown'> {
  const fact = must(decision.tables[table]?.tests[at], 'test').ref.name;
  return { decision: decision.id, rule: must(decision.rules[rule], 'rule').name, fact, threshold, side };
}

const SIDE_WORDS: Readonly<Record<Point['side'], Label>> = {
  BELOW: { zh: '界值之下', en: 'just below' },
  AT: { zh: '恰在界值', en: 'at the threshold' },
  ABOVE: { zh: '界值之上', en: 'just above' },
  HOLDS: { zh: '成立', en: 'the rule takes effect' },
  MISSES: { zh: '恰好不成立', en: 'it just does not' },
};

function labelOf({ plan }: Proven, point: Point): { zh: string; en: string } {
  const { ref } = must(point.decision.tables[point.table]?.tests[point.at], 'test');
  const [fact, value, words] = [factLabel(plan, ref), printGiven(point.values[point.at] ?? null), SIDE_WORDS[point.side]];
  const limit = point.threshold === undefined ? '' : ` ${point.threshold}`;
  const rule = must(point.decision.rules[point.rule], 'rule').name;
  return {
    zh: `${rule}：${fact.zh} ${value}，${words.zh}${limit}`.slice(0, 200),
    en: `${rule}: ${fact.en ?? fact.zh} ${value}, ${words.en ?? ''}${limit}`.slice(0, 200),
  };
}

/** `deviation-low-costRatio-0.5-below`; a number where there is one of the name. */
function newId(point: Point, taken: ReadonlySet<string>): string {
  const { rule, fact, threshold, side } = namesOf(point);
  const wanted = [rule, fact, threshold ?? '', side.toLowerCase()].filter((part) => part !== '').join('-');
  const id = wanted
    .replaceAll(/[^\w.-]/gu, '_')
    .replace(/^[^A-Z0-9]/iu, 'x')
    .slice(0, 110);
  for (let n = 1; ; n++) {
    const name = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(name)) return name;
  }
}
