import { freezeNewCases } from './frozen-year.js';
import { StateError } from '../base/errors.js';
import type { Platform } from '../kernel/platform.js';
import type { CaseBatch, CaseSelection, OmittableColumn } from '../ports/cases/ports-case.js';
import type { FoundBlock } from '../ports/cases/ports-frozen.js';
import type { Reader } from '../ports/ports.js';
import { must } from '../../engine/kit/assert.js';

/** Which cases of a year are looked for: of one institution or all, and from which one on. */
export interface YearPageWanted {
  readonly selection: CaseSelection;
  /** Columns that nobody looks at. */
  readonly without: ReadonlySet<OmittableColumn>;
  readonly institutionCode?: string | undefined;
  readonly first: number;
  /** Absent: from the first case on. */
  readonly begin?: PageBegin | undefined;
}

/** Where a page begins: behind the case at which an earlier one ended, or with a case. Cases are named by their numbers. */
export type PageBegin = { readonly after: bigint } | { readonly at: bigint };

const AFTER = /^(=?)(\d{1,18})$/;

/** Reads where a page begins: what an earlier page ended with, or the place of a case. Anything else: from the first case on. */
export function pageBegin(text: string | null | undefined): PageBegin | undefined {
  const [, at, number] = AFTER.exec(text ?? '') ?? [];
  if (number === undefined) return undefined;
  return at === '' ? { after: BigInt(number) } : { at: BigInt(number) };
}

/** The place of a case, with which a page begins. */
export function placeOfCase(seq: bigint): string {
  return `=${seq}`;
}

const namedBy = (begin: PageBegin): bigint => ('at' in begin ? begin.at : begin.after);

/** Cases that were found, in the order of a year: by institution, as they came. `next`: after which case to go on, null at the end. */
export interface YearPage<Found> {
  readonly rows: readonly Found[];
  readonly next: bigint | null;
}

/** So many cases are looked through for one page; then the page ends, with where to go on. */
const MOST_LOOKED_THROUGH = 100_000;

/**
 * 翻阅 looks through the frozen cases of a year, block by block, until a page is full. `find` says of each case of a batch what is wanted of it, by
 * row; `undefined`: it is not looked for. Only cases that `read` may see are looked through. Throws UNAVAILABLE (cases that an earlier release brought
 * are not frozen yet: that begins now, and is waited for by nobody, because who asks holds a transaction).
 */
export async function pageOfYear<Found>(
  platform: Platform,
  read: Reader,
  wanted: YearPageWanted,
  find: (batch: CaseBatch) => Promise<readonly (Found | undefined)[]>,
): Promise<YearPage<Found>> {
  const { selection, without, first, begin } = wanted;
  await requireFrozen(platform, read, selection);
  const year = await read(({ frozenCases }) => frozenCases.open(selection));
  const blocks = await blocksFrom(read, year.blocks, wanted);
  const rows: Found[] = [];
  let looked = 0;
  let last = begin && namedBy(begin);
  let isPast = begin === undefined;
  for (const block of blocks) {
    const batch = await read(({ frozenCases }) => frozenCases.read(year, [block], without));
    const named = isPast || begin === undefined ? 0 : batch.seq.indexOf(namedBy(begin));
    isPast ||= named >= 0;
    const from = begin !== undefined && 'after' in begin && batch.seq[named] === begin.after ? named + 1 : named;
    if (!isPast || from >= batch.count) continue; // where the page begins lies in a later block, or behind this one
    if (looked >= MOST_LOOKED_THROUGH) return { rows, next: last ?? null };
    const found = await find(batch);
    for (let row = from; row < batch.count; row++) {
      const one = found[row];
      if (one !== undefined) {
        if (rows.length === first) return { rows, next: must(last, 'last of the page') };
        rows.push(one);
      }
      last = must(batch.seq[row], 'seq');
    }
    looked += batch.count - from;
  }
  return { rows, next: null };
}

async function requireFrozen(platform: Platform, read: Reader, { regionCode, throughImportSeq }: CaseSelection): Promise<void> {
  if ((await read(({ frozenCases }) => frozenCases.through(regionCode))) >= throughImportSeq) return;
  void freezeNewCases(platform, regionCode);
  throw new StateError('UNAVAILABLE', {
    zh: '升级后第一次查看，正在整理这个地区的病例（每百万例约半分钟）。请稍后重试。',
    en: 'The cases of this region are being put in order, once after an upgrade (about half a minute a million). Try again later.',
  });
}

/** The blocks in which the page may begin, and those behind them. */
async function blocksFrom(
  read: Reader,
  blocks: readonly FoundBlock[],
  { selection, institutionCode, begin }: YearPageWanted,
): Promise<readonly FoundBlock[]> {
  const own = institutionCode === undefined ? blocks : blocks.filter((block) => block.institutionCode === institutionCode);
  if (begin === undefined) return own;
  const [named] = await read(({ cases }) => cases.findBySeq(selection.regionCode, [namedBy(begin)]));
  const at = own.findIndex((block) => block.institutionCode === named?.institutionCode && block.insurance === named.insurance);
  return at < 0 ? [] : own.slice(at);
}
