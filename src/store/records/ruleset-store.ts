import { dateOf, dayOf, labelOf, pick } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { NewRuleset, RulesetRecord, Rulesets, RulesetSummary } from '../../app/ports/ports-ruleset.js';
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
          orderBy: [{ scheme: 'asc' }, { effectiveFrom: 'asc' }],
        })
      ).map(summaryOf),
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
  };
}

function summaryOf(row: Omit<RulesetVersion, keyof typeof TEXTS>): RulesetSummary {
  const { basedOnRegion, basedOnId, ...rest } = row;
  return {
    ...rest,
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
