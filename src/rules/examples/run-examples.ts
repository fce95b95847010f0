import type { EffectiveDocument, ExampleDocument } from '../document/document.js';
import type { Part } from '../document/vocabulary.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Judge } from '../judge/judge.js';
import { ExampleTrials, type Own, type Trial } from './example-trials.js';
import { runExample, type ExampleOutcome } from './examples.js';

/** The two parts of a document, and what each of its examples runs on. */
export class ExampleParts {
  readonly #trials: Readonly<Record<Part, ExampleTrials>>;

  constructor(
    readonly effective: EffectiveDocument,
    own: Readonly<Record<Part, Own>>,
    judge: Judge,
  ) {
    this.#trials = {
      SCORING: new ExampleTrials(effective, own.SCORING, judge, 'SCORING'),
      QUALITY: new ExampleTrials(effective, own.QUALITY, judge, 'QUALITY'),
    };
  }

  /** What to run an example on, or why it cannot be run. */
  of(example: ExampleDocument, pointer: string): ReturnType<ExampleTrials['of']> {
    return this.#trials[partOf(this.effective, example)].of(example, pointer);
  }
}

/** An example with what it runs on. */
export interface TriedExample {
  readonly example: ExampleDocument;
  readonly pointer: string;
  readonly trial: Trial;
}

/** Runs every example of a document, in its order. */
export async function runExamples(parts: ExampleParts): Promise<readonly ExampleOutcome[]> {
  const outcomes: ExampleOutcome[] = [];
  for (const [index, example] of parts.effective.examples.entries()) {
    const pointer = pointerTo('', 'examples', index);
    const trial = await parts.of(example, pointer);
    const { id, scope } = example;
    outcomes.push(
      'findings' in trial
        ? { id, scope, findings: trial.findings, mismatches: [], held: [], met: [] }
        : await runExample(trial, example, pointer),
    );
  }
  return outcomes;
}

/** The examples of a document that can be run, with what each runs on. */
export async function triedExamples(parts: ExampleParts): Promise<readonly TriedExample[]> {
  const tried: TriedExample[] = [];
  for (const [index, example] of parts.effective.examples.entries()) {
    const pointer = pointerTo('', 'examples', index);
    const trial = await parts.of(example, pointer);
    if (!('findings' in trial)) tried.push({ example, pointer, trial });
  }
  return tried;
}

/** An example that expects an output of a quality decision, or a rule of one to hold, is judged as an arriving list is. */
function partOf({ decisions }: EffectiveDocument, { expect, fired = [] }: ExampleDocument): Part {
  const isAsked = decisions.some(
    ({ id, quality, rules = [] }) => quality === true && (Object.hasOwn(expect, id) || rules.some(({ name }) => fired.includes(name))),
  );
  return isAsked ? 'QUALITY' : 'SCORING';
}
