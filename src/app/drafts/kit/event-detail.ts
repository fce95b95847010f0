import { z } from 'zod';
import type { DraftEventRecord } from '../../ports/ports-draft.js';
import { isRealDate } from '../../../engine/kit/calendar.js';
import { INSURANCE_SCHEMES } from '../../../engine/plan/inpatient-case.js';
import type { DraftDamageReason } from '../../../rules/document/lifecycle.js';

const simulated = { whatIfId: z.string(), candidate: z.number(), resultHash: z.string() };
const SimulationSchema = z.union([
  z
    .object({
      ...simulated,
      more: z.array(z.object(simulated).readonly()).readonly().optional(),
      without: z.array(z.enum(INSURANCE_SCHEMES)).readonly().optional(),
    })
    .readonly(),
  z.object({ none: z.string() }).readonly(),
]);
const day = z.string().refine(isRealDate);
const SubmissionSchema = z
  .object({
    version: z.string(),
    effectiveFrom: day,
    effectiveHash: z.string(),
    warnings: z.array(z.object({ code: z.string(), pointer: z.string() }).readonly()).readonly(),
    warningsHash: z.string().nullable(),
    simulation: SimulationSchema,
    retroactive: z.string().nullable(),
  })
  .readonly();
const BaseSchema = z.object({ regionCode: z.string(), id: z.uuid(), version: z.string() }).readonly();
const BroughtSchema = z
  .looseObject({ bundle: z.string(), from: z.looseObject({ region: z.string(), version: z.string() }).readonly() })
  .readonly();
const ScheduleSchema = z.looseObject({ publishOn: day });
const AnySchema = z.looseObject({ base: BaseSchema.optional(), brought: BroughtSchema.optional() });

/** 模拟报告 what a submission rests on: a what-if of a year, `more` of them for its other insurances, and insurances of that year `without` one. */
export type Simulation = z.infer<typeof SimulationSchema>;

/** What a submission binds, as its event keeps it. */
export type Submission = z.infer<typeof SubmissionSchema>;

/** What a text rests on: which version it was begun from, or merged with last. */
export type DraftBase = z.infer<typeof BaseSchema>;

/** What is wrong with a stored event by itself: what it says is not what an event of its kind says, or the text that it saved is gone. */
export function faultOfEvent({ kind, detail, hasText }: DraftEventRecord): DraftDamageReason | undefined {
  const schema = kind === 'SUBMITTED' ? SubmissionSchema : kind === 'SCHEDULED' ? ScheduleSchema : AnySchema;
  if (!schema.safeParse(detail).success) return 'DETAIL';
  return kind === 'SAVED' && !hasText ? 'TEXT' : undefined;
}

/** 来源 the bundle that a draft was made of: whose rules it carried, and SHA-256 of its bytes. */
export type DraftBundle = z.infer<typeof BroughtSchema>;
