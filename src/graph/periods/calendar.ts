import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { describedValues } from '../base/enums.js';
import { nthWorkingDay, regionCalendar, type RegionCalendar } from '../../app/calendars/region-calendar.js';
import { DAY_KINDS, type CalendarDayRecord, type DayKind } from '../../app/ports/ports-calendar.js';

const KIND_WORDS: Readonly<Record<DayKind, string>> = {
  HOLIDAY: '放假 a holiday',
  WORKDAY: '调休上班 a Saturday or Sunday that is worked',
  ORDINARY: '照常：撤销此前所录 as the week has it: takes an earlier statement back',
};
/** 日期种类. */
export const DayKindEnum = builder.enumType('DayKind', {
  description: '工作日历中日期的种类 what a region states of a day',
  values: describedValues(DAY_KINDS, KIND_WORDS),
});

const CalendarDayRef = builder.objectRef<CalendarDayRecord>('CalendarDay').implement({
  description: '地区录入的一天；同一天最后录入的有效 a day that a region states; the last statement of a day holds',
  fields: (t) => ({
    day: t.field({ type: 'Date', description: '日期 day', resolve: ({ day }) => day }),
    kind: t.field({ type: DayKindEnum, description: '种类 kind', resolve: ({ kind }) => kind }),
    note: t.exposeString('note', { description: '说明，如“春节” what day it is' }),
    source: t.exposeString('source', { description: '出处，如放假通知的文号 the notice that says so' }),
    createdBy: t.exposeString('createdByName', { description: '录入人 who recorded it' }),
    createdAt: t.field({ type: 'DateTime', description: '录入时间 when it was recorded', resolve: ({ createdAt }) => createdAt }),
  }),
});

const WorkingCalendarRef = builder.objectRef<RegionCalendar>('WorkingCalendar').implement({
  description:
    '工作日历：地区录入的放假和调休上班日；未录入的日子，星期一至星期五上班 holidays and made-up working days that a region states; of other days Monday to Friday are worked',
  fields: (t) => ({
    year: t.exposeInt('year', { description: '年份 calendar year' }),
    workingDays: t.exposeInt('workingDays', { description: '全年工作日数 working days of the year' }),
    days: t.field({
      type: [CalendarDayRef],
      description: '录入的日子，按日期 days that are stated, by day',
      resolve: ({ days }) => [...days],
    }),
    workingDayAfter: t.field({
      type: 'Date',
      description:
        '某日之后第几个工作日，该日不计；可跨年 the n-th working day after a day, which is not counted; later years are looked at as well',
      args: {
        day: t.arg({ type: 'Date', required: true, description: '起算日 day from which it is counted' }),
        count: t.arg.int({ required: true, description: '第几个工作日，1 到 1000 which working day, 1 to 1000' }),
      },
      resolve: ({ regionCode }, { day, count }, context) => nthWorkingDay(callerOf(context), { regionCode, after: day, count }),
    }),
  }),
});

builder.queryField('workingCalendar', (t) =>
  t.field({
    type: WorkingCalendarRef,
    authScopes: (_root, { regionCode }) => ({ inRegion: { permission: 'region:read', regionCode } }),
    description: '地区某年的工作日历 the calendar of working days of a region',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      year: t.arg.int({ required: true, description: '年份 calendar year' }),
    },
    resolve: (_root, args, context) => regionCalendar(callerOf(context), args),
  }),
);
