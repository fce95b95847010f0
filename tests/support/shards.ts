import type { CaseSelection } from '../../src/app/ports/cases/ports-case.js';
import type { Unit } from '../../src/app/ports/ports.js';

/** A run whose cases are cut. */
interface CutRun {
  readonly regionCode: string;
  readonly runNo: number;
  readonly selection: Omit<CaseSelection, 'throughImportSeq'>;
}

/** Freezes the cases that nobody froze yet in blocks of so many, and returns up to which import that is. */
export async function freezeInBlocks({ cases, frozenCases }: Unit, regionCode: string, size: number): Promise<bigint> {
  const through = await cases.lastImportSeq(regionCode);
  await frozenCases.freeze(regionCode, through, { most: 1_000_000, size });
  return through;
}

/** Freezes likewise, and cuts a run into a shard a block: otherwise a small city is one shard. */
export async function cutRun(unit: Unit, { regionCode, runNo, selection }: CutRun, size: number): Promise<void> {
  const throughImportSeq = await freezeInBlocks(unit, regionCode, size);
  const { blocks } = await unit.frozenCases.open({ ...selection, throughImportSeq });
  await unit.runs.createShards(
    regionCode,
    runNo,
    blocks.map((block) => [block]),
  );
}
