import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CacheKind, type Caches } from './bounded-cache.js';
import { regionAndAbove } from './grouper-library.js';
import { StateError } from '../base/errors.js';
import type { CodeKind, CodeTableRecord } from '../ports/ports-code-table.js';
import type { Reader, Unit } from '../ports/ports.js';
import { CodeIndex, type CodeRow } from '../../engine/codes/code-table.js';
import { foldCode } from '../../engine/codes/fold-code.js';
import type { CodeUse } from '../../engine/codes/national-code.js';
import type { CodeSystem } from '../../engine/plan/inpatient-case.js';
import { canonicalJson } from '../../rules/document/hash.js';

/** Indexes that are kept: that of the 33,000 diagnoses takes some 15 MB. */
const MOST_KEPT = 8;

/** Indexes of code tables by content hash: stored ones never change. */
const READY = new CacheKind<string, CodeIndex>({ most: MOST_KEPT });

/** Codes of diagnoses are read as diagnoses, those of operations as operations. */
export const CODE_USES: Readonly<Record<CodeKind, CodeUse>> = { DIAGNOSIS: 'diagnoses', OPERATION: 'operations' };

/** What a table says, as it is hashed. */
type CodeTableFacts = Pick<CodeTableRecord, 'kind' | 'codeSystem' | 'version' | 'title' | 'validFrom' | 'validTo' | 'sources'>;

/** Rows as they are stored: code, name, whether it is valid, its days, what is said besides. */
const storedRows = z.array(z.tuple([z.string(), z.string(), z.boolean(), z.string().nullable(), z.string().nullable(), z.string()]));

/** 内容哈希 SHA-256 of what a table says: its facts, and its rows as they are stored. */
export function codeTableHash(
  { kind, codeSystem, version, title, validFrom, validTo, sources }: CodeTableFacts,
  content: Uint8Array,
): string {
  const facts = canonicalJson({ kind, codeSystem, version, title, validFrom, validTo, sources });
  return createHash('sha256').update(`${facts}\n`).update(content).digest('hex');
}

/** Rows as they are stored: in the order of their codes, whatever order they came in. */
export function codeTableText(rows: readonly CodeRow[]): Uint8Array {
  const keyed = rows.map((row) => [foldCode(row.code), row] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const stored = keyed.map(([, row]): z.infer<typeof storedRows>[number] => [
    row.code,
    row.name,
    row.isValid,
    row.validFrom,
    row.validTo,
    row.note,
  ]);
  return new TextEncoder().encode(JSON.stringify(stored));
}

function readRows(content: Uint8Array): readonly CodeRow[] {
  const stored = storedRows.parse(JSON.parse(new TextDecoder().decode(content)));
  return stored.map(([code, name, isValid, validFrom, validTo, note]) => ({ code, name, isValid, validFrom, validTo, note }));
}

/** The codes of a stored table ready to be looked up, made once for each content. Throws RULESET_TAMPERED where they are not what was stored. */
export async function readyCodes({ caches }: { readonly caches: Caches }, read: Reader, record: CodeTableRecord): Promise<CodeIndex> {
  const cache = READY.of(caches);
  const kept = cache.get(record.contentHash);
  if (kept !== undefined) return kept;
  const content = await read((unit) => unit.codeTables.content(record.regionCode, record.id));
  if (content === undefined || codeTableHash(record, content) !== record.contentHash) throw tampered(record);
  const ready = cache.get(record.contentHash) ?? new CodeIndex(CODE_USES[record.kind], readRows(content));
  cache.keep(record.contentHash, ready);
  return ready;
}

/** The tables that a region may use: its own, then those of the regions above it; of each the latest first. */
export async function codeTablesOf(unit: Unit, regionCode: string): Promise<readonly CodeTableRecord[]> {
  const chain = await regionAndAbove(unit, regionCode);
  const records = await unit.codeTables.list(chain);
  return chain.flatMap((code) => records.filter((record) => record.regionCode === code));
}

/** Which table is asked for: of an edition, and on a day; without a day the latest. */
export interface WantedCodes {
  readonly kind: CodeKind;
  readonly codeSystem: CodeSystem;
  readonly day?: string;
}

/** The table that holds: of the nearest region that has one for that day, the one that began last. `undefined`: none has. */
export function codeTableOn(tables: readonly CodeTableRecord[], { kind, codeSystem, day }: WantedCodes): CodeTableRecord | undefined {
  return tables.find(
    (table) =>
      table.kind === kind &&
      table.codeSystem === codeSystem &&
      (day === undefined || (table.validFrom <= day && day <= (table.validTo ?? day))),
  );
}

function tampered({ version }: CodeTableRecord): StateError {
  return new StateError('RULESET_TAMPERED', {
    zh: `编码表 ${version} 的内容与入库时的哈希不符，已拒绝使用。请立即告知运维人员。`,
    en: `The content of the code table ${version} does not match the hash under which it was stored; it is refused. Tell the operator at once.`,
  });
}
