import { createHash } from 'node:crypto';
import { driveNextRun } from '../../src/app/clearing/drive-run.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { scoreCase } from '../../src/app/scoring/score-case.js';
import { openTestDatabase } from '../support/database.js';
import { testPlatform, TinyCity, tinyCase } from '../support/tiny-city.js';

/** What came of a clearing, as text: to be compared between processes. */
export interface Cleared {
  readonly status: string;
  readonly resultHash: string | undefined;
  /** SHA-256 of totals and statements, word for word. */
  readonly bytes: string;
  readonly reproducibilityKey: string;
}

/** Clears the tiny city in memory. */
export async function clearTinyCity(): Promise<Cleared> {
  const test = await openTestDatabase();
  const platform = testPlatform(test.store);
  const city = await new TinyCity(platform).make({ cases: 120 });
  const run = await city.start();
  await driveNextRun(platform, 'only');
  const { status, totals } = await city.run(run);
  const statements = await city.read(({ runResults }) => runResults.statements(city.regionCode, run.runNo));
  const { reproducibilityKey } = await scoreCase(platform, platformCaller(platform), city.regionCode, tinyCase(7));
  const text = JSON.stringify([totals, statements], (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  await test.close();
  return { status, resultHash: totals.resultHash, bytes: createHash('sha256').update(text).digest('hex'), reproducibilityKey };
}
