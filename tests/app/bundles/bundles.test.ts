import { createHash, createPublicKey } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LARGEST_BUNDLE, sealBundle, type RulesetBundle } from '../../../src/app/bundles/bundle.js';
import { exportRulesetBundle } from '../../../src/app/bundles/export-bundle.js';
import { importBundle, previewBundle, type BundlePreview } from '../../../src/app/bundles/import-bundle.js';
import { catalogueHash } from '../../../src/app/catalogues/catalogue-csv.js';
import { callerAs } from '../../../src/app/kernel/platform-actor.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { signingKeysOf } from '../../../src/store/directory/signing-keys.js';
import { diseaseGroup } from '../../support/disease-group.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { seededKey, TEST_KEYS } from '../../support/signing.js';
import { testPlatform, tinyCities, version, type TinyCity } from '../../support/tiny-city.js';

const OTHER = signingKeysOf(seededKey(7));
let test: TestDatabase;
let sender: TinyCity;
let receiver: TinyCity;
let bundle: RulesetBundle;
let text: string;
beforeAll(async () => {
  test = await openTestDatabase();
  const nextCity = tinyCities(testPlatform(test.store));
  [sender, receiver] = [nextCity(), nextCity()];
  for (const city of [sender, receiver]) await city.makeRegion();
  const { groupingHash } = await sender.load(version('2025.1', '2025-01-01'));
  const groups = [diseaseGroup({ code: 'I63', points: '1000', mean: { ALL: '10000.00' }, diagnoses: 'I63*' })];
  const stated = { regionCode: sender.regionCode, groupingHash, note: '', contentHash: catalogueHash(groups) };
  for (const [name, effectiveFrom] of [
    ['2024.1', '2024-01-01'],
    ['2026.1', '2026-01-01'],
  ] as const)
    await sender.write(({ catalogues }) => catalogues.insert({ ...stated, version: name, effectiveFrom }, groups));
  await receiver.load(version('2025.1', '2025-01-01'));
  ({ text } = await exportRulesetBundle(sender.platform, platformCaller(sender.platform), {
    ...{ regionCode: sender.regionCode, version: '2025.1' },
  }));
  bundle = JSON.parse(text) as RulesetBundle;
});
afterAll(() => test.close());

const sha256 = (of: string): string => createHash('sha256').update(of).digest('hex');
const look = (of: string | Uint8Array, acceptedKeys: readonly string[] = []): Promise<BundlePreview> =>
  previewBundle(receiver.platform, platformCaller(receiver.platform), {
    ...{ regionCode: receiver.regionCode, acceptedKeys },
    bytes: typeof of === 'string' ? Buffer.from(of) : of,
  });
/** Changed, and sealed by whoever changed it. */
const sealed = (change: (content: Omit<RulesetBundle, 'seal'>) => Omit<RulesetBundle, 'seal'>, keys = TEST_KEYS): string => {
  const { seal: _, ...content } = bundle;
  return sealBundle(change(content), keys);
};
const ruleset = (change: Partial<RulesetBundle['ruleset']>): string =>
  sealed((content) => ({ ...content, ruleset: { ...content.ruleset, ...change } }));

describe('bundles of rulesets (规则包, N25-33)', () => {
  it('the same content has the same bytes, without anybody’s name', async () => {
    const again = await exportRulesetBundle(sender.platform, platformCaller(sender.platform), {
      ...{ regionCode: sender.regionCode, version: '2025.1', catalogue: bundle.catalogue?.version },
    });
    expect(again).toEqual({ text, sha256: sha256(text) });
    expect(bundle.catalogue?.version).toBe('2024.1'); // in force on its first day, and not the later one
    expect(text).not.toContain('平台');
    expect(text).not.toMatch(/signedBy|createdBy/);
  });

  it('shows what it would bring, and changes nothing', async () => {
    const { keys, before, after, beforeVersion, catalogue } = await look(text);
    expect(keys).toEqual([{ keyId: TEST_KEYS.keyId, trust: 'TRUSTED' }]);
    expect([before?.plan.region, after.plan.region, beforeVersion]).toEqual([receiver.regionCode, receiver.regionCode, '2025.1']);
    expect(catalogue).toMatchObject({ beside: undefined, removed: [], changed: [] });
    expect(catalogue?.added.length).toBe(catalogue?.groups);
    expect(await receiver.read(({ drafts }) => drafts.list(receiver.regionCode))).toEqual([]);
  });

  it('reads it compressed by gzip as the same bundle, under the hash of its text', async () => {
    const compressed = gzipSync(text);
    expect(compressed.byteLength).toBeLessThan(Buffer.byteLength(text));
    const { sha256: hash, keys } = await look(compressed);
    expect({ hash, keys }).toEqual({ hash: sha256(text), keys: (await look(text)).keys });
  });

  it.each<readonly [string, () => string | Uint8Array, string]>([
    ['a flipped byte', () => text.replace('"2025-01-01"', '"2025-01-02"'), 'RULESET_TAMPERED'],
    ['a blank more', () => text.replace(',', ', '), 'VALIDATION_FAILED'],
    ['half of it', () => text.slice(0, text.length / 2), 'VALIDATION_FAILED'],
    ['an archive', () => Buffer.from('PK\u0003\u0004'), 'VALIDATION_FAILED'],
    ['a member more, such as a path', () => text.replace('{', '{"../../etc/passwd":"x",'), 'VALIDATION_FAILED'],
    ['deep nesting', () => '['.repeat(100_000), 'VALIDATION_FAILED'],
    ['half of it, compressed', () => gzipSync(text).subarray(0, 200), 'VALIDATION_FAILED'],
    ['what unpacks to more than a bundle may have', () => gzipSync(new Uint8Array(LARGEST_BUNDLE + 1)), 'LIMIT_EXCEEDED'],
    ['something else, compressed', () => gzipSync('PK'), 'VALIDATION_FAILED'],
    ['more than a bundle may have', () => new Uint8Array(LARGEST_BUNDLE + 1), 'LIMIT_EXCEEDED'],
    ['no signature', () => ruleset({ signatures: [] }), 'RULESET_TAMPERED'],
    ['another day', () => ruleset({ effectiveFrom: '2024-01-01' }), 'RULESET_TAMPERED'],
    ['another region’s', () => ruleset({ region: '990999' }), 'RULESET_TAMPERED'],
    ['another text', () => ruleset({ documentText: bundle.ruleset.documentText.replace('2025.1', '2025.9') }), 'RULESET_TAMPERED'],
    ['other merged rules', () => ruleset({ effectiveText: `${bundle.ruleset.effectiveText} ` }), 'RULESET_TAMPERED'],
    ['a seal by an unknown key', () => sealed((content) => content, OTHER), 'RULESET_TAMPERED'],
  ])('%s: refused', async (_, make, code) => {
    await expect(look(make())).rejects.toMatchObject({ code });
  });

  it('an unknown key is accepted by name only, with the public key that made the signature', async () => {
    const pem = (seed: number): string => createPublicKey(seededKey(seed)).export({ type: 'spki', format: 'pem' }).toString();
    const by = (publicKey: string): string => sealed((content) => ({ ...content, keys: [{ keyId: OTHER.keyId, publicKey }] }), OTHER);
    await expect(look(by(pem(7)))).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await expect(look(by(pem(7)), ['0123456789abcdef'])).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    await expect(look(by(pem(8)), [OTHER.keyId])).rejects.toMatchObject({ code: 'RULESET_TAMPERED' });
    expect((await look(by(pem(7)), [OTHER.keyId])).keys).toContainEqual({ keyId: OTHER.keyId, trust: 'ACCEPTED' });
  });

  it('becomes a draft once its hash is confirmed, again the same one; the audit log tells from where and by which keys', async () => {
    const input = { regionCode: receiver.regionCode, bytes: Buffer.from(text), acceptedKeys: [], name: '参照', idempotencyKey: 'bundle-1' };
    const caller = platformCaller(receiver.platform);
    await expect(importBundle(receiver.platform, caller, { ...input, confirm: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const opened = await importBundle(receiver.platform, caller, { ...input, confirm: sha256(text) });
    expect(opened).toMatchObject({ draft: { regionCode: receiver.regionCode, origin: 'FILE' }, standing: { state: 'DRAFT' } });
    expect((await importBundle(receiver.platform, caller, { ...input, confirm: sha256(text) })).draft.id).toBe(opened.draft.id);
    const [event] = await receiver.read(({ audit }) => audit.ofActions(receiver.regionCode, ['bundle:import']));
    expect(event?.detail).toMatchObject({ bundle: sha256(text), from: { region: sender.regionCode, version: '2025.1' }, acceptedKeys: [] });
    expect(await receiver.read(({ rulesets }) => rulesets.list(receiver.regionCode))).toHaveLength(1);
    const auditor = callerAs({ ...receiver.as('AUDITOR').actor }, receiver.platform);
    await expect(importBundle(receiver.platform, auditor, { ...input, confirm: sha256(text) })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
