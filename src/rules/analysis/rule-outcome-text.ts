import type { DecisionPlan, Outcome } from '../../engine/plan/plan.js';
import { Fraction, lowestTerms, printShort } from '../../engine/number/quantity.js';
import { shownText } from '../../engine/kit/text.js';

/** What identifies an outcome's effect: names in place of slots, values in place of parameters and of how numbers are written. */
export function ruleOutcomeKey(outcome: Outcome): string {
  return JSON.stringify(outcome.kind === 'value' ? outcome.value : outcome.expr, canonical);
}

function canonical(key: string, value: unknown): unknown {
  if (key === 'text' || key === 'id') return undefined;
  if (value instanceof Fraction) {
    const { n, d } = lowestTerms(value);
    return `#${n}/${d}`;
  }
  if (value instanceof Map) {
    const entries: ReadonlyMap<unknown, unknown> = value;
    return [...entries];
  }
  if (typeof value !== 'object' || value === null) return value;
  if ('slot' in value && 'name' in value) return `@${String(value.name)}`;
  if ('kind' in value && (value.kind === 'parameter' || value.kind === 'number') && 'value' in value) return canonical('', value.value);
  return value;
}

/** The parameters that a formula reads, printed, and the tables with their content's key. */
function ingredients(outcome: Outcome): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof Map) return;
    if ('kind' in node && node.kind === 'parameter' && 'name' in node && 'value' in node && node.value instanceof Fraction) {
      found.set(String(node.name), printShort(node.value));
    }
    if ('rows' in node && 'id' in node) found.set(String(node.id), JSON.stringify(node.rows, canonical));
    Object.values(node).forEach(walk);
  };
  if (outcome.kind === 'formula') walk(outcome.expr);
  return found;
}

/** Two outcomes in words; where only parameters or tables behind the same text differ, those are named. */
export function outcomeTexts(before: Outcome, after: Outcome): { readonly before: string; readonly after: string } {
  if (before.text !== after.text) return { before: before.text, after: after.text };
  const [was, is] = [ingredients(before), ingredients(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  const note = (values: ReadonlyMap<string, string>): string =>
    changed.length === 0 ? '' : ` (${changed.map((name) => shortNote(name, values.get(name))).join(', ')})`;
  return { before: before.text + note(was), after: after.text + note(is) };
}

const LONGEST_NOTE = 60;
function shortNote(name: string, value: string | undefined): string {
  return `${name} = ${shownText(value ?? '—', LONGEST_NOTE)}`;
}

/** How a decision's output is kept, in words: `decimal point, 4 places HALF_UP`. */
export function outputText({ output, allocate, rank }: DecisionPlan): string {
  const round = output.exact ? ', exact' : output.round === undefined ? '' : `, ${output.round.scale} places ${output.round.mode}`;
  const optional = output.optional ? ', optional' : '';
  const divided =
    allocate === undefined
      ? ''
      : allocate.kind === 'total'
        ? `; ${allocate.total.name} by ${allocate.weight.name}`
        : `; ${allocate.claim.name} within ${allocate.limit.name}`;
  const within = rank?.within === undefined ? '' : ` within ${rank.within.name}`;
  const ranked = rank === undefined ? '' : `; ${rank.as} by ${rank.by.name}${within}, ${rank.first} first, ties ${rank.ties}`;
  return `${output.type} ${output.unit}${round}${optional}${divided}${ranked}`;
}
