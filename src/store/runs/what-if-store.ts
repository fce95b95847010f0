import { definedOnly, jsonOf } from '../kit/rows.js';
import { failureOf, finishedBy } from '../kit/job-rows.js';
import type { Session } from '../database/session.js';
import {
  WHAT_IF_ROW_KINDS,
  type WhatIfPatch,
  type WhatIfRecord,
  type WhatIfRowRecord,
  type WhatIfs,
} from '../../app/ports/clearing/ports-what-if.js';
import { must } from '../../engine/kit/assert.js';
import type { WhatIf, WhatIfRow } from '../../generated/prisma/client.js';

const UNFINISHED = "status IN ('QUEUED', 'RUNNING')";
/** So many rows are sent at a time. */
const ROWS_AT_ONCE = 2_000;

/** What-ifs behind the port. */
export function whatIfs(session: Session): WhatIfs {
  const { tx } = session;
  return {
    create: async ({ regionCode, year, insurance }, request, idempotencyKey) => {
      const { holderId, holderName } = session.access;
      const by = { createdById: holderId, createdByName: holderName };
      return whatIfOf(await tx.whatIf.create({ data: { regionCode, year, insurance, request: jsonOf(request), idempotencyKey, ...by } }));
    },
    find: async (regionCode, id) => {
      const row = await tx.whatIf.findUnique({ where: { regionCode_id: { regionCode, id } } });
      return row === null ? undefined : whatIfOf(row);
    },
    newest: async (regionCode, first) =>
      (await tx.whatIf.findMany({ where: { regionCode }, orderBy: { id: 'desc' }, take: first })).map(whatIfOf),
    update: (regionCode, id, patch) => update(session, regionCode, id, patch),
    insertRows: async (regionCode, id, rows) => {
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
        await insertRows(session, regionCode, id, rows.slice(from, from + ROWS_AT_ONCE));
    },
    rows: async (regionCode, whatIfId, { candidate, kind, after, before, limit, last }) => {
      const place = { ...(after === undefined ? {} : { gt: after }), ...(before === undefined ? {} : { lt: before }) };
      const orderBy = { place: last === true ? ('desc' as const) : ('asc' as const) };
      return (await tx.whatIfRow.findMany({ where: { regionCode, whatIfId, candidate, kind, place }, orderBy, take: limit })).map(rowOf);
    },
    abandoned: (olderThanMs) =>
      session.rows(
        `SELECT region_code AS "regionCode", id::text AS id FROM what_if
         WHERE ${UNFINISHED} AND touched_at <= clock_timestamp() - $1 * interval '1 millisecond'
         ORDER BY region_code, id FOR UPDATE SKIP LOCKED`,
        [olderThanMs],
      ),
  };
}

async function update(session: Session, regionCode: string, id: string, patch: WhatIfPatch): Promise<boolean> {
  const [held] = await session.rows<{ now: Date }>(
    `SELECT clock_timestamp() AS now FROM what_if WHERE region_code = $1 AND id = $2::uuid AND ${UNFINISHED} FOR UPDATE`,
    [regionCode, id],
  );
  if (held === undefined) return false;
  const { failure, report, frozen, ...rest } = patch;
  await session.tx.whatIf.update({
    where: { regionCode_id: { regionCode, id } },
    data: {
      ...definedOnly(rest),
      touchedAt: held.now,
      ...(await finishedBy(session, patch.status)),
      ...(failure === undefined ? {} : { failure: { ...failure } }),
      ...(report === undefined ? {} : { report: jsonOf(report) }),
      ...(frozen === undefined ? {} : { frozen: jsonOf(frozen) }),
    },
  });
  return true;
}

async function insertRows(session: Session, regionCode: string, id: string, rows: readonly WhatIfRowRecord[]): Promise<void> {
  await session.run(
    `INSERT INTO what_if_row (region_code, what_if_id, candidate, kind, place, data)
     SELECT $1, $2::uuid, r.candidate, r.kind, r.place, r.data::jsonb
     FROM unnest($3::int[], $4::text[], $5::int[], $6::text[]) AS r(candidate, kind, place, data)`,
    [
      ...[regionCode, id, rows.map(({ candidate }) => candidate), rows.map(({ kind }) => kind)],
      ...[rows.map(({ place }) => place), rows.map(({ data }) => JSON.stringify(data))],
    ],
  );
}

function whatIfOf(row: WhatIf): WhatIfRecord {
  const { createdById: _, idempotencyKey: __, touchedAt: ___, ...record } = row;
  return { ...record, failure: failureOf(row.failure) };
}

function rowOf({ candidate, kind, place, data }: WhatIfRow): WhatIfRowRecord {
  return {
    ...{ candidate, place, data },
    kind: must(
      WHAT_IF_ROW_KINDS.find((known) => known === kind),
      'table of a what-if',
    ),
  };
}
