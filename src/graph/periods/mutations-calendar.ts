import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { DayKindEnum } from './calendar.js';
import { MOST_DAYS, stateCalendar, type StatedCalendar } from '../../app/calendars/state-calendar.js';

const CalendarDayInput = builder.inputType('CalendarDayInput', {
  description: '一天的录入 a day as it is stated',
  fields: (t) => ({
    day: t.field({ type: 'Date', required: true, description: '日期 day' }),
    kind: t.field({ type: DayKindEnum, required: true, description: '种类 kind' }),
    note: t.string({ required: true, description: '说明，如“春节” what day it is' }),
    source: t.string({ required: true, description: '出处，如放假通知的文号 the notice that says so' }),
  }),
});

const StateCalendarInput = builder.inputType('StateCalendarInput', {
  description: '录入工作日历的输入 input of stateCalendar',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: '统筹地区代码 region code' }),
    days: t.field({ type: [CalendarDayInput], required: true, description: `日期，至多 ${MOST_DAYS} 天 days, at most ${MOST_DAYS}` }),
    dryRun: t.boolean({ description: '只检查，不保存，默认否 a dry run: nothing is stored; false by default' }),
  }),
});

const StateCalendarPayload = builder.objectRef<StatedCalendar>('StateCalendarPayload').implement({
  description: '录入结果：全部录入，或一天也不录入 what became of the days: all or none',
  fields: (t) => ({
    read: t.exposeInt('read', { description: '读取天数 days read' }),
    recorded: t.exposeInt('recorded', {
      description: '新录入天数；与现行相同的不再录入 days recorded; what holds already is not recorded again',
    }),
    dryRun: t.exposeBoolean('dryRun', { description: '只检查，未保存 a dry run: nothing was stored' }),
  }),
});

builder.mutationField('stateCalendar', (t) =>
  t.field({
    type: StateCalendarPayload,
    authScopes: { permission: 'calendar:write' },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '录入放假和调休上班日：全部录入，或一天也不录入；同样内容再录入不作更改 states holidays and made-up working days, all or none; the same again changes nothing',
    args: { input: t.arg({ type: StateCalendarInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input: { dryRun, ...input } }, context) =>
      runAsCommand(context, (caller) => stateCalendar(context.platform, caller, { ...input, dryRun: dryRun ?? false })),
  }),
);
