import { dateOf, dayOf, definedOnly, jsonOf, pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import { groupFromRow, groupToRow, GROUP_COLUMNS, GROUP_STAGE, type GroupRow } from './disease-group-rows.js';
import type { CatalogueJobPatch, CatalogueJobRecord, CatalogueRecord, Catalogues, NewCatalogue } from '../../app/ports/ports-catalogue.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { CatalogueJob } from '../../generated/prisma/client.js';
import { failureOf, finishedBy } from '../kit/job-rows.js';

const FIELDS = {
  regionCode: true,
  id: true,
  version: true,
  contentHash: true,
  groupingHash: true,
  effectiveFrom: true,
  groupCount: true,
  priced: true,
  note: true,
  createdAt: true,
} as const;

const UNFINISHED = "status IN ('QUEUED', 'RUNNING')";

type CatalogueRow = Omit<CatalogueRecord, 'effectiveFrom'> & { readonly effectiveFrom: Date };

/** Catalogues behind the port. */
export function catalogues(session: Session): Catalogues {
  const { tx } = session;
  const found = (row: CatalogueRow | null): CatalogueRecord | undefined => (row === null ? undefined : recordOf(row));
  return {
    findById: async (regionCode, id) =>
      found(await tx.catalogue.findUnique({ where: { regionCode_id: { regionCode, id } }, select: FIELDS })),
    findByVersion: async (regionCode, version) =>
      found(await tx.catalogue.findUnique({ where: { regionCode_version: { regionCode, version } }, select: FIELDS })),
    list: async (regionCode) =>
      (await tx.catalogue.findMany({ where: { regionCode }, select: FIELDS, orderBy: { effectiveFrom: 'asc' } })).map(recordOf),
    insert: (catalogue, groups) => insert(session, catalogue, groups),
    groups: (regionCode, catalogueId) => groupsOf(session, regionCode, catalogueId),
    createJob: (regionCode, request, idempotencyKey) => createJob(session, regionCode, request, idempotencyKey),
    findJob: async (regionCode, id) => {
      const row = await tx.catalogueJob.findUnique({ where: { regionCode_id: { regionCode, id } } });
      return row === null ? undefined : jobOf(row);
    },
    newestJobs: async (regionCode, first) =>
      (await tx.catalogueJob.findMany({ where: { regionCode }, orderBy: { id: 'desc' }, take: first })).map(jobOf),
    updateJob: (regionCode, id, patch) => updateJob(session, regionCode, id, patch),
    holdJob: async (regionCode, id) => {
      const held = await session.rows(
        `SELECT id FROM catalogue_job WHERE region_code = $1 AND id = $2::uuid AND ${UNFINISHED} FOR UPDATE`,
        [regionCode, id],
      );
      return held.length === 1;
    },
    abandonedJobs: (olderThanMs) =>
      session.rows(
        `SELECT region_code AS "regionCode", id::text AS id FROM catalogue_job
         WHERE ${UNFINISHED} AND created_at <= clock_timestamp() - $1 * interval '1 millisecond'
         ORDER BY region_code, id FOR UPDATE SKIP LOCKED`,
        [olderThanMs],
      ),
  };
}

function recordOf(row: CatalogueRow): CatalogueRecord {
  return { ...row, effectiveFrom: dayOf(row.effectiveFrom) };
}

async function insert(session: Session, catalogue: NewCatalogue, groups: readonly DiseaseGroup[]): Promise<CatalogueRecord> {
  const row = await session.tx.catalogue.create({
    data: {
      ...pick(catalogue, ['regionCode', 'version', 'contentHash', 'groupingHash', 'note']),
      priced: catalogue.priced ?? true,
      effectiveFrom: dateOf(catalogue.effectiveFrom),
      groupCount: groups.length,
      createdById: session.access.holderId,
      createdByName: session.access.holderName,
    },
    select: FIELDS,
  });
  await session.stage('stage_disease_group', GROUP_STAGE, groups.map(groupToRow).join(''));
  await session.run(
    `INSERT INTO disease_group (region_code, catalogue_id, ${GROUP_COLUMNS})
     SELECT $1, $2::uuid, ${GROUP_COLUMNS} FROM pg_temp.stage_disease_group`,
    [catalogue.regionCode, row.id],
  );
  return recordOf(row);
}

async function groupsOf(session: Session, regionCode: string, catalogueId: string): Promise<readonly DiseaseGroup[]> {
  const rows = await session.rows<GroupRow>(
    `SELECT code, name, kind, flags, points::text, mean_cost, mean_days::text, variation::text, case_count, drug_points::text,
       consumable_points::text, auxiliary, match
     FROM disease_group WHERE region_code = $1 AND catalogue_id = $2::uuid ORDER BY code COLLATE "C"`,
    [regionCode, catalogueId],
  );
  return rows.map(groupFromRow);
}

async function createJob(
  session: Session,
  regionCode: string,
  request: unknown,
  idempotencyKey: string | null,
): Promise<CatalogueJobRecord> {
  const { holderId, holderName } = session.access;
  const data = { regionCode, request: jsonOf(request), idempotencyKey, createdById: holderId, createdByName: holderName };
  return jobOf(await session.tx.catalogueJob.create({ data }));
}

function jobOf(row: CatalogueJob): CatalogueJobRecord {
  const { regionCode, id, status, phase, done, total, request, catalogueId, report, createdAt, finishedAt } = row;
  const failure = failureOf(row.failure);
  return { regionCode, id, status, phase, done, total, request, catalogueId, report, failure, createdAt, finishedAt };
}

async function updateJob(session: Session, regionCode: string, id: string, patch: CatalogueJobPatch): Promise<void> {
  const { failure, report, ...rest } = patch;
  await session.tx.catalogueJob.update({
    where: { regionCode_id: { regionCode, id } },
    data: {
      ...definedOnly(rest),
      ...(await finishedBy(session, patch.status)),
      ...(failure === undefined ? {} : { failure: { ...failure } }),
      ...(report === undefined ? {} : { report: jsonOf(report) }),
    },
  });
}
