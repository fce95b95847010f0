import { z } from 'zod';
import { isRealDate } from '../../engine/kit/calendar.js';
import * as patterns from './document-patterns.js';
import { QUALITY_DIMENSIONS, QUALITY_LEVELS } from '../../engine/plan/quality.js';

/** 质控结论 what a rule of a quality decision says of a settlement list: which dimension and field, how bad, and whether the list goes back. */
export const qualityFinding = z.strictObject({
  dimension: z.enum(QUALITY_DIMENSIONS),
  field: z.string().regex(patterns.IDENTIFIER),
  level: z.enum(QUALITY_LEVELS),
  returned: z.boolean(),
});

/** `MM-DD`; 29 February does not exist in every year. */
export const dayOfYear = z
  .string()
  .refine((day) => isRealDate(`2001-${day}`), { error: 'CALENDAR_DAY' })
  .meta({ pattern: patterns.DAY_PATTERN });

/** A code that a ruleset gives a name to: a member of an enum, a choice of a parameter. */
export const constant = z.string().min(1).max(100);

/** Entries by name. */
export const limitRecord = <T extends z.ZodType>(value: T) => z.record(z.string().regex(patterns.IDENTIFIER), value);
