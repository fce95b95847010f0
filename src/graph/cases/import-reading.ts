import { builder } from '../base/builder.js';
import type { DatesRead } from '../../app/sheets/csv-reading.js';

/** 分隔符. */
export const FileSeparatorEnum = builder.enumType('FileSeparator', {
  description: '分隔符：CSV 文件中格与格之间的符号 what stands between the cells of a CSV file',
  values: {
    COMMA: { description: '逗号 a comma' },
    TAB: { description: '制表符 a tab' },
    SEMICOLON: { description: '分号 a semicolon' },
  } as const,
});

const DateStyleEnum = builder.enumType('DateStyle', {
  description: '日期写法 how a day is written in a cell',
  values: {
    ISO: { description: '年-月-日，两位月日，如 2025-01-01 year, month and day with hyphens' },
    WRITTEN: { description: '2025/1/1、2025.1.1、2025年1月1日 as spreadsheets show days' },
    DIGITS: { description: '八位数字，如 20250101 eight digits' },
    SERIAL: {
      description: '电子表格的日期序号，如 45658；每例另有警告 DATE_FROM_SERIAL a spreadsheet’s number of a day; each is a warning, too',
    },
    WITH_TIME: { description: '带时刻，如 2025/1/1 8:30；时刻略去 a day with a time, which is left out' },
  } as const,
});

/** 日期读取. */
export const DatesReadRef = builder.objectRef<DatesRead>('DatesRead').implement({
  description: '日期读取：按某种写法读取了多少格 how many cells had their day in a way',
  fields: (t) => ({
    style: t.expose('style', { type: DateStyleEnum, description: '日期写法 how the days were written' }),
    cells: t.exposeInt('cells', {
      description: '格数：写法认得出的，不论日历上有无这一天 cells whose way of writing is known, whether the calendar has the day or not',
    }),
  }),
});
