import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../../app/kernel/config.js';
import type { Signature, SignatureVerdict, SigningKeys } from '../../app/ports/ports-signing.js';

/** Where keys are: files that were named, or those of the data directory. */
export interface KeyPlaces {
  /** PEM, PKCS#8. Named: it has to be there. */
  readonly signingKey?: string | undefined;
  /** Folder of public keys, PEM, `*.pem`. */
  readonly trustedKeys?: string | undefined;
  /** The data directory: without a named key, one is made in `keys` at the first start. */
  readonly dataDir: string;
}

/** Opens the keys; makes one where none is named and none is there yet. Throws `ConfigError`. */
export function openSigningKeys({ signingKey, trustedKeys, dataDir }: KeyPlaces): SigningKeys {
  const folder = path.join(dataDir, 'keys');
  const trustedDir = trustedKeys ?? path.join(folder, 'trusted');
  const file = signingKey ?? path.join(folder, 'signing.pem');
  if (signingKey === undefined && !existsSync(file)) makeKey(file);
  const own = privateKey(file);
  const trusted = existsSync(trustedDir)
    ? readdirSync(trustedDir)
        .filter((name) => name.endsWith('.pem'))
        .map((name) => publicKey(path.join(trustedDir, name)))
    : [];
  return signingKeysOf(own, trusted);
}

/** Keys that are at hand. What the own key signs is trusted. */
export function signingKeysOf(own: KeyObject, trusted: readonly KeyObject[] = []): SigningKeys {
  const known = new Map([createPublicKey(own), ...trusted].map((key) => [keyIdOf(key), key]));
  const keyId = keyIdOf(createPublicKey(own));
  return {
    keyId,
    sign: (text) => ({ keyId, signature: sign(null, Buffer.from(text, 'utf8'), own).toString('base64') }),
    verdict: (text, made) => {
      const key = known.get(made.keyId);
      if (key === undefined) return 'UNKNOWN_KEY';
      return fits(key, text, made);
    },
    publicKey: (id) => known.get(id)?.export({ type: 'spki', format: 'pem' }).toString(),
    verdictBy: (pem, text, made) => {
      const key = readPublicKey(pem);
      return key === undefined || keyIdOf(key) !== made.keyId ? 'UNKNOWN_KEY' : fits(key, text, made);
    },
  };
}

function fits(key: KeyObject, text: string, { signature }: Signature): SignatureVerdict {
  return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64')) ? 'VALID' : 'INVALID';
}

function readPublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' && pem.includes('PUBLIC KEY') ? key : undefined;
  } catch {
    return undefined;
  }
}

function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** Exclusively: of two processes that start at once, one makes the key and the other reads it. */
function makeKey(file: string): void {
  const { privateKey: made } = generateKeyPairSync('ed25519');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, made.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return;
  }
  const key = createPublicKey(made);
  const trusted = path.join(path.dirname(file), 'trusted');
  mkdirSync(trusted, { recursive: true });
  writeFileSync(path.join(trusted, `${keyIdOf(key)}.pem`), key.export({ type: 'spki', format: 'pem' }));
}

function privateKey(file: string): KeyObject {
  return ed25519(file, 'DIP_SIGNING_KEY', createPrivateKey);
}

function publicKey(file: string): KeyObject {
  return ed25519(file, 'DIP_TRUSTED_KEYS', createPublicKey);
}

function ed25519(file: string, variable: string, open: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = open(readFileSync(file, 'utf8'));
  } catch {
    key = undefined; // not there, or no key
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new ConfigError(variable, `${file} 不是可读的 Ed25519 密钥（PEM）`, `${file} is no Ed25519 key (PEM) that can be read`);
}
