import { MOST_REMEMBERED, type CatalogueNote } from './catalogue-check.js';
import { ambiguousPairs, type AmbiguousPair } from '../../engine/catalogue/catalogue-pairs.js';
import { buildGroupIndex } from '../../engine/grouping/grouping-index.js';
import type { GroupingFacts } from '../../engine/grouping/grouping-match.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { GroupingMethod } from '../../engine/plan/plan.js';

/** 歧义行对 pairs of rows that only their numbers or codes tell apart, each with a case that fits both: warnings at the row that loses. */
export function ambiguousPairNotes(
  groups: readonly DiseaseGroup[],
  method: GroupingMethod,
  lines: ReadonlyMap<string, number> = new Map(),
): readonly CatalogueNote[] {
  if (method.grouper !== undefined) return [];
  return ambiguousPairs(buildGroupIndex(groups, method, MOST_REMEMBERED)).map((pair) => note(pair, lines));
}

function note({ group, winner, facts }: AmbiguousPair, lines: ReadonlyMap<string, number>): CatalogueNote {
  const { zh, en } = witness(facts);
  return {
    ...{ line: lines.get(group.code) ?? 0, column: 'code', code: 'AMBIGUOUS_PAIR', groupCode: group.code, level: 'WARNING' },
    message: {
      zh: `病种 ${group.code}（${group.name}）与 ${winner.code}（${winner.name}）同层，有病例同时符合两者，只能按编码先后区分：${zh}，入 ${winner.code}。请核对两行的条件。`,
      en: `Groups ${group.code} and ${winner.code} are of one layer, and nothing but their codes decides for a case that fits both: ${en} goes to ${winner.code}. Check what the rows ask for.`,
    },
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
