import { databaseTime, finishedBy } from '../kit/job-rows.js';
import { definedOnly, jsonOf, labelOf, pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type {
  ImportPatch,
  ImportRecord,
  ImportRejectRecord,
  RejectsWanted,
  Imports,
  NewImport,
} from '../../app/ports/cases/ports-import.js';
import type { ImportJob } from '../../generated/prisma/client.js';

/** Imports behind the port. */
export function imports(session: Session): Imports {
  const { tx } = session;
  const found = (row: ImportJob | null): ImportRecord | undefined => (row === null ? undefined : recordOf(row));
  return {
    create: (job) => create(session, job),
    find: async (regionCode, id) => found(await tx.importJob.findUnique({ where: { regionCode_id: { regionCode, id } } })),
    newest: async (regionCode, first) =>
      (await tx.importJob.findMany({ where: { regionCode }, orderBy: { id: 'desc' }, take: first })).map(recordOf),
    findByFileHash: async (regionCode, fileHash) =>
      found(await tx.importJob.findFirst({ where: { regionCode, fileHash, status: 'SUCCEEDED', dryRun: false }, orderBy: { id: 'asc' } })),
    update: (regionCode, id, patch) => update(session, regionCode, id, patch),
    abandoned: (olderThanMs) =>
      session.rows(
        `SELECT region_code AS "regionCode", id::text AS id FROM import_job
         WHERE status = 'RUNNING' AND coalesce(started_at, created_at) <= clock_timestamp() - $1 * interval '1 millisecond'
           AND NOT EXISTS (SELECT FROM open_import o WHERE o.region_code = import_job.region_code AND o.import_id = import_job.id)
         ORDER BY region_code, id FOR UPDATE SKIP LOCKED`,
        [olderThanMs],
      ),
    addRejects: (regionCode, id, rejects) => addRejects(session, regionCode, id, rejects),
    rejectPage: (regionCode, importId, wanted) => rejectPage(session, regionCode, importId, wanted),
  };
}

async function create(session: Session, job: NewImport): Promise<ImportRecord> {
  const { holderId, holderName, institutionCode } = session.access;
  const own = institutionCode ?? job.institutionCode ?? null;
  return recordOf(
    await session.tx.importJob.create({
      data: {
        ...pick(job, ['regionCode', 'onDuplicate', 'dryRun', 'fileName', 'idempotencyKey']),
        institutionCode: own,
        createdById: holderId,
        createdByName: holderName,
      },
    }),
  );
}

function recordOf(row: ImportJob): ImportRecord {
  const { failure, ...rest } = row;
  return { ...rest, failure: failure === null ? null : { code: 'IMPORT_FAILED', zh: failure, en: failure } };
}

async function update(session: Session, regionCode: string, id: string, patch: ImportPatch): Promise<void> {
  const { controlTotals, started, ...rest } = patch;
  await session.tx.importJob.update({
    where: { regionCode_id: { regionCode, id } },
    data: {
      ...definedOnly(rest),
      ...(started === undefined ? {} : { startedAt: await databaseTime(session) }),
      ...(await finishedBy(session, patch.status)),
      ...(controlTotals === undefined ? {} : { controlTotals: jsonOf(controlTotals) }),
    },
  });
}

async function addRejects(session: Session, regionCode: string, importId: string, rejects: readonly ImportRejectRecord[]): Promise<void> {
  if (rejects.length === 0) return;
  const column = <K extends keyof ImportRejectRecord>(name: K): ImportRejectRecord[K][] => rejects.map((reject) => reject[name]);
  await session.run(
    `INSERT INTO import_reject (region_code, import_id, row_no, item, case_no, institution_code, code, path, messages)
     SELECT $1, $2::uuid, * FROM unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[])`,
    [
      regionCode,
      importId,
      column('rowNo').map(String),
      column('item'),
      column('caseNo'),
      column('institutionCode'),
      column('code'),
      column('path'),
      column('messages').map((label) => JSON.stringify(label)),
    ],
  );
}

async function rejectPage({ tx }: Session, regionCode: string, importId: string, { after, before, limit, begin }: RejectsWanted) {
  const rows = await tx.importReject.findMany({
    where: {
      ...{ regionCode, importId },
      AND: [
        ...(after === undefined ? [] : [{ OR: [{ rowNo: { gt: after.rowNo } }, { rowNo: after.rowNo, item: { gt: after.item } }] }]),
        ...(before === undefined ? [] : [{ OR: [{ rowNo: { lt: before.rowNo } }, { rowNo: before.rowNo, item: { lt: before.item } }] }]),
      ],
    },
    orderBy: begin === 'LAST' ? [{ rowNo: 'desc' }, { item: 'desc' }] : [{ rowNo: 'asc' }, { item: 'asc' }],
    take: limit,
    omit: { regionCode: true, importId: true },
  });
  return rows.map((row) => ({ ...row, messages: labelOf(row.messages) }));
}
