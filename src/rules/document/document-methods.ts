import { z } from 'zod';
import { described } from '../descriptions/described.js';
import * as saidMethods from '../descriptions/said-methods.js';
import { basis, dayOfYear, dottedName, identifier } from './document-pieces.js';
import * as patterns from './document-patterns.js';
import {
  ASSIGNED_GROUPS,
  BARRED_MAIN,
  DIAGNOSIS_READINGS,
  GROUP_FLAGS,
  GROUP_KINDS,
  GROUPING_TIES,
  OPERATION_KINDS,
  OPERATION_READINGS,
} from '../../engine/plan/group-terms.js';
import { CODE_SYSTEMS } from '../../engine/plan/inpatient-case.js';
import { FORECAST_COMPLETIONS, FORECAST_SCOPES } from '../../engine/plan/periods.js';
import { PAID_FROM } from '../../engine/plan/period-deadlines.js';

const grouping = described(saidMethods.SAID_GROUPING, {
  exclude: identifier.optional(),
  layers: z.array(z.enum(GROUP_KINDS)).min(1).max(GROUP_KINDS.length),
  operations: z.enum(OPERATION_READINGS).optional(),
  mainOperations: z
    .array(
      described(saidMethods.SAID_MAIN_OPERATIONS, {
        operations: identifier,
        diagnoses: identifier.optional(),
        otherwise: z.enum(BARRED_MAIN),
        basis,
      }),
    )
    .min(1)
    .max(20)
    .optional(),
  operationKinds: z.partialRecord(z.enum(OPERATION_KINDS), identifier).optional(),
  unlistedOperations: z.enum(OPERATION_KINDS).optional(),
  admit: z
    .array(described(saidMethods.SAID_ADMIT, { groupFlag: z.enum(GROUP_FLAGS), when: dottedName }))
    .max(20)
    .optional(),
  ties: z.array(z.enum(GROUPING_TIES)).min(1).max(GROUPING_TIES.length),
  match: described(saidMethods.SAID_MATCH, {
    diagnosis: z.enum(DIAGNOSIS_READINGS).optional(),
    operations: z.literal('ALL_OF').optional(),
    partial: z.boolean().optional(),
  }).optional(),
  grouper: described(saidMethods.SAID_GROUPER, {
    code: z.string().regex(patterns.GROUPER_CODE),
    version: z.string().regex(patterns.VERSION),
    contentHash: z.string().regex(patterns.SHA256).optional(),
    assigned: z.enum(ASSIGNED_GROUPS),
    basis,
  }).optional(),
  basis,
});
const dayOfMonth = z.int().min(1).max(31);
const dayAfterPeriod = described(saidMethods.SAID_CLOSE_BY, { months: z.int().min(1).max(24), day: dayOfMonth, basis });
/** Something that holds where it is stated, with its basis. */
const declared = described(saidMethods.SAID_DECLARED, { basis });
/** 期限 the deadlines of a kind of period. */
const periodDeadlines = described(saidMethods.SAID_PERIOD_DEADLINES, {
  declareBy: described(saidMethods.SAID_DECLARE_BY, { day: dayOfMonth, basis }).optional(),
  payWithinWorkingDays: described(saidMethods.SAID_PAY_WITHIN, {
    days: z.int().min(1).max(366),
    from: z.enum(PAID_FROM),
    basis,
  }).optional(),
  publishBy: dayAfterPeriod.optional(),
  objectionWorkingDays: described(saidMethods.SAID_OBJECTION_DAYS, { days: z.int().min(1).max(366), basis }).optional(),
  confirmStatements: declared.optional(),
  silentConsent: declared.optional(),
  closeBy: dayAfterPeriod.optional(),
  figuresWithinWorkingDays: described(saidMethods.SAID_FIGURES_WITHIN, { days: z.int().min(1).max(366), basis }).optional(),
});
/** `methods`: how codes are read, cases grouped, money allocated and days counted. */
export const methods = described(saidMethods.SAID_METHODS, {
  /** Code maps by which a case's codes are read before anything else reads them. */
  codes: described(saidMethods.SAID_CODES_METHOD, {
    diagnoses: identifier.optional(),
    operations: identifier.optional(),
    editions: described(saidMethods.SAID_CODE_EDITIONS, { from: z.enum(CODE_SYSTEMS), unstated: z.enum(CODE_SYSTEMS) }).optional(),
    basis,
  }).optional(),
  grouping: grouping.optional(),
  allocationTies: described(saidMethods.SAID_ALLOCATION_TIES, { value: z.enum(['INSTITUTION_CODE', 'LARGEST_WEIGHT']), basis }).optional(),
  periodBy: described(saidMethods.SAID_PERIOD_BY, { value: z.enum(['DISCHARGE', 'SETTLEMENT']), basis }).optional(),
  calendar: described(saidMethods.SAID_CALENDAR, { yearStart: dayOfYear, basis }).optional(),
  /** Deadlines of months, quarters and the year: no money depends on them. */
  periods: described(saidMethods.SAID_PERIODS, {
    MONTH: periodDeadlines.optional(),
    QUARTER: periodDeadlines.optional(),
    YEAR: periodDeadlines.optional(),
  }).optional(),
  /** How a running year is completed: no money depends on it. */
  forecast: described(saidMethods.SAID_FORECAST, {
    completion: z.enum(FORECAST_COMPLETIONS),
    by: z.enum(FORECAST_SCOPES).optional(),
    years: z.int().min(1).max(10).optional(),
    basis,
  }).optional(),
  /** By what an institution's payment for patients insured elsewhere is charged to their regions. */
  insuredRegions: described(saidMethods.SAID_INSURED_REGIONS, { by: identifier, basis }).optional(),
});

/** `methods.codes`. */
export type CodesDocument = NonNullable<z.infer<typeof methods>['codes']>;
/** `methods.forecast`. */
export type ForecastDocument = NonNullable<z.infer<typeof methods>['forecast']>;
/** `methods.periods`. */
export type PeriodsDocument = NonNullable<z.infer<typeof methods>['periods']>;
/** `methods.grouping`. */
export type GroupingDocument = z.infer<typeof grouping>;
