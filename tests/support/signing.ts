import { createPrivateKey } from 'node:crypto';
import { signingKeysOf } from '../../src/store/directory/signing-keys.js';

/** Ed25519 keys of a seed, PKCS#8: the same in every process, so that what one signs another trusts. */
export function seededKey(seed: number): ReturnType<typeof createPrivateKey> {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([head, Buffer.alloc(32, seed)]), format: 'der', type: 'pkcs8' });
}

/** The keys of platforms that tests put together. */
export const TEST_KEYS = signingKeysOf(seededKey(1));
