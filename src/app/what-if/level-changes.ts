import { moneyChange, type Change } from './compare-parties.js';
import { frozenOfWhatIf, reportOfWhatIf, whatIfInstitutionOf } from './stored-what-if-parse.js';
import { whatIf } from './what-if-job.js';
import type { Caller } from '../kernel/platform.js';
import type { Unit } from '../ports/ports.js';
import { assert } from '../../engine/kit/assert.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { byCode } from '../../engine/number/allocate.js';
import { decimal, sign, storedDecimal, yuanToFen, type Fen } from '../../engine/number/quantity.js';
import type { WhatIfInstitutionRow } from './compare-parties.js';

/** 级别差额 the institutions of one level under a candidate beside the year in force. Money in yuan with 2 places. */
export interface LevelChange {
  /** As institutions are recorded; empty where none was on the year's last day. */
  readonly level: string;
  readonly institutions: number;
  readonly winners: number;
  readonly losers: number;
  readonly cases: number;
  readonly entitlement: Change;
  readonly payable: Change;
}

const ROWS_AT_ONCE = 1_000;

async function allRows({ whatIfs }: Unit, regionCode: string, id: string, candidate: number): Promise<readonly WhatIfInstitutionRow[]> {
  const rows: WhatIfInstitutionRow[] = [];
  for (let after = -1; ;) {
    const page = await whatIfs.rows(regionCode, id, { candidate, kind: 'INSTITUTION', after, limit: ROWS_AT_ONCE });
    rows.push(...page.map(whatIfInstitutionOf));
    const last = page.at(-1);
    if (last === undefined || page.length < ROWS_AT_ONCE) return rows;
    after = last.place;
  }
}

/**
 * A candidate's differences by level of institution, as the levels were frozen for the year's last day, rising. They add up to the region's
 * differences: asserted. None while there is no result. Throws FORBIDDEN, NOT_FOUND.
 */
export async function levelChanges(caller: Caller, regionCode: string, id: string, candidate: number): Promise<readonly LevelChange[]> {
  const record = await whatIf(caller, regionCode, id);
  const result = reportOfWhatIf(record)?.candidates[candidate]?.result;
  const frozen = frozenOfWhatIf(record);
  if (result === undefined || result === null || frozen === null) return [];
  const rows = await caller.read((unit) => allRows(unit, regionCode, id, candidate));
  const levels = new Map(
    frozen.institutions.map(({ code, profiles }) => [
      code,
      profiles.findLast(({ effectiveFrom }) => effectiveFrom <= frozen.to)?.level ?? '',
    ]),
  );
  const changes = [...groupBy(rows, ({ code }) => levels.get(code) ?? '')]
    .sort(([a], [b]) => byCode(a, b))
    .map(([level, own]) => levelOf(level, own));
  const sum = changes.reduce((total, { entitlement }) => total + fenOf(entitlement.difference), 0n);
  assert(sum === fenOf(result.entitlement.difference), 'the differences of levels add up to the region’s');
  return changes;
}

const fenOf = (yuan: string): Fen => yuanToFen(storedDecimal(yuan));

function levelOf(level: string, rows: readonly WhatIfInstitutionRow[]): LevelChange {
  const sumOf = (read: (row: WhatIfInstitutionRow) => string): Fen => rows.reduce((sum, row) => sum + fenOf(read(row)), 0n);
  const signs = rows.map(({ entitlement }) => sign(decimal(entitlement.difference)));
  return {
    level,
    institutions: rows.length,
    winners: signs.filter((one) => one > 0).length,
    losers: signs.filter((one) => one < 0).length,
    cases: rows.reduce((sum, { cases }) => sum + cases, 0),
    entitlement: moneyChange(
      sumOf((row) => row.entitlement.before),
      sumOf((row) => row.entitlement.after),
    ),
    payable: moneyChange(
      sumOf((row) => row.payable.before),
      sumOf((row) => row.payable.after),
    ),
  };
}
