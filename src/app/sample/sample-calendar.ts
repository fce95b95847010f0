import { readFileSync } from 'node:fs';
import { importCalendarFile } from '../calendars/import-calendar-file.js';
import type { Caller, Platform } from '../kernel/platform.js';

/** 2025 年节假日 states the holidays of the sample's year, as the State Council's notice has them; the same again changes nothing. */
export async function saveCalendar(platform: Platform, caller: Caller, regionCode: string): Promise<void> {
  const file = readFileSync(new URL('./data/calendar-2025.csv', import.meta.url));
  await importCalendarFile(platform, caller, { regionCode, file, dryRun: false });
}
