import type { OpenPlatform } from '../host/host.js';
import type { ShownColumn, ShownValue } from './printed-rows.js';
import type { Step } from './statement-rows.js';
import { TERMINAL_WIDTH, wrapped } from '../terminal/wrapped.js';
import { parseTrace } from '../../app/clearing/evidence/trace-parse.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { explainTrace, type ExplainedStep } from '../../rules/explain/explain.js';
import { printBases, printExplanation } from '../../rules/explain/explain-text.js';

/** The stored trace of a statement in words, as the API's `Statement.trace` has it: names come from the version that decided the year. */
export async function explainedStatement(
  { platform, caller }: OpenPlatform,
  ruleset: RulesetRecord,
  trace: unknown,
): Promise<readonly ExplainedStep[]> {
  const { effective } = await platform.rulesets.get(caller.read, ruleset);
  return explainTrace(parseTrace(trace), effective);
}

/**
 * The lines in their order, each with formula, numbers, rule and article; then the decisions about the institution that they read. They are
 * numbered as they are printed: a trace numbers the decisions of each scope by themselves.
 */
export function explainedText(lines: readonly Step[], steps: readonly ExplainedStep[]): string {
  if (steps.length === 0) return '\n这份结算单没有存下判定过程。 The statement has no trace.\n';
  const own = lines.flatMap(({ key }) => steps.filter(({ decision }) => decision === key));
  const rest = steps.filter((step) => !own.includes(step));
  return `${section('各行的由来', own, 1)}${section('其余判定', rest, own.length + 1)}`;
}

/** A step as `--json` has it: what the terminal prints of it, in parts. */
export function explainedJson(step: ExplainedStep) {
  const { seq, scope, decision, label, output, exact, unit, rule, formula, formulaText, substituted, allocation, basis } = step;
  return { seq, scope, decision, label, output, exact, unit, rule, formula, formulaText, substituted, allocation, basis };
}

/** Columns of `dip statement --explain --csv`: a row a term that a decision read, with the decision beside it; one without terms has one row. */
export const TERM_COLUMNS: readonly ShownColumn[] = [
  ...['scope', 'seq', 'decision', 'label', 'output', 'exact', 'unit', 'formula', 'substituted', 'allocation', 'rule', 'basis'],
  ...['term', 'termLabel', 'value', 'termUnit', 'source'],
].map((name) => ({ name, title: name }));

/** Its rows, scope by scope in the order of the decisions. */
export function termRows(steps: readonly ExplainedStep[]): readonly Record<string, ShownValue>[] {
  return steps.flatMap((step): Record<string, ShownValue>[] => {
    const { scope, seq, decision, label, output, exact, unit, formula, substituted, allocation, rule, basis, inputs } = step;
    const own = {
      ...{ scope, seq, decision, label: label.zh, output, exact, unit, formula, substituted, allocation: allocation?.zh ?? null, rule },
      basis: printBases(basis),
    };
    if (inputs.length === 0) return [{ ...own, term: null, termLabel: null, value: null, termUnit: null, source: null }];
    return inputs.map((input) => ({
      ...{ ...own, term: input.fact, termLabel: input.label.zh, value: input.value, termUnit: input.unit, source: input.source },
    }));
  });
}

/** Explained steps under a heading, numbered from `first`. */
export function section(head: string, steps: readonly ExplainedStep[], first: number): string {
  return steps.length === 0 ? '' : `\n${head}\n${wrapped(printExplanation(steps, 'zh', first), TERMINAL_WIDTH)}\n`;
}
