import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { CaseScoreRef } from '../scoring/case-score.js';
import { UserError } from '../../app/base/errors.js';
import type { SwitchedCase, SwitchedCases } from '../../app/switch/switch-cases.js';
import type { CaseScore } from '../../app/scoring/score-case.js';

const scoreOf = (score: CaseScore | UserError): CaseScore | null => (score instanceof UserError ? null : score);
const problemOf = (score: CaseScore | UserError) => (score instanceof UserError ? score.messages : null);

const SwitchedCaseRef = builder.objectRef<SwitchedCase>('SwitchedCase').implement({
  description: '一个病例在两方案下 a case under both sides',
  fields: (t) => ({
    institutionCode: t.string({ description: '机构代码 institution', resolve: ({ record }) => record.institutionCode }),
    caseNo: t.string({ description: '病例号 case number', resolve: ({ record }) => record.caseNo }),
    from: t.field({
      type: CaseScoreRef,
      nullable: true,
      description: '原方案的计分与依据；不能计分则为空 score before',
      resolve: ({ from }) => scoreOf(from),
    }),
    fromProblem: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '原方案为何不能计分 why it has no score before',
      resolve: ({ from }) => problemOf(from),
    }),
    to: t.field({
      type: CaseScoreRef,
      nullable: true,
      description: '新方案的计分与依据；不能计分则为空 score after',
      resolve: ({ to }) => scoreOf(to),
    }),
    toProblem: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '新方案为何不能计分 why it has no score after',
      resolve: ({ to }) => problemOf(to),
    }),
  }),
});

/** 单元格病例. */
export const SwitchCaseRef = builder.objectRef<SwitchedCases>('SwitchedCases').implement({
  description: '一个单元格的一页病例 a page of the cases behind a cell',
  fields: (t) => ({
    cases: t.field({ type: [SwitchedCaseRef], description: '病例 cases', resolve: ({ cases }) => [...cases] }),
    next: t.string({
      nullable: true,
      description: '接着取时传给 after；为空则到底 pass it as `after` to go on; null at the end',
      resolve: ({ next }) => next?.toString() ?? null,
    }),
    changedSince: t.exposeBoolean('changedSince', {
      description: '测算之后是否又有病例导入或更正；所示为测算时的病例 whether cases came in since; these are as the study counted them',
    }),
  }),
});
