import type { RulesetRecord, RulesetSummary } from '../ports/ports-ruleset.js';
import { inForceOn, type AskedScheme } from './in-force.js';
import type { Reader } from '../ports/ports.js';
import { StateError, NotFoundError, noRulesetInForce } from '../base/errors.js';
import { BoundedCache } from './bounded-cache.js';
import type { RegionIndex } from './region-cache.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import type { Judge } from '../../rules/judge/judge.js';
import { requireSignedVersions, signedText } from './ruleset-signatures.js';
import type { SigningKeys } from '../ports/ports-signing.js';
import { parseDocument } from '../../rules/shape/parse.js';
import { contentHash, isEffectiveText } from '../../rules/document/hash.js';
import { compileStored } from '../../rules/load.js';

/** How many compiled versions are kept: a province has dozens in use at a time. */
const MOST_KEPT = 64;
/** How many versions are known to be signed as they are. */
const MOST_SIGNED = 4_096;

/**
 * Compiled ruleset versions by effective hash: published documents never change, so a version is compiled once a process. What is read
 * back from the store is hashed again: a document that was tampered with decides nothing.
 */
export class RulesetLibrary {
  readonly #compiled = new BoundedCache<string, Promise<CompiledRuleset>>({ most: MOST_KEPT });
  /** What was found signed by this process: the text that is signed, by region and id. */
  readonly #signed = new BoundedCache<string, { readonly text: string }>({ most: MOST_SIGNED });
  readonly #judge: Judge;
  readonly #signing: SigningKeys;

  constructor(judge: Judge, signing: SigningKeys) {
    this.#judge = judge;
    this.#signing = signing;
  }

  /**
   * The compiled version of a summary. The text is read by whoever asks, and only the compiling is shared: nobody waits for another request's
   * transaction. Throws NOT_FOUND, RULESET_TAMPERED.
   */
  async get(read: Reader, summary: OpenedVersion): Promise<CompiledRuleset> {
    const { regionCode, id, effectiveHash } = summary;
    if (!this.#isSigned(summary)) await this.#requireSigned(read, summary);
    const kept = this.#compiled.get(effectiveHash);
    if (kept !== undefined) return await kept;
    const record = await read((unit) => unit.rulesets.findById(regionCode, id));
    if (record === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, id);
    return await (this.#compiled.get(effectiveHash) ?? this.#keep(effectiveHash, this.#compile(record, effectiveHash)));
  }

  /** Whether this process has seen the signature of a version as it is given: with its days and name, where they are. */
  #isSigned(summary: OpenedVersion): boolean {
    const signed = this.#signed.get(`${summary.regionCode} ${summary.id}`)?.text;
    return signed !== undefined && (isWhole(summary) ? signedText(summary) === signed : signed.includes(`"${summary.effectiveHash}"`));
  }

  /** Once a process and version, with every other version of the region. */
  async #requireSigned(read: Reader, summary: OpenedVersion): Promise<void> {
    const versions = await requireSignedVersions(read, this.#signing, summary.regionCode);
    for (const version of versions) this.#signed.keep(`${version.regionCode} ${version.id}`, { text: signedText(version) });
    if (!versions.some(({ id }) => id === summary.id)) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, summary.id);
    if (!this.#isSigned(summary)) throw tampered(versions.find(({ id }) => id === summary.id)?.version ?? summary.id);
  }

  /** Keeps a version until it fails. */
  #keep(effectiveHash: string, promise: Promise<CompiledRuleset>): Promise<CompiledRuleset> {
    this.#compiled.keep(effectiveHash, promise);
    promise.catch(() => {
      this.#compiled.forget(effectiveHash, promise);
    });
    return promise;
  }

  async #compile(
    { version, effectiveText, documentText, contentHash: own }: RulesetRecord,
    effectiveHash: string,
  ): Promise<CompiledRuleset> {
    requireUntampered(effectiveText, { version, effectiveHash });
    const compiled = await compileStored(effectiveText, this.#judge);
    if (compiled === undefined) throw outdated(version);
    const { document } = parseDocument(documentText);
    if (document === undefined || contentHash(document) !== own) throw tampered(version);
    return compiled;
  }
}

/** A version as it is asked for: pinned by its hash, or as it is listed. */
export type OpenedVersion = Pick<RulesetSummary, 'regionCode' | 'id' | 'effectiveHash'> & Partial<RulesetSummary>;

function isWhole(version: OpenedVersion): version is RulesetSummary {
  return version.contentHash !== undefined && version.effectiveFrom !== undefined && version.effectiveTo !== undefined;
}

/** Refuses a stored text that is not, byte for byte, the canonical JSON under whose hash it was published: RULESET_TAMPERED. */
export function requireUntampered(
  effectiveText: string,
  { version, effectiveHash }: Pick<RulesetSummary, 'version' | 'effectiveHash'>,
): void {
  if (!isEffectiveText(effectiveText, effectiveHash)) throw tampered(version);
}

function tampered(version: string): StateError {
  return new StateError('RULESET_TAMPERED', {
    zh: `规则集版本 ${version} 的内容与发布时的哈希不符，已拒绝使用。请立即联系运维，从备份恢复并核查。`,
    en: `Ruleset version ${version} does not match the hash under which it was published, and is refused. Tell the operator at once.`,
  });
}

function outdated(version: string): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `规则集版本 ${version} 是用较早的规则语言发布的，当前程序不能读取。请用发布它的程序版本，或联系运维。`,
    en: `Ruleset version ${version} was published in an earlier form of the language, which this program cannot read. Use the program that published it, or tell the operator.`,
  });
}

/** The version in force on a day; with no scheme asked for, DIP before DRG. Throws NO_RULESET_IN_FORCE. */
export function versionInForce(
  { region, rulesets }: Pick<RegionIndex, 'region' | 'rulesets'>,
  date: string,
  scheme: AskedScheme,
): RulesetSummary {
  const found = inForceOn(rulesets, date, scheme);
  if (found === undefined) throw noRulesetInForce(region.code, date, scheme);
  return found;
}
