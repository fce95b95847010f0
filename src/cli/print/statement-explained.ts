import type { OpenPlatform } from '../host/host.js';
import type { Step } from './statement-rows.js';
import { TERMINAL_WIDTH, wrapped } from '../terminal/wrapped.js';
import { parseTrace } from '../../app/clearing/evidence/trace-parse.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { explainTrace, type ExplainedStep } from '../../rules/explain/explain.js';
import { printExplanation } from '../../rules/explain/explain-text.js';

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
  const { seq, scope, decision, label, output, exact, unit, rule, formula, formulaText, substituted, basis } = step;
  return { seq, scope, decision, label, output, exact, unit, rule, formula, formulaText, substituted, basis };
}

/** Explained steps under a heading, numbered from `first`. */
export function section(head: string, steps: readonly ExplainedStep[], first: number): string {
  return steps.length === 0 ? '' : `\n${head}\n${wrapped(printExplanation(steps, 'zh', first), TERMINAL_WIDTH)}\n`;
}
