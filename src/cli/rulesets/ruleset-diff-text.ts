import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { diffBehaviour, type BehaviourChange } from '../../rules/analysis/diff-behaviour.js';
import { changedValues, type WordedChange } from '../../rules/analysis/change-words.js';
import { diffDocuments, type DocumentChange } from '../../rules/analysis/diff-text.js';
import { printBases } from '../../rules/explain/explain-text.js';
import { wordsOf } from '../../rules/explain/explain-words.js';

/** How two versions differ, in text and in what they decide. */
export interface VersionDiff {
  readonly textual: readonly (DocumentChange & { readonly values: readonly WordedChange[] })[];
  readonly behavioural: readonly BehaviourChange[];
}

/** Compares two versions, the earlier first. */
export function versionDiff(before: CompiledRuleset, after: CompiledRuleset): VersionDiff {
  const documents = { before: before.effective, after: after.effective };
  const textual = diffDocuments(documents.before, documents.after).map((one) => ({ ...one, values: changedValues(one, documents) }));
  return { textual, behavioural: diffBehaviour(before, after) };
}

/** How two versions differ, for people. */
export function diffText(earlier: CompiledRuleset, later: CompiledRuleset): string {
  const { textual, behavioural } = versionDiff(earlier, later);
  const text = textual.map((one) => {
    const { effective } = one.kind === 'REMOVED' ? earlier : later;
    const basis = one.basis.length === 0 || one.values.some(({ name }) => name.zh === '依据') ? '' : `  依据：${printBases(wordsOf(effective).basis(one.basis))}\n`;
    return `${KINDS[one.kind]} ${one.label.zh}（${one.pointer}）\n${changeLines(one)}${basis}`;
  });
  const head = (title: string, count: number): string => `${title}：${count === 0 ? '没有差异' : `${count} 处`}\n`;
  return `${head('文本', text.length)}${text.join('')}\n${head('判定', behavioural.length)}${behavioural.map(behaviourText).join('')}`;
}

function changeLines({ kind, values, before = '', after = '' }: VersionDiff['textual'][number]): string {
  if (kind === 'MOVED') return `  原在“${before || '最前'}”之后，现在“${after || '最前'}”之后\n`;
  return values
    .map(({ name, before: was, after: is, percent }) => {
      const share = percent === null ? '' : `，${percent}`;
      if (kind !== 'CHANGED') return `  ${name.zh}：${shortened(is ?? was ?? '')}\n`;
      return `  ${name.zh}：${shortened(was ?? '（无）')} → ${shortened(is ?? '（无）')}${share}\n`;
    })
    .join('');
}

const KINDS = { ADDED: '新增', REMOVED: '删除', CHANGED: '修改', MOVED: '移动', INCOMPARABLE: '无法逐一比较' } as const;
const LONGEST = 300;
const MOST_SITUATIONS = 20;

/** Cut by characters, with a mark; the whole text is in the JSON. */
function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST).join('')}……（全文见 --json）`;
}

function behaviourText({ kind, label, decision, output, situations, changed }: BehaviourChange): string {
  const own = output === undefined ? '' : `  输出：${output.before} → ${output.after}\n`;
  const lines = situations
    .slice(0, MOST_SITUATIONS)
    .map(({ situation, before, after }) => `  ${situation.zh}：${before.outcome} → ${after.outcome}\n`);
  const more = changed > lines.length ? `  ……共 ${changed} 种情形\n` : '';
  return `${KINDS[kind]} ${label.zh}（${decision}）\n${own}${lines.join('')}${more}`;
}
