import { MOST_REMEMBERED, type CatalogueNote } from './catalogue-check.js';
import { ambiguousPairs, type AmbiguousPair } from '../../engine/catalogue/catalogue-pairs.js';
import { buildGroupIndex } from '../../engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../engine/grouping/grouping-match.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { GroupingMethod } from '../../engine/plan/plan.js';

/** Pairs that are told of a file: the rest is mostly the same. */
const MOST_TOLD = 10;

/**
 * 歧义行对 pairs of rows that only their numbers or codes tell apart, each with a case that fits both: one warning for all of them, at the row that loses
 * first, with how many there are and the first of them.
 */
export function ambiguousPairNotes(
  groups: readonly DiseaseGroup[],
  method: GroupingMethod,
  lines: ReadonlyMap<string, number> = new Map(),
): readonly CatalogueNote[] {
  if (method.grouper !== undefined) return [];
  const lineOf = ({ group }: AmbiguousPair): number => lines.get(group.code) ?? 0;
  const pairs = [...ambiguousPairs(buildGroupIndex(groups, method, MOST_REMEMBERED))].sort((a, b) => lineOf(a) - lineOf(b));
  const [first] = pairs;
  if (first === undefined) return [];
  const told = pairs.slice(0, MOST_TOLD).map((pair) => pairText(pair, lineOf(pair)));
  const zh = `有 ${pairs.length} 对病种同层，有病例同时符合两者，只能按编码先后区分${pairs.length > MOST_TOLD ? `，先列 ${MOST_TOLD} 对` : ''}：`;
  const en = `${pairs.length} pair(s) of groups are of one layer, and nothing but their codes decides for a case that fits both${pairs.length > MOST_TOLD ? `; the first ${MOST_TOLD}` : ''}: `;
  return [
    {
      ...{ line: lineOf(first), column: 'code', code: 'AMBIGUOUS_PAIR', groupCode: first.group.code, level: 'WARNING' },
      message: {
        zh: `${zh}${told.map((one) => one.zh).join('；')}。请核对两行的条件。`,
        en: `${en}${told.map((one) => one.en).join('; ')}. Check what the rows ask for.`,
      },
    },
  ];
}

function pairText({ group, winner, facts }: AmbiguousPair, line: number): { readonly zh: string; readonly en: string } {
  const { zh, en } = witness(facts);
  const [at, where] = line === 0 ? ['', ''] : [`第 ${line} 行 `, `line ${line}, `];
  return {
    zh: `${at}${group.code}（${group.name}）与 ${winner.code}（${winner.name}）：${zh}，入 ${winner.code}`,
    en: `${where}${group.code} and ${winner.code}: ${en} goes to ${winner.code}`,
  };
}

function witness({ principalDiagnosis, otherDiagnoses, procedures }: GroupingFacts): { readonly zh: string; readonly en: string } {
  const list = (codes: readonly string[]): string => codes.join(', ');
  const [zh, en] = [[`主要诊断 ${principalDiagnosis}`], [`principal diagnosis ${principalDiagnosis}`]];
  if (otherDiagnoses.length > 0) {
    zh.push(`其他诊断 ${list(otherDiagnoses)}`);
    en.push(`other diagnoses ${list(otherDiagnoses)}`);
  }
  zh.push(procedures.length > 0 ? `手术操作 ${list(procedures)}` : '无手术操作');
  en.push(procedures.length > 0 ? `operations ${list(procedures)}` : 'no operation');
  return { zh: zh.join('、'), en: en.join(', ') };
}
