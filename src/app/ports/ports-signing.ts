/** A signature, and the key that made it. */
export interface Signature {
  /** The first 16 hexadecimal digits of SHA-256 of the public key (SPKI, DER). */
  readonly keyId: string;
  /** Ed25519, base64. */
  readonly signature: string;
}

/** What a signature is worth: made by a key that is trusted, of exactly this text; by a key that isn't; or not of this text. */
export type SignatureVerdict = 'VALID' | 'UNKNOWN_KEY' | 'INVALID';

/** 签名密钥 the private key of this installation, and the public keys that it trusts; neither is in the database. */
export interface SigningKeys {
  readonly keyId: string;
  sign(text: string): Signature;
  verdict(text: string, signature: Signature): SignatureVerdict;
  /** The public key of a name, PEM, where it is trusted. */
  publicKey(keyId: string): string | undefined;
  /** As `verdict`, by a public key that came with what was signed: it says who signed, not that he is trusted. UNKNOWN_KEY: it is not the signature's. */
  verdictBy(publicKey: string, text: string, signature: Signature): SignatureVerdict;
}
