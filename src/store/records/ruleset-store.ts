import { dateOf, dayOf, labelOf, pick } from '../kit/rows.js';
import { scoresOf } from '../scores/score-source.js';
import type { Session } from '../database/session.js';
import {
  withdrawalOf,
  type NewRuleset,
  type RulesetRecord,
  type Rulesets,
  type RulesetSummary,
  type RulesetUse,
  type VersionKey,
} from '../../app/ports/ports-ruleset.js';
import type { RulesetVersion } from '../../generated/prisma/client.js';

const STORED = [
  'regionCode',
  'version',
  'scheme',
  'documentText',
  'effectiveText',
  'contentHash',
  'effectiveHash',
  'groupingHash',
  'settlementReady',
] as const;
const TEXTS = { documentText: true, effectiveText: true } as const;

/** Ruleset versions behind the port. */
export function rulesets(session: Session): Rulesets {
  const { tx } = session;
  const found = (row: RulesetVersion | null): RulesetRecord | undefined => (row === null ? undefined : recordOf(row));
  return {
    findById: async (regionCode, id) => found(await tx.rulesetVersion.findUnique({ where: { regionCode_id: { regionCode, id } } })),
    findByVersion: async (regionCode, version) =>
      found(await tx.rulesetVersion.findUnique({ where: { regionCode_version: { regionCode, version } } })),
    findByEffectiveHash: async (regionCode, effectiveHash) =>
      found(await tx.rulesetVersion.findFirst({ where: { regionCode, effectiveHash }, orderBy: { effectiveFrom: 'asc' } })),
    list: async (regionCode) =>
      (
        await tx.rulesetVersion.findMany({
          where: { regionCode },
          omit: TEXTS,
          orderBy: [{ scheme: 'asc' }, { effectiveFrom: 'asc' }, { publishedAt: 'asc' }],
        })
      ).map(summaryOf),
    uses: (of, page) => uses(session, of, page),
    casesUsing: (use, page) => casesUsing(session, use, page),
    signatures: (regionCode) => tx.rulesetSignature.findMany({ where: { regionCode }, orderBy: { signedAt: 'asc' } }),
    addSignature: async ({ regionCode, rulesetId }, { keyId, signature }) => {
      const { holderId: signedById, holderName: signedByName } = session.access;
      await tx.rulesetSignature.create({ data: { regionCode, rulesetId, keyId, signature, signedById, signedByName } });
    },
    roll: async (regionCode) => (await tx.rulesetRoll.findUnique({ where: { regionCode } })) ?? undefined,
    setRoll: async ({ regionCode, versions, keyId, signature }) => {
      await session.run(
        `INSERT INTO ruleset_roll (region_code, versions, key_id, signature) VALUES ($1, $2, $3, $4)
         ON CONFLICT (region_code) DO UPDATE SET versions = excluded.versions, key_id = excluded.key_id, signature = excluded.signature,
           signed_at = now()`,
        [regionCode, [...versions], keyId, signature],
      );
    },
    insertPublished: (ruleset) => insertPublished(session, ruleset),
    withdraw: async ({ regionCode, rulesetId: id }, { at: withdrawnAt, reason: withdrawnReason }) => {
      const { holderId: withdrawnById, holderName: withdrawnByName } = session.access;
      const { count } = await tx.rulesetVersion.updateMany({
        where: { regionCode, id, status: 'PUBLISHED' },
        data: { status: 'WITHDRAWN', withdrawnAt, withdrawnById, withdrawnByName, withdrawnReason },
      });
      return count === 1;
    },
  };
}

/** The outcomes of a version: those that bear one of the numbers that it has among what their run pinned (several, where others interrupt it). */
const OF_VERSION = `o.version_no IN (
  SELECT place - 1 FROM jsonb_array_elements((
    SELECT snapshot_text::jsonb -> 'rulesets' FROM run_snapshot s WHERE s.region_code = o.region_code AND s.run_no = o.run_no
  )) WITH ORDINALITY AS pinned(version, place) WHERE version ->> 'id' = $2
)`;

/** Runs from before outcomes said their version give no number of cases. */
async function uses(session: Session, { regionCode, rulesetId }: VersionKey, { first, beforeRunNo }: Parameters<Rulesets['uses']>[1]) {
  const found = await session.rows<Omit<RulesetUse, 'cases' | keyof VersionKey> & { readonly cases: string | null }>(
    `SELECT r.id AS "runId", r.run_no AS "runNo", r.year, r.period, r.insurance, r.stage, (
       SELECT CASE WHEN bool_or(o.version_no IS NULL) THEN NULL ELSE coalesce(sum(o.count) FILTER (WHERE ${OF_VERSION}), 0) END
       FROM run_outcome o WHERE o.region_code = r.region_code AND o.run_no = r.run_no
     )::text AS cases
     FROM clearing_run r JOIN run_snapshot USING (region_code, run_no)
     WHERE r.region_code = $1 AND $2 = ANY (r.ruleset_ids) AND ($3::int IS NULL OR r.run_no < $3)
     ORDER BY r.run_no DESC LIMIT $4`,
    [regionCode, rulesetId, beforeRunNo ?? null, first],
  );
  return found.map(({ cases, ...run }) => ({ regionCode, rulesetId, ...run, cases: cases === null ? null : BigInt(cases) }));
}

async function casesUsing(
  session: Session,
  { regionCode, rulesetId, runNo }: Parameters<Rulesets['casesUsing']>[0],
  { first, afterSeq }: Parameters<Rulesets['casesUsing']>[1],
) {
  const found = await session.rows<{ seq: string; caseNo: string; institutionCode: string }>(
    `SELECT case_seq::text AS seq, case_no AS "caseNo", institution_code AS "institutionCode" FROM ${scoresOf(['case_seq', 'case_no', 'outcome_id'])}
     WHERE region_code = $1 AND run_no = $3 AND case_seq > $4::bigint AND outcome_id IN (
       SELECT o.outcome_id FROM run_outcome o WHERE o.region_code = $1 AND o.run_no = $3 AND ${OF_VERSION}
     ) ORDER BY case_seq LIMIT $5`,
    [regionCode, rulesetId, runNo, afterSeq.toString(), first],
  );
  return found.map(({ seq, ...one }) => ({ ...one, seq: BigInt(seq) }));
}

function summaryOf(row: Omit<RulesetVersion, keyof typeof TEXTS>): RulesetSummary {
  const { basedOnRegion, basedOnId, withdrawnAt, withdrawnById, withdrawnByName, withdrawnReason, ...rest } = row;
  return {
    ...rest,
    withdrawal: withdrawalOf({ withdrawnAt, withdrawnById, withdrawnByName, withdrawnReason }),
    title: labelOf(row.title),
    effectiveFrom: dayOf(row.effectiveFrom),
    effectiveTo: row.effectiveTo === null ? null : dayOf(row.effectiveTo),
    basedOn: basedOnRegion === null || basedOnId === null ? null : { regionCode: basedOnRegion, id: basedOnId },
  };
}

function recordOf(row: RulesetVersion): RulesetRecord {
  const { documentText, effectiveText } = row;
  return { ...summaryOf(row), documentText, effectiveText };
}

async function insertPublished(session: Session, ruleset: NewRuleset): Promise<RulesetRecord> {
  const { basedOn, title, effectiveFrom, effectiveTo } = ruleset;
  const row = await session.tx.rulesetVersion.create({
    data: {
      ...pick(ruleset, STORED),
      title: { ...title },
      status: 'PUBLISHED',
      effectiveFrom: dateOf(effectiveFrom),
      effectiveTo: effectiveTo === null ? null : dateOf(effectiveTo),
      basedOnRegion: basedOn?.regionCode ?? null,
      basedOnId: basedOn?.id ?? null,
      createdById: session.access.holderId,
      createdByName: session.access.holderName,
      publishedAt: new Date(),
    },
  });
  return recordOf(row);
}
