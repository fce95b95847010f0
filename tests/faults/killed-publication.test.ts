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
import type { Store } from '../../src/app/ports/ports.js';
import { verifyRulesets } from '../../src/app/rulesets/sign-rulesets.js';
import { must } from '../../src/engine/kit/assert.js';
import type { Database } from '../../src/store/database/database.js';
import { openStore, type StoreLocation } from '../../src/store/open-store.js';
import { openTestDatabase, TEST_ENGINE, TEST_ENGINES } from '../support/database.js';
import { fillDirectory } from '../support/snapshots.js';
import { TEST_KEYS } from '../support/signing.js';
import { testPlatform, TinyCity } from '../support/tiny-city.js';

const DOORS = ['PERSON', 'SCHEDULE'] as const;
/** What is killed: a publication by a person, one on its day, a withdrawal. */
type Door = (typeof DOORS)[number] | 'WITHDRAWAL';

/** A database with a draft that may be published, or a version that may be withdrawn, for this process to look at and for another one to open. */
interface Place {
  readonly location: StoreLocation;
  readonly draft: OpenDraft | undefined;
  readonly look: <T>(work: (city: TinyCity) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** A draft that is approved, or whose day has come; or a next version. */
async function prepare(store: Store, pool: Database['pool'], door: Door): Promise<OpenDraft | undefined> {
  const city = new TinyCity(testPlatform(store));
  if (door === 'WITHDRAWAL') {
    await nextVersion(city);
    return undefined;
  }
  const draft = door === 'PERSON' ? await approvedDraft(city) : await approvedDraft(city, '2036-01-01');
  await pool.query(`UPDATE draft_event SET detail = '{"publishOn":"2026-01-01"}' WHERE kind = 'SCHEDULED'`);
  return draft;
}

/** On the embedded database: one directory a door, copied for each kill. Only one process may hold it. */
class Directories {
  readonly #drafts = new Map<Door, OpenDraft | undefined>();
  #folder = '';

  async begin(): Promise<void> {
    this.#folder = await mkdtemp(path.join(tmpdir(), 'dip-killed-publication-'));
    for (const door of [...DOORS, 'WITHDRAWAL'] as const) {
      const dataDir = path.join(this.#folder, door);
      await fillDirectory(dataDir);
      const opened = await openStore({ dataDir }, () => TEST_KEYS);
      this.#drafts.set(door, await prepare(opened.store, opened.database.pool, door));
      await opened.close();
    }
  }

  async place(door: Door, step: PublishingStep): Promise<Place> {
    const dataDir = path.join(this.#folder, `${door}-${step}`);
    await cp(path.join(this.#folder, door), dataDir, { recursive: true });
    const look = async <T>(work: (city: TinyCity) => Promise<T>): Promise<T> => {
      const opened = await openStore({ dataDir }, () => TEST_KEYS);
      try {
        return await work(new TinyCity(testPlatform(opened.store)));
      } finally {
        await opened.close();
      }
    };
    const close = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
    return { location: { dataDir }, draft: this.#drafts.get(door), look, close };
  }

  end = (): Promise<void> => rm(this.#folder, { recursive: true, force: true });
}

/** On PostgreSQL: a database a kill, which this process keeps open beside the one that is killed. */
class Databases {
  begin = (): Promise<void> => Promise.resolve();
  end = (): Promise<void> => Promise.resolve();

  async place(door: Door): Promise<Place> {
    const test = await openTestDatabase('POSTGRESQL');
    const { store, database } = test;
    const databaseUrl = must(database.pool.options.connectionString, 'address');
    const draft = await prepare(store, database.pool, door);
    const look = <T>(work: (city: TinyCity) => Promise<T>): Promise<T> => work(new TinyCity(testPlatform(store)));
    return { location: { databaseUrl }, draft, look, close: () => test.close() };
  }
}

const places = TEST_ENGINE === 'POSTGRESQL' ? new Databases() : new Directories();
beforeAll(() => places.begin(), 120_000);
afterAll(() => places.end());

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
/** Of the schedule only its ends and its own first writing: what a person's publication writes after that is the same code. */
const KILLS: readonly (readonly [(typeof DOORS)[number], PublishingStep])[] = [
  ...STEPS.map((step) => ['PERSON', step] as const),
  ...(['BEGIN', 'VERSION', 'COMMIT'] as const).map((step) => ['SCHEDULE', step] as const),
];

describe.each(TEST_ENGINES)('a publication on %s that is killed with SIGKILL after each of its steps (C21)', () => {
  it.each(KILLS)(
    '%s, after %s: the old state or the new one, never between; once more finishes it',
    async (door, step) => {
      const { location, draft, look, close } = await places.place(door, step);
      try {
        const opened = must(draft, 'draft');
        const { lines, signal, errors } = await runChild('./publish-child.ts', [JSON.stringify(location), opened.draft.id, step, door]);
        expect([lines, signal, errors]).toEqual([[], 'SIGKILL', '']);
        await look(async (city) => {
          const old = { state: door === 'PERSON' ? 'APPROVED' : 'SCHEDULED', versions: ['2024.1'], told: 0, faults: [] };
          expect(await standing(city, opened.draft.id)).toEqual(step === 'COMMIT' ? NEW : old);
          if (door === 'PERSON') await publishApproved(city, opened);
          else await publishScheduled(city.platform);
          expect(await standing(city, opened.draft.id)).toEqual(NEW);
        });
      } finally {
        await close();
      }
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

describe.each(TEST_ENGINES)('a withdrawal on %s that is killed with SIGKILL after each of its steps', () => {
  it.each(WITHDRAWAL_STEPS)(
    'after %s: the old state or the new one, never between; the same request once more finishes it',
    async (step) => {
      const { location, look, close } = await places.place('WITHDRAWAL', step);
      try {
        const { lines, signal, errors } = await runChild('./publish-child.ts', [JSON.stringify(location), '', step, 'WITHDRAWAL']);
        expect([lines, signal, errors]).toEqual([[], 'SIGKILL', '']);
        await look(async (city) => {
          const old = { statuses: ['PUBLISHED', 'PUBLISHED'], holds: '2036.1', told: 0, faults: [] };
          expect(await standingVersions(city)).toEqual(step === 'COMMIT' ? WITHDRAWN : old);
          await withdrawNext(city);
          expect(await standingVersions(city)).toEqual(WITHDRAWN);
        });
      } finally {
        await close();
      }
    },
    60_000,
  );
});
