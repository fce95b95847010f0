import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dip, json, type Ran } from '../run.js';
import { fillDirectory } from '../../support/snapshots.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('dip calendar (N26-4)', () => {
  let dir: string;
  const run = (...argv: string[]): Promise<Ran> => dip(path.join(dir, 'data'), dir, ...argv);
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'dip-calendar-'));
    await fillDirectory(path.join(dir, 'data'));
    await run('ruleset', 'load', path.join(ROOT, 'rulesets/100000-national/2021.1.json'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('imports a year’s holidays and shows them as they are imported', async () => {
    const file = path.join(ROOT, 'examples/calendar-2025.csv');
    expect((await run('calendar', 'import', file, '--region', '100000', '--check')).out).toContain('未入库');
    expect((await run('calendar', 'import', file, '--region', '100000')).out).toMatch(/新录入 +33 天/);
    expect((await run('calendar', 'show', '--region', '100000', '--year', '2025')).out).toContain('调休上班');
    const shown = json(await run('calendar', 'show', '--region', '100000', '--year', '2025', '--json'));
    expect((shown as { days: unknown[] }).days).toHaveLength(33);
    const none = await run('calendar', 'show', '--region', '100000', '--year', '2026');
    expect(none.out).toContain('没有录入');
  });
});
