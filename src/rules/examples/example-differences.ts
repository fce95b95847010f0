import type { Label } from '../../engine/plan/plan.js';
import type { BothWords } from '../document/code-words.js';
import type { EffectiveDocument } from '../document/document.js';
import { ruleInWords } from '../explain/stated-words.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding, Mend, MendValue } from '../findings/finding.js';

/** A value that an example states otherwise than it is, in words, and in what place it stands with what comes out (nothing: no edit). */
export interface Differing {
  readonly words: ComparedWords;
  readonly label: Label | undefined;
  readonly steps: readonly string[];
  readonly stated: MendValue;
  readonly actual: MendValue | undefined;
}

/** What was expected of something and what came out, as people read it. */
export interface ComparedWords {
  readonly label: BothWords;
  readonly expected: BothWords;
  readonly actual: BothWords;
}

/** A rule that an example says fires and that did not, and what its decision answered by. */
export interface MissedRule {
  readonly rule: string;
  readonly instead: readonly string[];
}

/** An example of which differences are told: where it stands, the rules that it says fire, and whose words say them. */
export interface Told {
  readonly id: string;
  readonly label: Label | undefined;
  readonly pointer: string;
  readonly fired: readonly string[];
  readonly document: EffectiveDocument;
}

/** Whether what mends a finding takes what comes out now as right: only for a change that was meant. */
export function takesNewResult({ code, mend }: Finding): boolean {
  return (code === 'EXAMPLE_FAILED' || code === 'EXAMPLE_FIRED') && mend !== undefined;
}

/**
 * All differences of an example are one finding: one change of the rules makes them, and one edit of the example mends them, which takes what comes out
 * now as right (采用新结果). None: no finding.
 */
export function differenceFindings(
  { id, label, pointer, fired, document }: Told,
  differing: readonly Differing[],
  missed: readonly MissedRule[],
): readonly Finding[] {
  if (differing.length === 0 && missed.length === 0) return [];
  const example: BothWords = { zh: label?.zh ?? id, en: label?.en ?? label?.zh ?? id };
  const mend = newResult({ pointer, fired, document }, differing, missed);
  const extras = mend === undefined ? {} : { mend };
  const rules = missed.map((one) => missedWords(document, one));
  if (differing.length === 0) {
    const args = { rule: listed(rules.map((one) => one.expected)), fired: listed(rules.map((one) => one.actual)) };
    return [finding('EXAMPLE_FIRED', pointer, { example, ...args }, extras)];
  }
  const all = [...differing.map(({ words }) => words), ...rules];
  const args = { count: all.length, differences: eachOf(all, 'differs'), edits: eachOf(all, 'becomes') };
  return [finding('EXAMPLE_FAILED', pointer, { example, ...args }, extras)];
}

/** A rule that did not fire, and by which its decision answered, in words. */
export function missedWords(document: EffectiveDocument, { rule, instead }: MissedRule): ComparedWords {
  return {
    label: { zh: '成立的规则', en: 'rule that holds' },
    expected: ruleInWords(document, rule).label,
    actual: listed(instead.map((one) => ruleInWords(document, one).label)),
  };
}

/** `differs`: 费用偏差 费用正常 → 费用极高. `becomes`: 费用偏差改为费用极高. */
function eachOf(all: readonly ComparedWords[], how: 'differs' | 'becomes'): BothWords {
  const said = all.map(({ label, expected, actual }): BothWords =>
    how === 'differs'
      ? { zh: `${label.zh} ${expected.zh} → ${actual.zh}`, en: `${label.en} ${expected.en} → ${actual.en}` }
      : { zh: `${label.zh}改为 ${actual.zh}`, en: `${label.en} to ${actual.en}` },
  );
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') };
}

function listed(all: readonly BothWords[]): BothWords {
  if (all.length === 0) return { zh: '—', en: '—' };
  return { zh: all.map(({ zh }) => zh).join('、'), en: all.map(({ en }) => en).join(', ') };
}

/** The edits that set an example to what comes out now; undefined where something comes to nothing that could be stated. */
function newResult(
  { pointer, fired, document }: Omit<Told, 'id' | 'label'>,
  differing: readonly Differing[],
  missed: readonly MissedRule[],
): readonly Mend[] | undefined {
  const values = differing.flatMap(({ label, steps, stated, actual, words }): Mend[] =>
    actual === undefined
      ? []
      : [
          {
            pointer: pointerTo(pointer, 'expect', ...steps),
            value: actual,
            before: stated,
            said: { before: words.expected, value: words.actual },
            ...(label === undefined ? {} : { label }),
          },
        ],
  );
  if (values.length < differing.length || missed.some(({ instead }) => instead.length === 0)) return undefined;
  if (missed.length === 0) return values;
  const insteadByRule = new Map(missed.map(({ rule, instead }) => [rule, instead]));
  const rules = [...new Set(fired.flatMap((rule) => insteadByRule.get(rule) ?? [rule]))];
  const inWords = (names: readonly string[]): BothWords => listed(names.map((name) => ruleInWords(document, name).label));
  return [
    ...values,
    { pointer: pointerTo(pointer, 'fired'), value: rules, before: fired, said: { before: inWords(fired), value: inWords(rules) } },
  ];
}
