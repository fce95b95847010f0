import { TEST_KEYS } from '../support/signing.js';
import { readFile } from 'node:fs/promises';
import { loadRuleset } from '../../src/app/rulesets/load-ruleset.js';
import { permissionsOf, type Actor, type Role } from '../../src/app/ports/kit/permissions.js';
import { PLATFORM_ACTOR } from '../../src/app/kernel/platform-actor.js';
import type { Caller, Platform } from '../../src/app/kernel/platform.js';
import { accessOf, PLATFORM_ACCESS, type Unit } from '../../src/app/ports/ports.js';
import type { InstitutionProfileRecord } from '../../src/app/ports/ports-region.js';
import { createPlatform } from '../../src/compose.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

/** A sandbox region with two versions of its ruleset, in force from 2021-09-10 on. */
export const SANDBOX = '990300';
/** Zibo: its text ends on 2024-12-31. */
export const ZIBO = '370300';

/** A platform of a test's own, with rulesets, regions and institutions, and callers of every role. */
export interface RecordsPlatform {
  readonly platform: Platform;
  readonly test: TestDatabase;
  /** A caller with a role's permissions; by default for the sandbox region. */
  as(role: Role, more?: Partial<Actor>): Caller;
  read<T>(work: (unit: Unit) => Promise<T>): Promise<T>;
  write<T>(work: (unit: Unit) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const FILES = ['100000-national/2021.1', '370300-zibo/2021.1', '990300-sandbox/2021.1', '990300-sandbox/2025.1'];
const profile = (regionCode: string, institutionCode: string, level: string, institutionClass: string): InstitutionProfileRecord => ({
  regionCode,
  institutionCode,
  effectiveFrom: '2021-01-01',
  level,
  attributes: { institutionClass },
});

/** Opens one. */
export async function openRecordsPlatform(engine?: Parameters<typeof openTestDatabase>[0]): Promise<RecordsPlatform> {
  const test = await openTestDatabase(engine);
  const { store } = test;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const platform = createPlatform(store, log as unknown as Parameters<typeof createPlatform>[1], TEST_KEYS, () => undefined);
  const callerOf = (actor: Actor): Caller => ({ actor, read: (work) => store.transaction(accessOf(actor), 'READ', work) });
  await store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    for (const code of ['100000', ZIBO, SANDBOX]) {
      await unit.regions.save({ code, name: code, parentCode: null, sandbox: code === SANDBOX });
    }
    await unit.institutions.save([
      { regionCode: SANDBOX, code: 'H1', name: '第一医院' },
      { regionCode: SANDBOX, code: 'H2', name: '第二医院' },
      { regionCode: ZIBO, code: 'Z1', name: '淄博医院' },
    ]);
    await unit.institutions.addProfiles([
      profile(SANDBOX, 'H1', '3', 'TERTIARY_A_GENERAL'),
      profile(SANDBOX, 'H2', '2', 'SECONDARY_OTHER'),
      profile(ZIBO, 'Z1', '3', 'TERTIARY_A_GENERAL'),
    ]);
  });
  for (const file of FILES) {
    const text = await readFile(new URL(`../../rulesets/${file}.json`, import.meta.url), 'utf8');
    await loadRuleset(platform, callerOf(PLATFORM_ACTOR), text);
  }
  return {
    platform,
    test,
    as: (role, more = {}) =>
      callerOf({
        keyId: `key-${role}`,
        holderId: `holder-${role}`,
        name: role,
        kind: 'USER',
        role,
        permissions: permissionsOf(role, []),
        regions: [SANDBOX],
        institutionCode: null,
        sandboxOnly: false,
        ...more,
      }),
    read: (work) => store.transaction(PLATFORM_ACCESS, 'READ', work),
    write: (work) => store.transaction(PLATFORM_ACCESS, 'WRITE', work),
    close: () => test.close(),
  };
}

/** The error that some work ends with; fails when it ends well. */
export async function refusal<E>(work: Promise<unknown>): Promise<E> {
  return work.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: unknown) => error as E,
  );
}
