import type { RevisionShownFragment } from '../../generated/budget/graphql.ts';

type Step = RevisionShownFragment['trace'][number];
type Input = Step['inputs'][number];

/** A line of the tree: a line of the budget that is worked out, or a value that it reads. */
export interface TreeLine {
  /** Its place: the names from the root to it. */
  readonly key: string;
  readonly depth: number;
  readonly name: string;
  readonly label: Step['label'];
  readonly value: string;
  readonly unit: string | null;
  /** Worked out by the ruleset; otherwise recorded, a parameter or a table. */
  readonly isOutput: boolean;
  readonly source: string;
  readonly formula: Step['label'] | null;
  readonly substituted: string | null;
  readonly basis: Step['basis'];
}

/** Deeper than that nothing is indented further. */
const DEEPEST = 6;

function lineOfStep(step: Step, above: readonly string[]): TreeLine {
  const { decision, label, output, unit, formula, formulaText, substituted, basis } = step;
  return {
    ...{ key: [...above, decision].join(' '), depth: depthOf(above), name: decision, label, value: output, unit, isOutput: true },
    ...{ source: 'output', formula: formulaText ?? (formula === null ? null : { zh: formula, en: formula }), substituted, basis },
  };
}

function lineOfInput({ fact, label, value, unit, source }: Input, above: readonly string[]): TreeLine {
  return {
    ...{ key: [...above, fact].join(' '), depth: depthOf(above), name: fact, label, value, unit, isOutput: false },
    ...{ source, formula: null, substituted: null, basis: [] },
  };
}

function depthOf({ length }: readonly string[]): number {
  return length < DEEPEST ? length : DEEPEST;
}

/** How often a step is read below another, so that what has most below it is written first. */
function sizeOf(step: Step, steps: ReadonlyMap<string, Step>, above: readonly string[] = []): number {
  const here = [...above, step.decision];
  const below = step.inputs.map(({ fact }) => steps.get(fact)).filter((made) => made !== undefined && !here.includes(made.decision));
  return below.reduce((sum, made) => sum + (made === undefined ? 0 : sizeOf(made, steps, here)), 1);
}

/** A step, then what it reads; a line that was written out before is not written out again. */
function linesBelow(step: Step, steps: ReadonlyMap<string, Step>, above: readonly string[], written: Set<string>): readonly TreeLine[] {
  const own = lineOfStep(step, above);
  if (written.has(step.decision)) return [own];
  written.add(step.decision);
  const here = [...above, step.decision];
  return [
    own,
    ...step.inputs.flatMap((input) => {
      const made = steps.get(input.fact);
      return made === undefined ? [lineOfInput(input, here)] : linesBelow(made, steps, here, written);
    }),
  ];
}

/** The lines of a budget as a tree, written one below the other: first what nothing else reads, the one with most below it foremost. */
export function budgetTree(trace: readonly Step[]): readonly TreeLine[] {
  const steps = new Map(trace.map((step) => [step.decision, step]));
  const read = new Set(trace.flatMap(({ inputs }) => inputs.map(({ fact }) => fact)));
  const roots = trace.filter(({ decision }) => !read.has(decision)).sort((a, b) => sizeOf(b, steps) - sizeOf(a, steps));
  const written = new Set<string>();
  return roots.flatMap((root) => linesBelow(root, steps, [], written));
}
