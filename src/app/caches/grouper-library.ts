import { CacheKind, type Caches } from './bounded-cache.js';
import type { GrouperName, GrouperRecord } from '../ports/ports-grouper.js';
import { NATION } from '../ports/ports-region.js';
import type { Reader, Unit } from '../ports/ports.js';
import { NotFoundError, StateError } from '../base/errors.js';
import type { GrouperMethod } from '../../engine/plan/group-terms.js';
import { indexGrouper, type GrouperIndex } from '../../engine/grouper/grouper-index.js';
import { GrouperJudge } from '../../rules/grouper/grouper-judge.js';
import type { GrouperDocument } from '../../rules/grouper/grouper-document.js';
import { readGrouperText } from '../../rules/grouper/read-grouper.js';

/** Opened groupers that are kept: an index of a national book takes some 50 MB. */
const MOST_KEPT = 4;

/** A grouper made ready: its document, its index and the judge of its rules. */
export interface ReadyGrouper {
  readonly contentHash: string;
  readonly document: GrouperDocument;
  readonly index: GrouperIndex;
  readonly judge: GrouperJudge;
}

/** Groupers made ready, by content hash: stored ones never change. */
const READY = new CacheKind<string, ReadyGrouper>({ most: MOST_KEPT });

/** What of a record is needed to read its content. */
export type GrouperKey = Pick<GrouperRecord, 'regionCode' | 'id' | 'code' | 'version' | 'contentHash'>;

/** A stored grouper made ready, once for each content. Throws NOT_FOUND, and RULESET_TAMPERED where the content is not what its hash says. */
export async function readyGrouper({ caches }: { readonly caches: Caches }, read: Reader, record: GrouperKey): Promise<ReadyGrouper> {
  const cache = READY.of(caches);
  const kept = cache.get(record.contentHash);
  if (kept !== undefined) return kept;
  const content = await read((unit) => unit.groupers.content(record.regionCode, record.id));
  if (content === undefined) throw noGrouper(record);
  const ready = cache.get(record.contentHash) ?? opened(content, record);
  cache.keep(record.contentHash, ready);
  return ready;
}

function opened(content: Uint8Array, record: Pick<GrouperRecord, 'code' | 'version' | 'contentHash'>): ReadyGrouper {
  const { read } = readGrouperText(content);
  if (read?.contentHash !== record.contentHash) throw tampered(record);
  const index = indexGrouper(read.grouper);
  return { contentHash: read.contentHash, document: read.document, index, judge: new GrouperJudge(index) };
}

/** A region and those above it, the nearest first, at last the nation: whose groupers and code tables it may use. */
export async function regionAndAbove({ regions }: Unit, regionCode: string): Promise<readonly string[]> {
  const chain = new Set<string>();
  for (let at: string | null = regionCode; at !== null && !chain.has(at);) {
    chain.add(at);
    at = (await regions.find(at))?.parentCode ?? null;
  }
  return [...chain.add(NATION)];
}

/** The grouper that a region means by a code and version: its own, else that of the nearest region above it. `undefined`: none has it. */
export async function grouperOf(unit: Unit, regionCode: string, name: GrouperName): Promise<GrouperRecord | undefined> {
  for (const code of await regionAndAbove(unit, regionCode)) {
    const found = await unit.groupers.find(code, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The groupers that a region may name: its own and those of the regions above it, less those of the same code and version nearer to it. */
export async function groupersOf(unit: Unit, regionCode: string): Promise<readonly GrouperRecord[]> {
  const byName = new Map<string, GrouperRecord>();
  for (const code of await regionAndAbove(unit, regionCode)) {
    for (const record of await unit.groupers.list(code)) {
      const name = `${record.code} ${record.version}`;
      if (!byName.has(name)) byName.set(name, record);
    }
  }
  return [...byName.values()];
}

/** The grouper that a ruleset names, for a region. Throws RULESET_INVALID where it is not there, or its content is another than the ruleset means. */
export async function namedGrouper(unit: Unit, regionCode: string, method: GrouperMethod): Promise<GrouperRecord> {
  const record = await grouperOf(unit, regionCode, method);
  if (record === undefined) throw lacksGrouper(regionCode, method);
  if (method.contentHash !== undefined && method.contentHash !== record.contentHash) throw otherContent(record, method.contentHash);
  return record;
}

function lacksGrouper(regionCode: string, { code, version }: GrouperName): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `规则集所用的 DRG 分组方案 ${code} ${version} 还没有导入统筹地区 ${regionCode} 或其上级，不能入组。请用 dip grouper import（或 importGrouper）导入。`,
    en: `The DRG grouper ${code} ${version} that the ruleset names is stored neither for region ${regionCode} nor above it. Import it first (dip grouper import, importGrouper).`,
  });
}

function otherContent({ code, version, contentHash }: GrouperRecord, wanted: string): StateError {
  return new StateError('RULESET_INVALID', {
    zh: `规则集要求的 DRG 分组方案 ${code} ${version} 内容哈希为 ${wanted.slice(0, 12)}…，已入库的是 ${contentHash.slice(0, 12)}…，不能入组。请核对后导入所要求的内容。`,
    en: `The ruleset means the DRG grouper ${code} ${version} with hash ${wanted.slice(0, 12)}…; the one that is stored has ${contentHash.slice(0, 12)}…. Import the one that is meant.`,
  });
}

/** NOT_FOUND: no region that counts has such a grouper. */
export function noGrouper({ code, version }: GrouperName): NotFoundError {
  return new NotFoundError({ zh: 'DRG 分组方案', en: 'DRG grouper' }, `${code} ${version}`);
}

function tampered({ code, version }: GrouperName): StateError {
  return new StateError('RULESET_TAMPERED', {
    zh: `DRG 分组方案 ${code} ${version} 的内容与入库时的哈希不符，或当前程序不能读取，已拒绝使用。请立即联系运维，从备份恢复并核查。`,
    en: `DRG grouper ${code} ${version} does not match the hash under which it was stored, or this program can't read it; it is refused. Tell the operator at once.`,
  });
}
