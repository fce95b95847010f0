import { assertNever } from '../../engine/kit/assert.js';
import type { CodePlace, GroupRule, Measure } from '../../engine/grouper/group-rule.js';
import type { ComplicationSeen, ConditionSeen, NodeTried } from '../../engine/grouper/grouper-explain.js';
import type { GrouperOfCase } from '../../engine/grouping/by-grouper.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import { printRule } from './rule-print.js';

const PLACES: Readonly<Record<CodePlace, Reason>> = {
  principal: { zh: '主要诊断', en: 'principal diagnosis' },
  others: { zh: '其他诊断', en: 'other diagnoses' },
  mainOperation: { zh: '主要手术操作', en: 'main operation' },
  otherOperations: { zh: '其他手术操作', en: 'other operations' },
};

const MEASURES: Readonly<Record<Measure, Reason>> = {
  ageYears: { zh: '年龄（岁）', en: 'age in years' },
  ageDays: { zh: '日龄（天）', en: 'age in days' },
  admissionWeight: { zh: '入院体重（克）', en: 'weight at admission in grams' },
  sex: { zh: '性别（1 男，2 女）', en: 'sex (1 male, 2 female)' },
};

/** What a grouper calls a number of a case, in words. */
export function measureWords(measure: Measure): Reason {
  return MEASURES[measure];
}

/** A condition of a grouper in words. */
export function conditionWords(rule: GroupRule): Reason {
  switch (rule.kind) {
    case 'always':
      return { zh: '无条件', en: 'no condition' };
    case 'all':
    case 'any':
      return { zh: printRule(rule), en: printRule(rule) };
    case 'codes': {
      const [zh, en] = [placesOf(rule.places, 'zh'), placesOf(rule.places, 'en')];
      const sets = rule.sets.join('、');
      return rule.negated
        ? { zh: `${zh}不在 ${sets} 中`, en: `${en} not in ${rule.sets.join(', ')}` }
        : { zh: `${zh}在 ${sets} 中`, en: `${en} in ${rule.sets.join(', ')}` };
    }
    case 'compare': {
      const { zh, en } = MEASURES[rule.measure];
      return { zh: `${zh} ${rule.comparison} ${rule.value}`, en: `${en} ${rule.comparison} ${rule.value}` };
    }
    case 'count': {
      const limit = `${rule.comparison} ${rule.value}`;
      return {
        zh: `${placesOf(rule.places, 'zh')}中属于 ${rule.set} 的不同编码数 ${limit}`,
        en: `distinct codes of ${rule.set} among ${placesOf(rule.places, 'en')} ${limit}`,
      };
    }
    default:
      return assertNever(rule);
  }
}

function placesOf(places: readonly CodePlace[], language: 'zh' | 'en'): string {
  return places.map((place) => PLACES[place][language]).join(language === 'zh' ? '、' : ', ');
}

/** A condition with what the case had: which set held which code, or the number. */
export function seenWords({ rule, held, found, value }: ConditionSeen): Reason {
  const { zh, en } = conditionWords(rule);
  const codes = found.map(({ code, sets }) => `${code}（${sets.join('、')}）`).join('；');
  const codesEn = found.map(({ code, sets }) => `${code} (${sets.join(', ')})`).join('; ');
  const isNumber = rule.kind === 'compare';
  const had = isNumber ? (value === null ? '未填' : String(value)) : codes === '' ? '无' : codes;
  const hadEn = isNumber ? (value === null ? 'not recorded' : String(value)) : codesEn === '' ? 'none' : codesEn;
  return {
    zh: `${held ? '✓' : '✗'} ${zh}：${had}`,
    en: `${held ? '✓' : '✗'} ${en}: ${hadEn}`,
  };
}

/** An other diagnosis as a complication, and what an exclusion took away. */
export function complicationWords({ code, level, excludedBy }: ComplicationSeen): Reason {
  return excludedBy === null
    ? { zh: `${code} 是 ${level}`, en: `${code} is a ${level}` }
    : {
        zh: `${code} 本是 ${level}，因主要诊断在排除表 ${excludedBy} 中，不算`,
        en: `${code} would be a ${level}; exclusion table ${excludedBy} takes it away for this principal diagnosis`,
      };
}

const LEVELS = { MDC: '大类 MDC', ADRG: 'ADRG', DRG: '细分组 DRG' } as const;

function triedWords({ level, node, held, conditions }: NodeTried): readonly Reason[] {
  const head: Reason = {
    zh: `${held ? '✓' : '✗'} ${LEVELS[level]} ${node.code} ${node.name}`,
    en: `${held ? '✓' : '✗'} ${level} ${node.code}`,
  };
  return [head, ...conditions.map(seenWords).map(({ zh, en }) => ({ zh: `    ${zh}`, en: `    ${en}` }))];
}

/** The group that was assigned elsewhere beside the grouper's own; `null`: none was assigned. */
export function assignedWords({ assigned, code }: GrouperOfCase): Reason | null {
  if (assigned === null) return null;
  const own = { zh: code ?? '无', en: code ?? 'none' };
  if (!assigned.differs)
    return { zh: `外部分组 ${assigned.code} 与分组方案一致`, en: `The group assigned elsewhere, ${assigned.code}, is the grouper's too` };
  const zh = `外部分组 ${assigned.code} 与分组方案（${own.zh}）不一致，以${assigned.counts ? '外部分组' : '分组方案'}为准`;
  const en = `The group assigned elsewhere, ${assigned.code}, differs from the grouper's (${own.en}); ${assigned.counts ? 'the assigned one' : "the grouper's"} counts`;
  return { zh, en };
}

/** How a case came to its group by a grouper, line by line: what was tried, what held, complications, what the case lacks. */
export function findingWords(finding: GrouperOfCase): readonly Reason[] {
  const { explanation } = finding;
  const { tried, complications, missing, blockedMain } = explanation;
  const passed = tried.filter(({ held }, i) => held || i >= tried.length - MOST_FAILED || nearMiss(tried[i]));
  const left = tried.length - passed.length;
  const assigned = assignedWords(finding);
  return [
    ...(blockedMain === null
      ? []
      : [{ zh: `主要手术操作 ${blockedMain} 不能作主要手术操作`, en: `${blockedMain} may not be the main operation` }]),
    ...passed.flatMap(triedWords),
    ...(left === 0
      ? []
      : [
          { zh: `另有 ${left} 个未命中的未列出（--json 可见全部）`, en: `${left} more that did not hold are not shown (--json shows all)` },
        ]),
    ...complications.map(complicationWords),
    ...missing.map((measure) => ({
      zh: `病例缺少${MEASURES[measure].zh}，补填后分组可能不同`,
      en: `The case lacks ${MEASURES[measure].en}: with it the group could be another`,
    })),
    ...(assigned === null ? [] : [assigned]),
  ];
}

/** Groups that did not hold and are shown whatever they missed: the last ones tried. */
const MOST_FAILED = 3;

/** A group of which some condition held, and another did not. */
function nearMiss(tried: NodeTried | undefined): boolean {
  return (
    tried !== undefined && tried.level !== 'MDC' && !tried.held && tried.conditions.some(({ held, found }) => held && found.length > 0)
  );
}
