import type pg from 'pg';
import type { Access, TransactionMode } from '../../app/ports/ports.js';
import { assert } from '../../engine/kit/assert.js';

/** Region codes go to the database joined with commas. */
const REGION_CODE = /^[0-9A-Za-z_*-]+$/;

const REGIONS = {
  ALL: `(SELECT coalesce(string_agg(code, ','), '') || ',*' FROM region)`,
  SANDBOX: `(SELECT coalesce(string_agg(code, ','), '') FROM region WHERE sandbox)`,
  STATED: '$1',
} as const;

/**
 * Narrows the transaction just begun to what the access may see: a role that owns nothing, and the settings that the policies read. All of it
 * is local to the transaction: a setting of the session would leak to whoever gets the connection next.
 */
export async function enter(client: pg.ClientBase, access: Access, mode: TransactionMode): Promise<void> {
  const stated = typeof access.regions === 'string' ? [] : access.regions;
  assert(
    stated.every((code) => REGION_CODE.test(code)),
    'region codes are letters and digits',
  );
  const regions = REGIONS[typeof access.regions === 'string' ? access.regions : 'STATED'];
  await client.query(
    `SELECT set_config('app.regions', coalesce(${regions}, $1), true), set_config('app.institution', $2, true),
       set_config('app.everywhere', $3, true), set_config('transaction_read_only', $4, true), set_config('role', 'dip_app', true)`,
    [stated.join(','), access.institutionCode ?? '', access.regions === 'ALL' ? 'on' : 'off', mode === 'READ' ? 'on' : 'off'],
  );
}
