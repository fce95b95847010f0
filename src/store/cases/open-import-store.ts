import type { Session } from '../database/session.js';
import type { OpenImport, OpenImportOf, OpenImports } from '../../app/ports/cases/ports-open-import.js';
import { StoreConflict } from '../../app/ports/ports.js';
import { assert } from '../../engine/kit/assert.js';

const OPENED = `import_id::text AS "importId", attempt, (extract(epoch FROM clock_timestamp() - beat_at) * 1000)::float8 AS "idleMs"`;

/** Open imports behind the port. */
export function openImports(session: Session): OpenImports {
  return {
    find: async (regionCode) =>
      (await session.rows<OpenImport>(`SELECT ${OPENED} FROM open_import WHERE region_code = $1 FOR UPDATE`, [regionCode]))[0],
    open: (regionCode, importId, attempt) => open(session, regionCode, { importId, attempt }),
    takeOver: async (regionCode, attempt) => {
      const taken = await session.run('UPDATE open_import SET attempt = $2, beat_at = clock_timestamp() WHERE region_code = $1', [
        regionCode,
        attempt,
      ]);
      assert(taken === 1, 'an import that is taken over is open');
    },
    join: (regionCode, attempt) => join(session, regionCode, attempt),
    undo: async (regionCode, attempt, most) => {
      const { undone } = await session.row<{ undone: number | null }>('SELECT undo_open_import($1, $2, $3) AS undone', [
        regionCode,
        attempt,
        most,
      ]);
      if (undone === null) throw new StoreConflict('IMPORT_OPEN', 'the import is another attempt’s');
      return undone;
    },
    close: async (regionCode, attempt) => {
      const { closed } = await session.row<{ closed: boolean }>('SELECT close_open_import($1, $2) AS closed', [regionCode, attempt]);
      if (!closed) throw new StoreConflict('IMPORT_OPEN', 'the import is another attempt’s');
    },
    idle: (longerThanMs) =>
      session.rows<OpenImportOf>(
        `SELECT region_code AS "regionCode", ${OPENED} FROM open_import
         WHERE beat_at <= clock_timestamp() - $1 * interval '1 millisecond' ORDER BY region_code`,
        [longerThanMs],
      ),
  };
}

/** Row numbers are given in rising order: whatever comes from now on has this one or a later one. */
async function open(session: Session, regionCode: string, { importId, attempt }: Pick<OpenImport, 'importId' | 'attempt'>): Promise<void> {
  const firstImportSeq = await nextImportSeq(session, regionCode);
  await session.run(
    `INSERT INTO open_import (region_code, import_id, attempt, first_import_seq, first_seq, beat_at)
     VALUES ($1, $2::uuid, $3, $4::bigint, nextval('inpatient_case_seq_seq'), clock_timestamp())`,
    [regionCode, importId, attempt, firstImportSeq.toString()],
  );
}

async function join(session: Session, regionCode: string, attempt: string): Promise<bigint | undefined> {
  const [joined] = await session.rows<{ first: string }>(
    `UPDATE open_import SET beat_at = clock_timestamp() WHERE region_code = $1 AND attempt = $2
     RETURNING first_import_seq::text AS first, set_config('app.import_attempt', $2, true)`,
    [regionCode, attempt],
  );
  return joined === undefined ? undefined : BigInt(joined.first);
}

/**
 * The next import sequence of a region, for cases that are stored or voided: others wait until this transaction ends. Throws `StoreConflict`
 * IMPORT_OPEN where somebody else's import is open: asked for only now, when nobody can open one any more.
 */
export async function nextImportSeq(session: Session, regionCode: string): Promise<bigint> {
  const importSeq = await session.next(regionCode, 'IMPORT');
  const [other] = await session.rows<{ importId: string }>(
    `SELECT import_id::text AS "importId" FROM open_import
     WHERE region_code = $1 AND attempt IS DISTINCT FROM current_setting('app.import_attempt', true)`,
    [regionCode],
  );
  if (other !== undefined) throw new StoreConflict('IMPORT_OPEN', other.importId);
  return importSeq;
}
