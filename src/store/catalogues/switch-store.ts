import { definedOnly, jsonOf } from '../kit/rows.js';
import { failureOf, finishedBy } from '../kit/job-rows.js';
import type { Session } from '../database/session.js';
import {
  SWITCH_ROW_KINDS,
  type SwitchRowRecord,
  type SwitchStudies,
  type SwitchStudyPatch,
  type SwitchStudyRecord,
} from '../../app/ports/ports-switch.js';
import { must } from '../../engine/kit/assert.js';
import type { SwitchRow, SwitchStudy } from '../../generated/prisma/client.js';

const UNFINISHED = "status IN ('QUEUED', 'RUNNING')";
/** So many rows are sent at a time. */
const ROWS_AT_ONCE = 2_000;

/** Studies of switches behind the port. */
export function switchStudies(session: Session): SwitchStudies {
  const { tx } = session;
  return {
    create: async (regionCode, request, idempotencyKey) => {
      const { holderId, holderName } = session.access;
      const data = { regionCode, request: jsonOf(request), idempotencyKey, createdById: holderId, createdByName: holderName };
      return studyOf(await tx.switchStudy.create({ data }));
    },
    find: async (regionCode, id) => {
      const row = await tx.switchStudy.findUnique({ where: { regionCode_id: { regionCode, id } } });
      return row === null ? undefined : studyOf(row);
    },
    newest: async (regionCode, first) =>
      (await tx.switchStudy.findMany({ where: { regionCode }, orderBy: { id: 'desc' }, take: first })).map(studyOf),
    update: (regionCode, id, patch) => update(session, regionCode, id, patch),
    insertRows: async (regionCode, id, rows) => {
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
        await insertRows(session, regionCode, id, rows.slice(from, from + ROWS_AT_ONCE));
    },
    rows: async (regionCode, studyId, { kind, after, before, limit, last }) => {
      const place = { ...(after === undefined ? {} : { gt: after }), ...(before === undefined ? {} : { lt: before }) };
      const orderBy = { place: last === true ? ('desc' as const) : ('asc' as const) };
      return (await tx.switchRow.findMany({ where: { regionCode, studyId, kind, place }, orderBy, take: limit })).map(rowOf);
    },
    abandoned: (olderThanMs) =>
      session.rows(
        `SELECT region_code AS "regionCode", id::text AS id FROM switch_study
         WHERE ${UNFINISHED} AND touched_at <= clock_timestamp() - $1 * interval '1 millisecond'
         ORDER BY region_code, id FOR UPDATE SKIP LOCKED`,
        [olderThanMs],
      ),
  };
}

async function update(session: Session, regionCode: string, id: string, patch: SwitchStudyPatch): Promise<boolean> {
  const held = await session.rows<{ now: Date }>(
    `SELECT clock_timestamp() AS now FROM switch_study WHERE region_code = $1 AND id = $2::uuid AND ${UNFINISHED} FOR UPDATE`,
    [regionCode, id],
  );
  const [row] = held;
  if (row === undefined) return false;
  const { failure, report, frozen, ...rest } = patch;
  await session.tx.switchStudy.update({
    where: { regionCode_id: { regionCode, id } },
    data: {
      ...definedOnly(rest),
      touchedAt: row.now,
      ...(await finishedBy(session, patch.status)),
      ...(failure === undefined ? {} : { failure: { ...failure } }),
      ...(report === undefined ? {} : { report: jsonOf(report) }),
      ...(frozen === undefined ? {} : { frozen: jsonOf(frozen) }),
    },
  });
  return true;
}

async function insertRows(session: Session, regionCode: string, id: string, rows: readonly SwitchRowRecord[]): Promise<void> {
  await session.run(
    `INSERT INTO switch_row (region_code, study_id, kind, place, data)
     SELECT $1, $2::uuid, r.kind, r.place, r.data::jsonb FROM unnest($3::text[], $4::int[], $5::text[]) AS r(kind, place, data)`,
    [regionCode, id, rows.map(({ kind }) => kind), rows.map(({ place }) => place), rows.map(({ data }) => JSON.stringify(data))],
  );
}

function studyOf(row: SwitchStudy): SwitchStudyRecord {
  const { createdById: _, createdByName: __, idempotencyKey: ___, touchedAt: ____, ...study } = row;
  return { ...study, failure: failureOf(row.failure) };
}

function rowOf({ kind, place, data }: SwitchRow): SwitchRowRecord {
  return {
    kind: must(
      SWITCH_ROW_KINDS.find((known) => known === kind),
      'table of a result',
    ),
    place,
    data,
  };
}
