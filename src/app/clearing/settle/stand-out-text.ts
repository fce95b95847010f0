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

/** One thing that stands out, in words: of whom, its figure, the threshold and its parameter. */
export function standOutText(item: Omit<StandOutRecord, 'messages'>): Label {
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
