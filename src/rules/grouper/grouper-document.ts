import { z } from 'zod';
import { ADRG_OUTCOMES, BLOCKED_MAIN, COMPLICATION_LEVELS } from '../../engine/grouper/grouper.js';
import { CODE_SYSTEMS } from '../../engine/plan/inpatient-case.js';
import { GROUPER_CODE } from '../document/document-patterns.js';
import { RULE_TEXT_MAX } from './rule-parse.js';

const code = z.string().min(1).max(64);
const name = z.string().max(300);
const codes = z.array(code).max(50_000);
const label = z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200).optional() });
const order = z.number().int().min(0).max(1_000_000);
const rule = z.string().max(RULE_TEXT_MAX);

/**
 * 分组方案 the document of a DRG grouper: the official book, or a city's own edition of it, as data. Everything is strict: an unknown key
 * is refused. What a shape can't say is checked in `check-grouper.ts`. Rules are the book's own text (`rule-parse.ts`).
 */
export const grouperDocumentSchema = z.strictObject({
  /** Code of the scheme, `CHS-DRG`; with `version` it names the grouper within its region. */
  code: z.string().regex(GROUPER_CODE),
  version: z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,39}$/),
  title: label,
  /** Edition of the codes that its sets hold: the insurance edition (医保版) or the clinical one (国家临床版). */
  codeSystem: z.enum(CODE_SYSTEMS),
  sources: z.record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/),
    z.strictObject({
      title: z.string().min(1).max(300),
      kind: z.enum(['OFFICIAL', 'LOCAL', 'ASSUMPTION']),
      note: z.string().max(1_000).optional(),
    }),
  ),
  mdcs: z.array(z.strictObject({ code, name, order, rule })).min(1).max(100),
  adrgs: z.array(z.strictObject({ code, name, mdc: code, order, rule, outcome: z.enum(ADRG_OUTCOMES) })).max(5_000),
  drgs: z.array(z.strictObject({ code, name, adrg: code, order, rule })).max(10_000),
  sets: z.record(code, codes),
  complications: z.array(z.strictObject({ code, level: z.enum(COMPLICATION_LEVELS), exclusion: code.nullable() })).max(100_000),
  exclusions: z.record(code, codes),
  /** Principal diagnoses that are not grouped. */
  invalidPrincipals: codes.optional(),
  /** Operations that may not be the main one; `then`: none is left, or the next moves up. */
  blockedOperations: z.strictObject({ codes, then: z.enum(BLOCKED_MAIN), basis: z.string().min(1).max(200) }).optional(),
  /** Corrections of the printed book, each with its source: what was changed against it. */
  amendments: z
    .array(z.strictObject({ what: label, basis: z.string().min(1).max(200), date: z.iso.date().optional() }))
    .max(1_000)
    .optional(),
});

/** A grouper's document. */
export type GrouperDocument = z.infer<typeof grouperDocumentSchema>;
