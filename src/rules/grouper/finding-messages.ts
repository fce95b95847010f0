import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import type { GrouperFinding, GrouperFindingCode } from './check-grouper.js';

type Said = (at: string, shown: string) => Reason;

const WORDS: Readonly<Record<GrouperFindingCode, Said>> = {
  EMPTY_SET: (at) => ({ zh: `编码集 ${at} 没有编码，用它的条件不会成立`, en: `set ${at} holds no code: a condition on it never holds` }),
  UNUSED_SET: (at) => ({ zh: `编码集 ${at} 没有任何规则使用`, en: `no rule uses set ${at}` }),
  UNUSED_TABLE: (at) => ({ zh: `排除表 ${at} 没有任何并发症使用`, en: `no complication uses exclusion table ${at}` }),
  CODE_TWICE: (at, shown) => ({ zh: `${at} 中重复列出：${shown}`, en: `listed twice in ${at}: ${shown}` }),
  UNKNOWN_CODE: (at, shown) => ({ zh: `${at} 中的编码不在编码表内：${shown}`, en: `codes of ${at} that the code table lacks: ${shown}` }),
  OUTSIDE_MDC: (at, shown) => ({
    zh: `${at} 列出的主要诊断不能进入它的 MDC，以它为主要诊断的病例到不了 ${at}：${shown}`,
    en: `principal diagnoses that ${at} lists but its MDC does not let in: ${shown}`,
  }),
  NO_DRG: (at) => ({ zh: `${at} 没有细分组，进入它的病例无组可入`, en: `${at} has no DRG: its cases end without a group` }),
  DRG_GAP: (at, shown) => ({
    zh: `${at} 的细分组都有条件，不符合任何一个的病例无组可入${shown === '' ? '' : `（例如 ${shown}，不伴并发症）`}`,
    en: `every DRG of ${at} has a condition: a case that meets none ends without a group`,
  }),
  UNREACHABLE: (at, shown) => ({
    zh: shown === '' ? `没有病例能满足 ${at} 的条件` : `找不到能进入 ${at} 的病例，它们先进入：${shown}`,
    en: shown === '' ? `no case can meet the conditions of ${at}` : `no case was found that reaches ${at}; those tried go to ${shown}`,
  }),
  WEIGHT_MISSING: (at) => ({ zh: `${at} 没有权重`, en: `${at} has no weight` }),
  WEIGHT_WITHOUT_DRG: (at) => ({ zh: `权重表中的 ${at} 不在分组方案内`, en: `the weights name ${at}, which the grouper lacks` }),
};

/** What a finding says, in Chinese and English. */
export function grouperFindingText({ code, place, shown }: GrouperFinding): Reason {
  return WORDS[code](place.code, shown.join('、'));
}
