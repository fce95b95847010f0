import { z } from 'zod';
import { hashOf } from '../../kernel/command.js';
import { INSURANCE_SCHEMES } from '../../../engine/plan/inpatient-case.js';

const byInstitution = z.record(z.string(), z.record(z.string(), z.string()));
const closedPeriod = z.strictObject({
  key: z.string(),
  runNo: z.int(),
  resultHash: z.string(),
  /** What it took into account of cases, by aggregate; cases and points too. */
  counted: byInstitution,
  /** What its statements add up to for the quarter and the year, by aggregate. */
  carried: byInstitution,
});

/**
 * The frozen inputs of a clearing run, as canonical JSON without numbers for money: nothing that is recorded later can reach the run.
 * Cases are frozen by `throughImportSeq`, because they are append-only.
 */
const profile = z.strictObject({ effectiveFrom: z.string(), level: z.string(), attributes: z.record(z.string(), z.string()) });
const grouper = z.strictObject({
  ...{ regionCode: z.string(), id: z.string(), code: z.string(), version: z.string(), contentHash: z.string() },
});
const snapshotSchema = z.strictObject({
  engineVersion: z.string(),
  regionCode: z.string(),
  year: z.int(),
  insurance: z.enum(INSURANCE_SCHEMES),
  from: z.string(),
  to: z.string(),
  periodBy: z.enum(['DISCHARGE', 'SETTLEMENT']),
  throughImportSeq: z.string(),
  /** Versions in force on days of the year, rising, with the days on which each was. */
  rulesets: z
    .array(
      z.strictObject({
        ...{ id: z.string(), version: z.string(), effectiveHash: z.string(), from: z.string(), to: z.string() },
        /** The DRG grouper that the version names. */
        grouper: grouper.optional(),
      }),
    )
    .min(1),
  /** Catalogues in force on days of the year, rising; the last is the year's. */
  catalogues: z
    .array(z.strictObject({ id: z.string(), version: z.string(), contentHash: z.string(), groupingHash: z.string(), from: z.string() }))
    .min(1),
  institutions: z.array(z.strictObject({ code: z.string(), name: z.string(), profiles: z.array(profile) })),
  figures: z.array(z.strictObject({ institutionCode: z.string(), name: z.string(), value: z.string() })),
  budget: z.record(z.string(), z.string()),
  actuals: z.record(z.string(), z.string()),
  /** Facts of scope institutionYear, summed or last, as text by name. */
  institutionYears: byInstitution,
  /** The month or quarter that is settled; absent where the whole year is cleared. */
  period: z.strictObject({ kind: z.enum(['MONTH', 'QUARTER']), key: z.string(), from: z.string(), to: z.string() }).optional(),
  /** Recorded facts of months and quarters, as text by name: by period, then institution. */
  periodFacts: z.record(z.string(), byInstitution).optional(),
  /** 停业、注销、合并 days of the year on which institutions are out of service; absent where there are none, so that it changes no hash. */
  outOfService: z
    .array(
      z.strictObject({
        ...{ institutionCode: z.string(), status: z.enum(['SUSPENDED', 'CLOSED', 'MERGED']), from: z.string(), to: z.string().nullable() },
      }),
    )
    .optional(),
  /** 已关闭的结算期 months and quarters that were closed before, with what they counted and what they carry on. */
  closed: z.array(closedPeriod).optional(),
});

/** What a closed month or quarter left: sums as text, by institution and name. */
export type ClosedPeriod = z.infer<typeof closedPeriod>;

/** 快照 the frozen inputs of a run. */
export type RunSnapshot = z.infer<typeof snapshotSchema>;

/** Reads a stored snapshot back. */
export function parseSnapshot(text: string): RunSnapshot {
  return snapshotSchema.parse(JSON.parse(text));
}

/**
 * 输入哈希 of what is frozen beside the cases, as content: not of the ids and the sequence under which a store keeps it, nor of the version of
 * the engine, so that two installations with the same inputs, and two releases, say the same (decision record 0009). The cases have a hash of
 * their own, made while they are read.
 */
export function inputHashOf({ engineVersion: _, throughImportSeq: __, rulesets, catalogues, closed, ...inputs }: RunSnapshot): string {
  return hashOf({
    ...inputs,
    ...(closed === undefined ? {} : { closed: closed.map(({ runNo: _runNo, ...content }) => content) }),
    rulesets: rulesets.map((version) => ({
      ...{ effectiveHash: version.effectiveHash, from: version.from, to: version.to },
      ...(version.grouper === undefined ? {} : { grouper: version.grouper.contentHash }),
    })),
    catalogues: catalogues.map(({ contentHash, groupingHash, from }) => ({ contentHash, groupingHash, from })),
  });
}
