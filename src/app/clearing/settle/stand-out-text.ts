import type { StandOutKind, StandOutRecord } from '../../ports/clearing/ports-stand-out.js';
import type { Label } from '../../../engine/plan/plan.js';

/** What a kind is called. */
export const STAND_OUT_TERMS: Readonly<Record<StandOutKind, Label & { readonly en: string }>> = {
  CASE_COST_RATIO: { zh: '病例费用倍率过高', en: 'a case’s cost ratio' },
  CASE_FUND_SHARE: { zh: '单个病例费用占基金过高', en: 'a case’s cost over the fund' },
  CASE_POINTS_SHARE: { zh: '单个病例分值占比过高', en: 'a case’s share of all points' },
  CASE_OUT_OF_SERVICE: { zh: '停业、注销、合并期间出院', en: 'a case discharged while its institution was out of service' },
  CASE_ASSIGNED_GROUP: { zh: '外部分组与分组方案不同', en: 'a case assigned elsewhere to another group than the grouper finds' },
  INSTITUTION_POINTS_CHANGE: { zh: '机构分值比上年变动过大', en: 'an institution’s points against the year before' },
  INSTITUTION_MEAN_COST_CHANGE: { zh: '机构次均费用比上年变动过大', en: 'an institution’s cost per case against the year before' },
  INSTITUTION_POINTS_SHARE_CHANGE: { zh: '机构分值占比变动过大', en: 'an institution’s share of points against the year before' },
  INSTITUTION_MONTH_POINTS: { zh: '机构某月分值异常', en: 'an institution’s points of a month over its mean' },
  INSTITUTION_EXCLUDED_SHARE: { zh: '机构排除病例占比过高', en: 'the share of an institution’s cases that were excluded' },
  INSTITUTION_ASSIGNED_GROUP: {
    zh: '机构外部分组与分组方案不同的占比',
    en: 'the share of an institution’s assigned groups that differ from the grouper’s',
  },
  GROUP_WITHOUT_MEAN: { zh: '病种没有次均费用', en: 'a group without a mean cost' },
  EXCEPTION: { zh: '未能计分的病例', en: 'cases that could not be scored' },
  ASSUMED_FIGURE: { zh: '以假设为依据', en: 'rests on an assumption' },
};

const OUT_OF_SERVICE: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  SUSPENDED: { zh: '停业', en: 'suspended' },
  CLOSED: { zh: '注销', en: 'closed' },
  MERGED: { zh: '并入其他机构', en: 'merged into another one' },
};

/** One thing that stands out, in words: of whom, its figure, the threshold and its parameter. It is part of the list's hash: stays as it is. */
export function standOutText(item: Omit<StandOutRecord, 'messages'>): Label & { readonly en: string } {
  const { kind, caseNo, institutionCode, groupCode, subject, figure, threshold, parameter } = item;
  switch (kind) {
    case 'GROUP_WITHOUT_MEAN': {
      const group = groupCode === null ? { zh: '未入组', en: 'in no group' } : { zh: `病种 ${groupCode}`, en: `of group ${groupCode}` };
      return { zh: `${group.zh}：${figure} 例没有可比的次均费用`, en: `${figure} cases ${group.en} have no mean cost to be compared with` };
    }
    case 'EXCEPTION':
      return {
        zh: `${figure} 例未能计分（${subject}），如 ${institutionCode} 的 ${caseNo}`,
        en: `${figure} cases could not be scored (${subject}), e.g. ${caseNo} of ${institutionCode}`,
      };
    case 'CASE_OUT_OF_SERVICE': {
      const [status = '', day = ''] = (subject ?? '').split(' ');
      const { zh, en } = OUT_OF_SERVICE[status] ?? { zh: status, en: status };
      return {
        zh: `${institutionCode} ${caseNo}：${day} 出院，当日该机构已${zh}；请核实后更正、作废病例，或更正机构变动`,
        en: `${institutionCode} ${caseNo}: discharged on ${day}, when the institution was ${en}; correct or void the case, or correct the institution’s change`,
      };
    }
    case 'CASE_ASSIGNED_GROUP':
      return {
        zh: `${institutionCode} ${caseNo}：外部分组为 ${subject}，分组方案${groupCode === null ? '不能入组' : `得 ${groupCode}`}`,
        en: `${institutionCode} ${caseNo}: assigned to ${subject} elsewhere, the grouper finds ${groupCode ?? 'no group'}`,
      };
    case 'INSTITUTION_ASSIGNED_GROUP':
      return {
        zh: `${institutionCode}：有外部分组的病例中，与分组方案不同的占 ${figure}（${subject} 例）`,
        en: `${institutionCode}: of the cases with a group assigned elsewhere, ${figure} have another one by the grouper (${subject} cases)`,
      };
    default: {
      const { zh, en } = STAND_OUT_TERMS[kind];
      const month = subject === null ? { zh: '', en: '' } : { zh: ` ${subject} 月`, en: `, month ${subject}` };
      const whose = caseNo === null ? `${institutionCode}` : `${institutionCode} ${caseNo}`;
      return {
        zh: `${whose}${month.zh}：${zh}，为 ${figure}，界值 ${threshold}（${parameter}）`,
        en: `${whose}${month.en}: ${en} is ${figure}, beyond ${threshold} (${parameter})`,
      };
    }
  }
}

/** 称呼 what things are called that a list names by their codes; `undefined`: that is not known. */
export interface StandOutNames {
  readonly institution: string | undefined;
  readonly parameter: Label | undefined;
  /** Title and article of a basis as the ruleset writes it (`sandbox#加成`). */
  readonly basisOf: (basis: string) => string;
}

/** Why cases could not be scored, in a few words. */
const EXCEPTION_TERMS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  NOT_SUPPLIED: { zh: '没有提供所需的事实、预算项或指标', en: 'a fact, budget item or figure was not supplied' },
  MISSING_VALUE: { zh: '公式需要的值缺失', en: 'a value that a formula needs is missing' },
  GROUP_COLUMN_MISSING: { zh: '目录缺少所需的栏，或病例未入组', en: 'the catalogue lacks a column, or the case has no group' },
  TABLE_KEY_MISSING: { zh: '表中没有相应的行', en: 'a table has no such row' },
  DIVISION_BY_ZERO: { zh: '除数为零', en: 'division by zero' },
  OUT_OF_RANGE: { zh: '超出允许的范围', en: 'out of range' },
  NO_RULESET_IN_FORCE: { zh: '当日没有生效的规则集', en: 'no ruleset was in force' },
  NO_INSTITUTION_PROFILE: { zh: '机构当日没有档案', en: 'the institution had no profile' },
  WRONG_TYPE: { zh: '机构属性的写法不对', en: 'an attribute of the institution is of another type' },
  VALUE_NOT_ALLOWED: { zh: '机构属性不在允许的取值中', en: 'an attribute of the institution has a value that is not allowed' },
  OUT_OF_DOMAIN: { zh: '机构属性超出范围', en: 'an attribute of the institution is out of range' },
  REQUIRED: { zh: '缺少必填的机构属性', en: 'an attribute of the institution is missing' },
};

/** The basis in what is said of an assumption. */
const ASSUMED = { zh: /(以假设为依据（)(.+)(）(?:，涉及 \d+ 例)?)$/, en: /(rests on an assumption \()(.+)(\)(?:, \d+ cases)?)$/ } as const;

/** A listed thing as people read it: institution, parameter, basis and reason by their names, in place of what the list was hashed with. */
export function standOutSaid(item: StandOutRecord, { institution, parameter, basisOf }: StandOutNames): Label {
  const { kind, messages } = item;
  if (kind === 'ASSUMED_FIGURE') {
    const told = (text: string, form: RegExp): string =>
      text.replace(form, (_, before: string, basis: string, after: string) => `${before}${basisOf(basis)}${after}`);
    return { zh: told(messages.zh, ASSUMED.zh), en: told(messages.en ?? messages.zh, ASSUMED.en) };
  }
  const subject = kind === 'EXCEPTION' ? EXCEPTION_TERMS[item.subject ?? ''] : undefined;
  const inWords = (language: 'zh' | 'en'): string => {
    const { zh = item.parameter, en = zh } = parameter ?? {};
    const named = {
      institutionCode: institution ?? item.institutionCode,
      parameter: { zh, en }[language],
      subject: subject?.[language] ?? item.subject,
    };
    return standOutText({ ...item, ...named })[language];
  };
  return { zh: inWords('zh'), en: inWords('en') };
}
