import { z } from 'zod';
import type { WarningCount } from '../cases/case-warnings.js';
import { SEPARATOR_NAMES, type DatesRead, type SeparatorName } from '../sheets/csv-reading.js';
import type { FieldProblem } from '../base/errors.js';
import type { ErrorPolicy } from '../cases/import-cases.js';
import type { ControlTotals } from './case-file.js';
import { askedFor } from '../caches/in-force.js';
import type { ImportRecord } from '../ports/cases/ports-import.js';
import { PAYMENT_SCHEMES, type PaymentScheme, type RulesetSummary } from '../ports/ports-ruleset.js';
import { DAY_STYLES } from '../sheets/spreadsheet-day.js';
import type { FileEncoding } from '../sheets/text-decoding.js';
import { assert } from '../../engine/kit/assert.js';
import { parseDecimal } from '../../engine/number/quantity.js';

const Messages = z.strictObject({ zh: z.string(), en: z.string().optional() });
const Problem = z.strictObject({ path: z.array(z.string()), code: z.string(), messages: Messages });

const Settings = z.strictObject({
  errorPolicy: z.enum(['ABORT', 'SKIP']),
  /** The scheme whose rulesets judge the cases, where one was asked for. */
  scheme: z.enum(PAYMENT_SCHEMES).optional(),
  /** What the sender says that the file holds. */
  stated: z.strictObject({ rows: z.int().optional(), totalCost: z.string().optional() }),
  /** What was found, once the file was read to its end. */
  found: z
    .strictObject({
      rows: z.int(),
      totalCost: z.string(),
      /** Rows that are wrong themselves; under ABORT the others are rejected with them. */
      faulty: z.int(),
      /** Accepted rows that revise a stored case. */
      revised: z.int(),
      /** How the file's bytes were read. */
      encoding: z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']).optional(),
      /** What stood between its cells. */
      separator: z.enum(SEPARATOR_NAMES).optional(),
      /** What stands above its columns. */
      headings: z.array(z.string()).optional(),
      /** How its days were written. */
      dates: z.array(z.strictObject({ style: z.enum(DAY_STYLES), cells: z.int() })).optional(),
    })
    .optional(),
  /** The versions that judge its cases. */
  rulesets: z.array(z.strictObject({ version: z.string(), scheme: z.enum(PAYMENT_SCHEMES) })).optional(),
  warnings: z.array(z.strictObject({ code: z.string(), count: z.int(), firstCaseNo: z.string(), messages: Messages })).optional(),
  /** Why the file as a whole was refused. */
  failure: z.array(Problem).optional(),
});

/** 读取方式 how a file was read: its bytes and, of a CSV, what stood between its cells and above its columns, and how its days were written. */
export interface HowRead {
  readonly encoding?: FileEncoding;
  readonly separator?: SeparatorName;
  readonly headings?: readonly string[];
  readonly dates?: readonly DatesRead[];
}

/** What was found in a file that was read to its end. */
interface FoundInFile extends HowRead {
  readonly rows: number;
  readonly totalCost: string;
  readonly faulty: number;
  readonly revised: number;
}

/** 所用规则集 a version that judged cases of a file. */
export type JudgedBy = Pick<RulesetSummary, 'version' | 'scheme'>;

/** What an import of a file was asked to do and what it came to: the column `control_totals` of its job. */
export interface ImportSettings {
  readonly errorPolicy: ErrorPolicy;
  readonly scheme?: PaymentScheme;
  readonly stated: { readonly rows?: number; readonly totalCost?: string };
  readonly found?: FoundInFile;
  readonly rulesets?: readonly JudgedBy[];
  readonly warnings?: readonly WarningCount[];
  readonly failure?: readonly FieldProblem[];
}

/** The settings of a job; a batch that came by GraphQL has none. */
export function settingsOf({ controlTotals }: Pick<ImportRecord, 'controlTotals'>): ImportSettings | undefined {
  const parsed = Settings.safeParse(controlTotals);
  return parsed.success ? withoutAbsent(parsed.data) : undefined;
}

/** Absent keys stay absent: zod gives them the type `undefined`. */
function withoutAbsent(data: z.infer<typeof Settings>): ImportSettings {
  const { errorPolicy, scheme, stated, found, rulesets, warnings, failure } = data;
  return {
    errorPolicy,
    ...askedFor(scheme),
    ...(rulesets === undefined ? {} : { rulesets }),
    stated: {
      ...(stated.rows === undefined ? {} : { rows: stated.rows }),
      ...(stated.totalCost === undefined ? {} : { totalCost: stated.totalCost }),
    },
    ...(found === undefined ? {} : { found: foundOf(found) }),
    ...(warnings === undefined ? {} : { warnings: warnings.map((warning) => ({ ...warning, messages: label(warning.messages) })) }),
    ...(failure === undefined ? {} : { failure: failure.map((problem) => ({ ...problem, messages: label(problem.messages) })) }),
  };
}

function foundOf({ encoding, separator, headings, dates, ...found }: NonNullable<z.infer<typeof Settings>['found']>): FoundInFile {
  return {
    ...found,
    ...(encoding === undefined ? {} : { encoding }),
    ...(separator === undefined ? {} : { separator }),
    ...(headings === undefined ? {} : { headings }),
    ...(dates === undefined ? {} : { dates }),
  };
}

function label({ zh, en }: z.infer<typeof Messages>): FieldProblem['messages'] {
  return en === undefined ? { zh } : { zh, en };
}

/** The stated totals as the reader of files wants them. */
export function controlOf({ stated: { rows, totalCost } }: ImportSettings): ControlTotals {
  const expectedTotalCost = totalCost === undefined ? undefined : parseDecimal(totalCost);
  assert(totalCost === undefined || expectedTotalCost !== undefined, 'a stated total was checked when the import was started');
  return {
    ...(rows === undefined ? {} : { expectedRows: rows }),
    ...(expectedTotalCost === undefined ? {} : { expectedTotalCost }),
  };
}
