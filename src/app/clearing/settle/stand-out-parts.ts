import { outcomePages } from '../shards/outcome-pages.js';
import { parseOutcome } from '../shards/outcome-parse.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseSelection } from '../../ports/cases/ports-case.js';
import type { RunLease } from '../../ports/clearing/ports-run.js';
import type { ScorePart } from '../../ports/clearing/ports-score.js';
import { PLATFORM_ACCESS, type Unit } from '../../ports/ports.js';
import type { CaseOver, CasesAsked, CasesOver, GroupWithoutMean } from '../../ports/clearing/ports-stand-out.js';
import { byCode } from '../../../engine/number/allocate.js';
import { compare, storedDecimal } from '../../../engine/number/quantity.js';
import { AssumptionsUsed, type UsedAssumption } from '../../../rules/compiled/assumptions-used.js';
import type { EffectiveDocument } from '../../../rules/document/document.js';

/** Looks through a run a few shards at a time: the embedded database answers nobody else meanwhile. */
async function inParts<T>(
  { store }: Platform,
  parts: readonly ScorePart[],
  read: (unit: Unit, part: ScorePart) => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  for (const part of parts) found.push(await store.transaction(PLATFORM_ACCESS, 'READ', (unit) => read(unit, part), 'BULK'));
  return found;
}

/** Scores of a run above a figure, by cost ratio or by points; the furthest first. */
export async function scoresAbove(
  platform: Platform,
  { regionCode, runNo }: RunLease,
  parts: readonly ScorePart[],
  by: 'COST_RATIO' | 'POINTS',
  asked: Omit<CasesAsked, 'part'>,
): Promise<CasesOver> {
  const found = await inParts(platform, parts, ({ standOuts }, part) => standOuts.scoresAbove(regionCode, runNo, by, { ...asked, part }));
  return together(found, asked.first);
}

/** Cases of a run above a total cost in yuan, of the institutions that have any; the dearest first. */
export async function costsAbove(
  platform: Platform,
  { runNo }: RunLease,
  parts: readonly ScorePart[],
  {
    selection,
    institutions,
    ...asked
  }: Omit<CasesAsked, 'part'> & { readonly selection: CaseSelection; readonly institutions: readonly string[] },
): Promise<CasesOver> {
  if (institutions.length === 0) return { count: 0n, first: [] };
  const found = await inParts(platform, parts, ({ standOuts }, part) =>
    standOuts.costsAbove(runNo, selection, institutions, { ...asked, part }),
  );
  return together(found, asked.first);
}

function together(parts: readonly CasesOver[], first: number): CasesOver {
  const all = parts
    .flatMap((part) => part.first)
    .sort(
      (a: CaseOver, b: CaseOver) =>
        compare(storedDecimal(b.figure), storedDecimal(a.figure)) ||
        byCode(a.institutionCode, b.institutionCode) ||
        byCode(a.caseNo, b.caseNo),
    );
  return { count: parts.reduce((sum, { count }) => sum + count, 0n), first: all.slice(0, first) };
}

/** Cases of a run without a mean cost to be compared with, by group. */
export async function groupsWithoutMean(
  platform: Platform,
  { regionCode, runNo }: RunLease,
  parts: readonly ScorePart[],
): Promise<readonly GroupWithoutMean[]> {
  const sums = new Map<string | null, bigint>();
  for (const rows of await inParts(platform, parts, ({ standOuts }, part) => standOuts.groupsWithoutMean(regionCode, runNo, part))) {
    for (const { groupCode, cases } of rows) sums.set(groupCode, (sums.get(groupCode) ?? 0n) + cases);
  }
  return [...sums].map(([groupCode, cases]) => ({ groupCode, cases }));
}

/** The assumptions that a run used; counts are cases by outcome, over all of its versions. */
export async function assumptionsUsed(
  { store }: Platform,
  lease: RunLease,
  document: EffectiveDocument,
  counts: ReadonlyMap<number, bigint>,
): Promise<readonly UsedAssumption[]> {
  const used = new AssumptionsUsed(document);
  const pages = outcomePages(lease, (read) => store.transaction(PLATFORM_ACCESS, 'READ', ({ scores }) => read(scores), 'BULK'));
  for await (const page of pages) {
    for (const { outcomeId, outputs, situation } of page) {
      const cases = counts.get(outcomeId) ?? 0n;
      if (cases > 0n) used.add(parseOutcome(outputs, situation), cases);
    }
  }
  return used.used;
}
