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

/** Parts of a document in the order in which one asks for them, by the first key of a pointer. */
const PARTS: Readonly<Record<string, string>> = {
  parameters: '参数',
  tables: '系数表',
  decisions: '判定',
  methods: '方法',
  aggregates: '汇总',
  indicators: '指标',
  facts: '事实',
};
const MOST_SUMMED = 12;

/** 比较摘要 how many parameters, tables and decisions differ, and the first of them, changes before what came or went; the whole is `diffText`. */
export function diffSummary(earlier: CompiledRuleset, later: CompiledRuleset): string {
  const { textual, behavioural } = versionDiff(earlier, later);
  const partOf = ({ pointer }: DocumentChange): string => pointer.split('/')[1] ?? '';
  const counts = Object.entries(PARTS).flatMap(([part, name]) => {
    const own = textual.filter((one) => partOf(one) === part);
    const entries = new Set(own.map(({ pointer, kind }) => `${kind === 'REMOVED' ? '-' : ''}${pointer.split('/')[2] ?? ''}`));
    return entries.size === 0 ? [] : [`${name} ${entries.size}`];
  });
  const order = Object.keys(PARTS).flatMap((part) => {
    const own = textual.filter((one) => partOf(one) === part && one.kind !== 'MOVED');
    return [...own.filter(({ kind }) => kind === 'CHANGED'), ...own.filter(({ kind }) => kind !== 'CHANGED')];
  });
  const shown = order.slice(0, MOST_SUMMED).map(summedLine);
  const more = textual.length - shown.length;
  return [
    `不同：${counts.length === 0 ? '参数、系数表、判定都没有' : counts.join('，')}（文本共 ${textual.length} 处）；判定结果不同的 ${behavioural.length} 个${namedDecisions(behavioural)}\n`,
    ...shown,
    more > 0 || behavioural.length > 0 ? `  ${more > 0 ? `另有 ${more} 处，` : ''}--all 全部列出，判定不同的情形也在其中\n` : '',
  ].join('');
}

function namedDecisions(changes: readonly BehaviourChange[]): string {
  const names = changes.slice(0, MOST_SUMMED).map(({ label }) => label.zh);
  return names.length === 0 ? '' : `：${names.join('、')}${changes.length > names.length ? '……' : ''}`;
}

/** One line a change: the first value that differs, and how many more do. */
function summedLine({ kind, label, values }: VersionDiff['textual'][number]): string {
  const [first, ...rest] = values;
  const of = first === undefined ? '' : valueText(kind, first);
  return `  ${KINDS[kind]} ${label.zh}${of}${rest.length === 0 ? '' : `，等 ${values.length} 项`}\n`;
}

const LONGEST_SUMMED = 60;

function valueText(kind: DocumentChange['kind'], { name, before, after, percent }: WordedChange): string {
  const short = (text: string): string => ([...text].length <= LONGEST_SUMMED ? text : `${[...text].slice(0, LONGEST_SUMMED).join('')}……`);
  if (kind !== 'CHANGED') return `：${short(after ?? before ?? '')}`;
  return ` › ${name.zh}：${short(before ?? '（无）')} → ${short(after ?? '（无）')}${percent === null ? '' : `，${percent}`}`;
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
