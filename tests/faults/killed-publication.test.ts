import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from './children.js';
import { approvedDraft, nextVersion, publishApproved, withdrawNext } from './draft-of-tiny-city.js';
import type { PublishingStep } from './publish-child.js';
import { inForceOn } from '../../src/app/caches/in-force.js';
import { verifyRecords } from '../../src/app/drafts/review/verify-records.js';
import { draftOf } from '../../src/app/drafts/drafts.js';
import type { OpenDraft } from '../../src/app/drafts/kit/open-draft.js';
import { publishScheduled } from '../../src/app/drafts/review/publish-scheduled.js';
import { verifyRulesets } from '../../src/app/rulesets/sign-rulesets.js';
import type { Database } from '../../src/store/database/database.js';
import { openStore } from '../../src/store/open-store.js';
import { fillDirectory } from '../support/database.js';
import { TEST_KEYS } from '../support/signing.js';
import { testPlatform, TinyCity } from '../support/tiny-city.js';

const DOORS = ['PERSON', 'SCHEDULE'] as const;
let directory: string;
const drafts = new Map<string, OpenDraft>();
const at = (name: string): string => path.join(directory, name);

async function withCity<T>(dataDir: string, work: (city: TinyCity, pool: Database['pool']) => Promise<T>): Promise<T> {
  const opened = await openStore({ dataDir }, () => TEST_KEYS);
  try {
    return await work(new TinyCity(testPlatform(opened.store)), opened.database.pool);
  } finally {
    await opened.close();
  }
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-killed-publication-'));
  for (const door of DOORS) {
    await fillDirectory(at(door));
    await withCity(at(door), async (city, pool) => {
      drafts.set(door, door === 'PERSON' ? await approvedDraft(city) : await approvedDraft(city, '2036-01-01'));
      await pool.query(`UPDATE draft_event SET detail = '{"publishOn":"2026-01-01"}' WHERE kind = 'SCHEDULED'`); // its day has come
    });
  }
  await fillDirectory(at('WITHDRAWAL'));
  await withCity(at('WITHDRAWAL'), nextVersion);
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Everything that a publication writes, as it stands. */
async function standing(city: TinyCity, draftId: string) {
  const { state } = (await draftOf(city.as('AUDITOR'), city.regionCode, draftId)).standing;
  const { versions, roll } = await verifyRulesets(city.platform, city.as('AUDITOR'), city.regionCode);
  const told = await city.read(({ audit }) => audit.ofActions(city.regionCode, ['draft:publish']));
  const { fault } = await city.read(({ audit }) => audit.verify(city.regionCode));
  const faults = [...versions.flatMap((one) => one.fault ?? []), ...roll, ...(fault === undefined ? [] : [fault])];
  return { state, versions: versions.map(({ version }) => version.version), told: told.length, faults };
}

const NEW = { state: 'PUBLISHED', versions: ['2024.1', '2036.1'], told: 1, faults: [] };
const STEPS: readonly PublishingStep[] = ['BEGIN', 'VERSION', 'SIGNATURE', 'ROLL', 'EVENT', 'REQUEST', 'AUDIT', 'COMMIT'];

describe('a publication that is killed with SIGKILL after each of its steps (C21)', () => {
  it.each(DOORS.flatMap((door) => STEPS.map((step) => [door, step] as const)))(
    '%s, after %s: the old state or the new one, never between; once more finishes it',
    async (door, step) => {
      const opened = drafts.get(door);
      if (opened === undefined) throw new Error('no draft');
      const dataDir = at(`${door}-${step}`);
      await cp(at(door), dataDir, { recursive: true });
      const { lines, signal, errors } = await runChild('./publish-child.ts', [dataDir, opened.draft.id, step, door]);
      expect([lines, signal, errors]).toEqual([[], 'SIGKILL', '']);
      await withCity(dataDir, async (city) => {
        const old = { state: door === 'PERSON' ? 'APPROVED' : 'SCHEDULED', versions: ['2024.1'], told: 0, faults: [] };
        expect(await standing(city, opened.draft.id)).toEqual(step === 'COMMIT' ? NEW : old);
        if (door === 'PERSON') await publishApproved(city, opened);
        else await publishScheduled(city.platform);
        expect(await standing(city, opened.draft.id)).toEqual(NEW);
      });
      await rm(dataDir, { recursive: true, force: true });
    },
    60_000,
  );
});

/** Everything that a withdrawal writes, as it stands. */
async function standingVersions(city: TinyCity) {
  const { versions, roll } = await verifyRulesets(city.platform, city.as('AUDITOR'), city.regionCode);
  const records = await verifyRecords(city.as('AUDITOR'), city.regionCode);
  const told = await city.read(({ audit }) => audit.ofActions(city.regionCode, ['ruleset:withdraw']));
  const { fault } = await city.read(({ audit }) => audit.verify(city.regionCode));
  const faults = [...versions.flatMap((one) => one.fault ?? []), ...roll, ...records, ...(fault === undefined ? [] : [fault])];
  const index = await city.platform.regions.get(city.read.bind(city), city.regionCode);
  const holds = inForceOn(index?.rulesets ?? [], '2036-01-01', 'DIP')?.version;
  return { statuses: versions.map(({ version }) => version.status), holds, told: told.length, faults };
}

const WITHDRAWN = { statuses: ['PUBLISHED', 'WITHDRAWN'], holds: '2024.1', told: 1, faults: [] };
const WITHDRAWAL_STEPS: readonly PublishingStep[] = ['BEGIN', 'WITHDRAWAL', 'ROLL', 'REQUEST', 'AUDIT', 'COMMIT'];

describe('a withdrawal that is killed with SIGKILL after each of its steps', () => {
  it.each(WITHDRAWAL_STEPS)(
    'after %s: the old state or the new one, never between; the same request once more finishes it',
    async (step) => {
      const dataDir = at(`WITHDRAWAL-${step}`);
      await cp(at('WITHDRAWAL'), dataDir, { recursive: true });
      const { lines, signal, errors } = await runChild('./publish-child.ts', [dataDir, '', step, 'WITHDRAWAL']);
      expect([lines, signal, errors]).toEqual([[], 'SIGKILL', '']);
      await withCity(dataDir, async (city) => {
        const old = { statuses: ['PUBLISHED', 'PUBLISHED'], holds: '2036.1', told: 0, faults: [] };
        expect(await standingVersions(city)).toEqual(step === 'COMMIT' ? WITHDRAWN : old);
        await withdrawNext(city);
        expect(await standingVersions(city)).toEqual(WITHDRAWN);
      });
      await rm(dataDir, { recursive: true, force: true });
    },
    60_000,
  );
});
