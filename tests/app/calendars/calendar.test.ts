import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordsPlatform, refusal, SANDBOX, ZIBO, type RecordsPlatform } from '../records-platform.js';
import type { ValidationError } from '../../../src/app/base/errors.js';
import { importCalendarFile } from '../../../src/app/calendars/import-calendar-file.js';
import { nthWorkingDay, regionCalendar } from '../../../src/app/calendars/region-calendar.js';
import { stateCalendar } from '../../../src/app/calendars/state-calendar.js';

const OFFICIAL = new URL('../../../examples/calendar-2025.csv', import.meta.url);

describe('the calendar of working days of a region (N26-4)', () => {
  let city: RecordsPlatform;
  const send = (file: Uint8Array | string, dryRun = false) =>
    importCalendarFile(city.platform, city.as('CLERK'), { regionCode: SANDBOX, file: Buffer.from(file), dryRun });
  const shown = (regionCode = SANDBOX, year = 2025) => regionCalendar(city.as('CLERK', { regions: [regionCode] }), { regionCode, year });
  const after = (day: string, count: number) =>
    nthWorkingDay(city.as('INSTITUTION', { institutionCode: 'H1' }), { regionCode: SANDBOX, after: day, count });
  beforeAll(async () => {
    city = await openRecordsPlatform();
  });
  afterAll(() => city.close());

  it('is stated by a file, once; without it only weekends count; other regions see nothing of it', async () => {
    const file = await readFile(OFFICIAL);
    expect(await after('2025-09-10', 20)).toBe('2025-10-08');
    expect(await send(file, true)).toEqual({ read: 33, recorded: 33, dryRun: true });
    expect((await shown()).days).toEqual([]);
    expect(await send(file)).toMatchObject({ recorded: 33 });
    expect(await send(file)).toMatchObject({ recorded: 0 });
    const { days, workingDays } = await shown();
    expect(workingDays).toBe(248);
    expect(days[0]).toMatchObject({
      day: '2025-01-01',
      kind: 'HOLIDAY',
      note: '元旦',
      source: '国办发明电〔2024〕12号',
      createdByName: 'CLERK',
    });
    expect(await after('2025-09-10', 20)).toBe('2025-10-14');
    expect(await shown(ZIBO)).toMatchObject({ days: [], workingDays: 261 });
  });

  it('the last statement of a day holds, and ORDINARY takes one back', async () => {
    const state = (kind: 'HOLIDAY' | 'ORDINARY', day = '2026-03-02') =>
      stateCalendar(city.platform, city.as('FINANCE'), {
        regionCode: SANDBOX,
        days: [{ day, kind, note: '市庆', source: '市政办〔2026〕1号' }],
        dryRun: false,
      });
    expect(await state('ORDINARY')).toMatchObject({ recorded: 0 });
    await state('HOLIDAY');
    expect(await after('2026-02-27', 1)).toBe('2026-03-03');
    await state('ORDINARY');
    expect(await after('2026-02-27', 1)).toBe('2026-03-02');
    expect((await shown(SANDBOX, 2026)).days).toMatchObject([{ day: '2026-03-02', kind: 'ORDINARY' }]);
  });

  it('says line and column of everything that is wrong, and states nothing', async () => {
    const wrong = async (text: string) =>
      (await refusal<ValidationError>(send(text))).fields.map(({ path, code }) => `${path.join(' / ')} ${code}`);
    expect(
      await wrong('日期,种类,说明,出处\n2027/1/1,放假,元旦,x\n2027-02-30,放假,,x\n2027-01-01,WORKDAY,元旦,x\n2027-01-04,班,补班,\n'),
    ).toEqual([
      '第 3 行 line 3 / day NOT_A_DATE',
      '第 3 行 line 3 / note REQUIRED',
      '第 4 行 line 4 / day REPEATED',
      '第 5 行 line 5 / day NOT_A_WEEKEND',
      '第 5 行 line 5 / source REQUIRED',
    ]);
    expect(await wrong('day,kind,note,source\n2027-01-01,假,元旦,x\n')).toEqual(['第 2 行 line 2 / kind VALUE_NOT_ALLOWED']);
    expect(await wrong('day,日期,kind,what\n')).toEqual([
      'file / 日期 HEADER_DUPLICATED',
      'file / what HEADER_UNKNOWN',
      'file / note HEADER_MISSING',
      'file / source HEADER_MISSING',
    ]);
    expect(await wrong('')).toEqual(['file FILE_EMPTY']);
    expect(await wrong('day,kind,note,source\n')).toEqual(['第 1 行 line 1 REQUIRED']);
    expect((await shown(SANDBOX, 2027)).days).toEqual([]);
  });

  it('is stated by who keeps it, for his own region', async () => {
    const days = [{ day: '2027-01-01', kind: 'HOLIDAY', note: '元旦', source: 'x' }] as const;
    for (const who of [city.as('AUDITOR'), city.as('INSTITUTION', { institutionCode: 'H1' }), city.as('CLERK', { regions: [ZIBO] })])
      await expect(stateCalendar(city.platform, who, { regionCode: SANDBOX, days, dryRun: false })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    await expect(after('2025-01-01', 0)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('the sample city’s own is the official one of 2025', async () => {
    const own = new URL('../../../src/app/sample/data/calendar-2025.csv', import.meta.url);
    expect(await readFile(own, 'utf8')).toBe(await readFile(OFFICIAL, 'utf8'));
  });
});
