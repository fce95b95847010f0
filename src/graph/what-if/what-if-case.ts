import { builder } from '../base/builder.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { CaseScoreRef } from '../scoring/case-score.js';
import { ComparedEnum } from './what-if-figures.js';
import { placeOfCase } from '../../app/frozen/page-year.js';
import { UserError } from '../../app/base/errors.js';
import type { MovedCase, MovedCases } from '../../app/what-if/what-if-cases.js';
import type { CaseScore } from '../../app/scoring/score-case.js';

const scoreOf = (score: CaseScore | UserError): CaseScore | null => (score instanceof UserError ? null : score);
const problemOf = (score: CaseScore | UserError) => (score instanceof UserError ? score.messages : null);

const MovedCaseRef = builder.objectRef<MovedCase>('WhatIfCase').implement({
  description: '一个变动病例的前后计分 a case that a candidate moves, with both scores',
  fields: (t) => ({
    institutionCode: t.string({ description: '机构代码 institution', resolve: ({ record }) => record.institutionCode }),
    place: t.string({
      description: '次序：传给 after 并取 1 例，即只取这一例 its place: as `after`, with `first: 1`, it gives this case alone',
      resolve: ({ record }) => placeOfCase(record.seq),
    }),
    caseNo: t.string({ description: '病例号 case number', resolve: ({ record }) => record.caseNo }),
    changed: t.field({ type: [ComparedEnum], description: '变动的项 what of it changed', resolve: ({ changed }) => [...changed] }),
    before: t.field({
      type: CaseScoreRef,
      nullable: true,
      description: '现行的计分与依据；不能计分则为空 score as in force',
      resolve: ({ before }) => scoreOf(before),
    }),
    beforeProblem: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '现行为何不能计分 why it has no score as in force',
      resolve: ({ before }) => problemOf(before),
    }),
    after: t.field({
      type: CaseScoreRef,
      nullable: true,
      description: '候选的计分与依据；不能计分则为空 score under the candidate',
      resolve: ({ after }) => scoreOf(after),
    }),
    afterProblem: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '候选为何不能计分 why it has no score under the candidate',
      resolve: ({ after }) => problemOf(after),
    }),
  }),
});

/** 变动病例. */
export const MovedCasesRef = builder.objectRef<MovedCases>('WhatIfCases').implement({
  description: '一页变动病例 a page of the cases that a candidate moves',
  fields: (t) => ({
    cases: t.field({
      type: [MovedCaseRef],
      complexity: { field: 1, multiplier: 1 },
      description: '病例 cases',
      resolve: ({ cases }) => [...cases],
    }),
    next: t.string({
      nullable: true,
      description: '接着取时传给 after；为空则到底 pass it as `after` to go on; null at the end',
      resolve: ({ next }) => next?.toString() ?? null,
    }),
  }),
});
