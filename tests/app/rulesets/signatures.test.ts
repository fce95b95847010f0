import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadRuleset } from '../../../src/app/rulesets/load-ruleset.js';
import { createDraft } from '../../../src/app/drafts/create-draft.js';
import { signRulesets, verifyRulesets, type SignedRegion } from '../../../src/app/rulesets/sign-rulesets.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { scoreCase } from '../../../src/app/scoring/score-case.js';
import type { SigningKeys } from '../../../src/app/ports/ports-signing.js';
import { REGION_INDEX_MS, RegionCache } from '../../../src/app/caches/region-cache.js';
import { RulesetLibrary } from '../../../src/app/caches/ruleset-library.js';
import { signingKeysOf } from '../../../src/store/directory/signing-keys.js';
import { createPublicKey } from 'node:crypto';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { seededKey } from '../../support/signing.js';
import { testPlatform, TinyCity, tinyCase, tinyCities, version } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
let city: TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  city = nextCity();
  await city.makeRegion();
  const { groupingHash } = await city.load(version('2024.1', '2024-01-01'));
  await city.load(version('2025.1', '2025-01-01'));
  await city.putCatalogue(groupingHash);
  await city.putCases([tinyCase(0)]);
  await city.putYear();
});

/** As somebody who has the database and not the keys. */
async function sql(text: string, ...more: readonly unknown[]): Promise<void> {
  const { rowCount } = await test.database.pool.query(text, [city.regionCode, ...more]);
  expect(rowCount).toBeGreaterThan(0);
}

/** The city as another process sees it: nothing compiled yet, with these keys. */
function afresh(signing?: SigningKeys): TinyCity {
  const platform = testPlatform(test.store);
  const more = signing === undefined ? {} : { signing, rulesets: new RulesetLibrary(platform.judge, signing), regions: new RegionCache(test.store, Date.now, { caches: platform.caches, signing }) };
  return new TinyCity({ ...platform, ...more }, city.regionCode);
}

/** Scoring, starting a run, a run that was queued before, and extending are refused, whoever asks. */
async function refused(part: string, signing?: SigningKeys): Promise<void> {
  const fresh = afresh(signing);
  const caller = platformCaller(fresh.platform);
  const tampered = { code: 'RULESET_TAMPERED', messages: { zh: expect.stringContaining(part) as string } };
  await expect(scoreCase(fresh.platform, caller, city.regionCode, tinyCase(0))).rejects.toMatchObject(tampered);
  await expect(fresh.start({ idempotencyKey: part })).rejects.toMatchObject(tampered);
  const extending = {
    ...{ region: city.regionCode, version: '2026.1', scheme: 'DIP', pointUnit: 'point', title: { zh: '下一年' } },
    extends: { region: city.regionCode, version: '2025.1', effectiveHash: '0'.repeat(64) },
    effective: { from: '2026-01-01' },
  };
  await expect(loadRuleset(fresh.platform, caller, JSON.stringify(extending))).rejects.toMatchObject(tampered);
}

describe('a published ruleset is signed, and used only as it was signed (RULESET_TAMPERED)', () => {
  it('what was published is used; every version of the region has a signature', async () => {
    const fresh = afresh();
    await scoreCase(fresh.platform, platformCaller(fresh.platform), city.regionCode, tinyCase(0));
    expect((await fresh.clear()).status).toBe('SUCCEEDED');
    const { versions: found } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), city.regionCode);
    expect(found.map(({ fault }) => fault)).toEqual([undefined, undefined]);
  });

  it.each([
    ['the effective hash', "UPDATE ruleset_version SET effective_hash = repeat('a', 64) WHERE region_code = $1", '与其签名不符'],
    ['the content hash', "UPDATE ruleset_version SET content_hash = repeat('a', 64) WHERE region_code = $1", '与其签名不符'],
    [
      'the first day of the next version',
      "UPDATE ruleset_version SET effective_from = '2025-07-01' WHERE region_code = $1 AND version = '2025.1'",
      '与其签名不符',
    ],
    ['the last day', "UPDATE ruleset_version SET effective_to = '2024-06-30' WHERE region_code = $1 AND version = '2024.1'", '与其签名不符'],
    ['the signature', 'DELETE FROM ruleset_signature WHERE region_code = $1', '没有签名'],
    ['a signature of something else', "UPDATE ruleset_signature SET signature = 'AAAA' WHERE region_code = $1", '与其签名不符'],
    ['the key’s name', "UPDATE ruleset_signature SET key_id = 'ffffffffffffffff' WHERE region_code = $1", '不受信任的密钥'],
  ])('%s was changed: nothing is scored, no run starts, nothing extends it', async (_, change, part) => {
    const run = await city.start();
    await sql(change);
    await refused(part);
    const fresh = afresh();
    expect(await fresh.drive(run)).toMatchObject({ status: 'FAILED', failure: { code: 'RULESET_TAMPERED' } });
  });

  it('a day that was changed is said of its version alone: it is not gone, and nothing is signed', async () => {
    await sql("UPDATE ruleset_version SET effective_to = '2024-06-30' WHERE region_code = $1 AND version = '2024.1'");
    const fresh = afresh();
    const { versions, roll } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), city.regionCode);
    expect([versions.map(({ fault }) => fault), roll]).toEqual([['INVALID', undefined], []]);
    await expect(signRulesets(fresh.platform, platformCaller(fresh.platform), city.regionCode)).rejects.toMatchObject({
      code: 'RULESET_TAMPERED',
    });
  });

  it('a byte of the text that was loaded, with the merged one untouched', async () => {
    await sql("UPDATE ruleset_version SET document_text = replace(document_text, '2024.1', '2024.9') WHERE region_code = $1 AND version = '2024.1'");
    const fresh = afresh();
    await expect(scoreCase(fresh.platform, platformCaller(fresh.platform), city.regionCode, tinyCase(0))).rejects.toMatchObject({
      code: 'RULESET_TAMPERED',
    });
    const { versions: found } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), city.regionCode);
    expect(found.map(({ fault }) => fault)).toEqual(['TEXT', undefined]);
  });

  it('a version that is carried to another region, with its signature', async () => {
    const other = nextCity();
    await other.makeRegion();
    await sql(
      `INSERT INTO ruleset_version SELECT (json_populate_record(v, json_build_object('region_code', $2::text))).* FROM ruleset_version v WHERE region_code = $1 AND version = '2024.1'`,
      other.regionCode,
    );
    await sql(
      `INSERT INTO ruleset_signature SELECT (json_populate_record(s, json_build_object('region_code', $2::text))).* FROM ruleset_signature s
       JOIN ruleset_version v ON v.region_code = $2 AND v.id = s.ruleset_id WHERE s.region_code = $1`,
      other.regionCode,
    );
    const caller = platformCaller(other.platform);
    await expect(scoreCase(other.platform, caller, other.regionCode, tinyCase(0))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
  });

  it('a day that is changed while a process runs is noticed where the version is opened next', async () => {
    const caller = platformCaller(city.platform);
    await scoreCase(city.platform, caller, city.regionCode, tinyCase(0));
    await sql("UPDATE ruleset_version SET effective_to = '2024-12-30' WHERE region_code = $1 AND version = '2024.1'");
    await city.write((unit) => unit.announce(city.regionCode));
    await expect(scoreCase(city.platform, caller, city.regionCode, tinyCase(0))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
  });

  it('keys are changed: what an earlier key signed holds while its public key is trusted', async () => {
    const next = seededKey(2);
    await refused('不受信任的密钥', signingKeysOf(next));
    const rotated = afresh(signingKeysOf(next, [createPublicKey(seededKey(1))]));
    expect((await rotated.clear()).status).toBe('SUCCEEDED');
  });

  it('versions from before there were signatures: refused until the operator signs them, which the audit log tells', async () => {
    await sql('DELETE FROM ruleset_signature WHERE region_code = $1');
    const fresh = afresh();
    expect((await signRulesets(fresh.platform, platformCaller(fresh.platform), city.regionCode)).signed.map((one) => one.version)).toEqual([
      '2024.1',
      '2025.1',
    ]);
    expect((await fresh.clear()).status).toBe('SUCCEEDED');
    const [event] = await city.read(({ audit }) => audit.ofActions(city.regionCode, ['ruleset:sign']));
    expect(event?.detail).toMatchObject({ keyId: fresh.platform.signing.keyId, versions: [{ version: '2024.1' }, { version: '2025.1' }] });
    expect(await signRulesets(fresh.platform, platformCaller(fresh.platform), city.regionCode)).toEqual({ signed: [], isRollNew: false });
  });

  it('what was changed is never signed', async () => {
    await sql('DELETE FROM ruleset_signature WHERE region_code = $1');
    await sql("UPDATE ruleset_version SET effective_text = effective_text || ' ' WHERE region_code = $1 AND version = '2025.1'");
    const fresh = afresh();
    await expect(signRulesets(fresh.platform, platformCaller(fresh.platform), city.regionCode)).rejects.toMatchObject({
      code: 'RULESET_TAMPERED',
    });
    expect(await city.read(({ rulesets }) => rulesets.signatures(city.regionCode))).toEqual([]);
  });

  const gone = async (): Promise<void> => {
    await sql("DELETE FROM ruleset_signature s USING ruleset_version v WHERE v.region_code = $1 AND v.id = s.ruleset_id AND v.version = '2025.1'");
    await sql("DELETE FROM ruleset_version WHERE region_code = $1 AND version = '2025.1'");
  };

  it('a version that was deleted with its signature: refused, and named', async () => {
    await gone();
    await refused('2025.1 已发布，却已不在库中');
    const fresh = afresh();
    const { roll } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), city.regionCode);
    expect(roll).toEqual([{ reason: 'MISSING', scheme: 'DIP', version: '2025.1' }]);
    const sign = (...without: string[]): Promise<SignedRegion> =>
      signRulesets(fresh.platform, platformCaller(fresh.platform), city.regionCode, without);
    await expect(sign()).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    expect(await sign('2025.1')).toEqual({ signed: [], isRollNew: true });
    await scoreCase(fresh.platform, platformCaller(fresh.platform), city.regionCode, tinyCase(0));
    const [event] = await city.read(({ audit }) => audit.ofActions(city.regionCode, ['ruleset:sign']));
    expect(event?.detail).toMatchObject({ roll: true, without: ['2025.1'] });
    expect((await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), city.regionCode)).roll).toEqual([]);
  });

  /** The rows of the region, to be put back as they are now. */
  const keptRows = async (): Promise<() => Promise<void>> => {
    const rowsOf = async (table: string): Promise<string> => {
      const all = `SELECT json_agg(t)::text AS rows FROM ${table} t WHERE region_code = $1`;
      return (await test.database.pool.query<{ rows: string }>(all, [city.regionCode])).rows[0]?.rows ?? '';
    };
    const [versions, signatures] = [await rowsOf('ruleset_version'), await rowsOf('ruleset_signature')];
    return async () => {
      const put = (table: string, end: string): string => `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1) ${end}`;
      const again = 'ON CONFLICT (region_code, id) DO UPDATE SET effective_from = excluded.effective_from';
      await test.database.pool.query(put('ruleset_version', again), [versions]);
      await test.database.pool.query(put('ruleset_signature', 'ON CONFLICT DO NOTHING'), [signatures]);
    };
  };

  it.each([
    ['deleted', gone],
    [
      'made to begin later',
      () => sql("UPDATE ruleset_version SET effective_from = '2025-07-01' WHERE region_code = $1 AND version = '2025.1'"),
    ],
  ])('a version that is %s while a server runs: no other takes its days; put back, it scores again', async (_, change) => {
    let now = 0; // nobody tells of the change: the list is read anew when it is five seconds old
    const { caches, signing } = city.platform;
    const running = { ...city.platform, regions: new RegionCache(test.store, () => now, { caches, signing }) };
    const days = { admissionDate: '2025-03-01', dischargeDate: '2025-03-08', settlementDate: '2025-03-08' };
    const scored = async (): Promise<string> => {
      now += REGION_INDEX_MS;
      return (await scoreCase(running, platformCaller(running), city.regionCode, { ...tinyCase(0), ...days })).ruleset.version;
    };
    expect(await scored()).toBe('2025.1');
    const putBack = await keptRows();
    await change();
    await expect(scored()).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await expect(scored()).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await putBack();
    now -= REGION_INDEX_MS; // at once: the refusal was not kept
    expect(await scored()).toBe('2025.1');
  });

  it.each([
    ['taken away', 'DELETE FROM ruleset_roll WHERE region_code = $1', '没有签名'],
    ['shortened', 'UPDATE ruleset_roll SET versions = versions[1:1] WHERE region_code = $1', '与其签名不符'],
    ['by another key', "UPDATE ruleset_roll SET key_id = 'ffffffffffffffff' WHERE region_code = $1", '不受信任的密钥'],
  ])('its roll was %s, too: refused; the audit log still tells which version is gone', async (_, change, part) => {
    await gone();
    await sql(change);
    await refused(part);
    const fresh = afresh();
    const { roll } = await verifyRulesets(fresh.platform, fresh.as('AUDITOR'), city.regionCode);
    expect(roll).toContainEqual({ reason: 'MISSING', scheme: '', version: '2025.1' });
    await expect(signRulesets(fresh.platform, platformCaller(fresh.platform), city.regionCode)).rejects.toMatchObject({
      code: 'RULESET_TAMPERED',
    });
  });

  it('a draft is not begun from a version that is not what was signed, and nothing is published beside one', async () => {
    const begin = (version: string): Promise<unknown> =>
      createDraft(city.platform, platformCaller(city.platform), {
        ...{ regionCode: city.regionCode, name: '试', idempotencyKey: `draft-${version}` },
        from: { regionCode: city.regionCode, version },
      });
    await begin('2025.1');
    await sql("UPDATE ruleset_version SET document_text = replace(document_text, '2024.1', '2024.9') WHERE region_code = $1 AND version = '2024.1'");
    await expect(begin('2024.1')).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await sql('DELETE FROM ruleset_roll WHERE region_code = $1');
    await expect(city.load(version('2027.1', '2027-01-01'))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
  });
});
