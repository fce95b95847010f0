import { findDraft } from '../drafts/draft-options.js';
import type { OpenPlatform } from '../host/host.js';
import { draftVersion, type DraftVersion } from '../../app/drafts/draft-version.js';
import type { CaseFileRow } from '../../app/case-files/case-file.js';
import { paymentKind } from '../../app/files/run-tables.js';
import { UserError, type FieldProblem } from '../../app/base/errors.js';
import { scoreInRegion, type CaseScore } from '../../app/scoring/score-case.js';
import { askedFor, type AskedScheme } from '../../app/caches/in-force.js';
import { regionIndex } from '../../app/caches/region-cache.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Label } from '../../engine/plan/plan.js';
import { printFen, printFixed, printShort } from '../../engine/number/quantity.js';

/** What became of one record: its score, or why it has none. */
export type ScoredRow =
  | { readonly ok: true; readonly line: number; readonly score: CaseScore }
  | { readonly ok: false; readonly line: number; readonly caseNo: string | null; readonly code: string; readonly messages: Label };

/** Scores one record of a file. Mistakes in it are rows like any other; only bugs are thrown. */
export async function scoreRows(session: OpenPlatform, where: ScoredWhere, row: CaseFileRow): Promise<ScoredRow> {
  const { line } = row;
  if (!row.ok) return { ok: false, line, caseNo: row.caseNo, code: 'VALIDATION_FAILED', messages: summary(row.problems) };
  try {
    return { ok: true, line, score: await scoreOne(session, where, row.value) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ok: false, line, caseNo: row.value.caseNo, code: error.code, messages: error.messages };
  }
}

/** In which region, and by whose rulesets. */
export interface ScoredWhere {
  readonly region: string | undefined;
  readonly scheme: AskedScheme;
  /** A draft in place of the version that a case's days choose. */
  readonly draft?: DraftVersion | undefined;
}

/** A draft that is to score, by its id, the beginning of it, or `latest`; `undefined` where none is named. */
export async function draftNamed(session: OpenPlatform, region: string, wanted: string | undefined): Promise<DraftVersion | undefined> {
  if (wanted === undefined) return undefined;
  const { draft } = await findDraft(session, region, wanted);
  return await draftVersion(session.platform, session.caller, region, draft.id);
}

/** Scores a case by the version that its days choose, or by a draft. */
export async function scoreOne(
  { platform, caller }: OpenPlatform,
  { region = '', scheme, draft }: ScoredWhere,
  inpatientCase: InpatientCase,
): Promise<CaseScore> {
  const index = await regionIndex(platform, caller, region);
  return await scoreInRegion(platform, caller, index, inpatientCase, {
    ...askedFor(scheme),
    ...(draft === undefined ? {} : { unstored: draft }),
  });
}

function summary(problems: readonly FieldProblem[]): Label {
  const text = (language: 'zh' | 'en'): string =>
    problems.map(({ path, messages }) => `${path.join('.')}: ${messages[language] ?? messages.zh}`).join(' ');
  return { zh: text('zh'), en: text('en') };
}

/** The columns of scores as files, in order; names are the API's. */
export const SCORE_COLUMNS = [
  ...['line', 'caseNo', 'institutionCode', 'insurance', 'dischargeDate', 'totalCost', 'groupCode', 'groupName', 'groupKind'],
  ...['groupPoints', 'inclusion', 'costRatio', 'deviation', 'auxiliaryFactor', 'institutionCoefficient', 'points', 'payment'],
  ...['ruleset', 'catalogue', 'reproducibilityKey', 'errorCode', 'error', 'paymentKind', 'scheme'],
] as const;
/** One column. */
export type ScoreColumn = (typeof SCORE_COLUMNS)[number];

/** A row of scores as text by column; null where there is nothing to say. Money in yuan with 2 places. */
export function scoreFields(row: ScoredRow): Readonly<Partial<Record<ScoreColumn, string | number | null>>> {
  if (!row.ok) return { line: row.line, caseNo: row.caseNo, errorCode: row.code, error: row.messages.zh };
  const { score } = row;
  const { inpatientCase, group, ruleset, catalogue, paymentFen } = score;
  return {
    line: row.line,
    caseNo: inpatientCase.caseNo,
    institutionCode: inpatientCase.institutionCode,
    insurance: inpatientCase.insurance,
    dischargeDate: inpatientCase.dischargeDate,
    totalCost: printFixed(inpatientCase.totalCost, 2),
    groupCode: group?.code ?? null,
    groupName: group?.name ?? null,
    groupKind: group?.kind ?? 'UNGROUPED',
    groupPoints: group === null ? null : printShort(group.points),
    inclusion: score.printed('inclusion'),
    costRatio: score.printed('costRatio'),
    deviation: score.printed('deviation'),
    auxiliaryFactor: score.printed('auxiliaryFactor'),
    institutionCoefficient: score.printed('institutionCoefficient'),
    points: score.printed('points'),
    payment: paymentFen === null ? null : printFen(paymentFen),
    ruleset: ruleset.version,
    catalogue: catalogue.catalogue.version,
    reproducibilityKey: score.reproducibilityKey,
    errorCode: null,
    error: null,
    paymentKind: paymentKind(paymentFen),
    scheme: ruleset.scheme,
  };
}
