import { UserError } from '../base/errors.js';
import { attributeProblems } from '../base/evaluation-errors.js';
import { CaseScore, decideCase } from './score-case.js';
import { fillCase } from '../../engine/scoring/case-frame.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';

/** 备选 the same case with another diagnosis as principal, or another operation as main; the first one is the case as recorded. */
export interface Alternative {
  readonly kind: 'RECORDED' | 'PRINCIPAL_DIAGNOSIS' | 'MAIN_OPERATION';
  /** The diagnosis or operation that stands first; of the case as recorded its principal diagnosis. */
  readonly code: string;
  /** Its score, or why it has none. */
  readonly result: CaseScore | UserError;
}

/** Most diagnoses, and most operations, that are tried. */
const MOST_TRIED = 40;

/**
 * The case as recorded and, beside it, with each other diagnosis as principal and each other operation as main, scored by the same version,
 * catalogue and frames. A group that was assigned elsewhere belongs to the case as recorded, and is left out of the others.
 */
export async function scoreAlternatives(score: CaseScore): Promise<readonly Alternative[]> {
  const { principalDiagnosis, otherDiagnoses, procedures } = score.inpatientCase;
  const own: InpatientCase = { ...score.inpatientCase, assignedGroupCode: null };
  const alternatives: Alternative[] = [{ kind: 'RECORDED', code: principalDiagnosis, result: score }];
  for (const code of distinct(otherDiagnoses, principalDiagnosis)) {
    const others = otherDiagnoses.map((other) => (other === code ? principalDiagnosis : other));
    const swapped = { ...own, principalDiagnosis: code, otherDiagnoses: others };
    alternatives.push({ kind: 'PRINCIPAL_DIAGNOSIS', code, result: await scoredAs(score, swapped) });
  }
  for (const code of distinct(procedures.slice(1), procedures[0])) {
    const rest = [...procedures];
    rest.splice(rest.indexOf(code), 1);
    alternatives.push({ kind: 'MAIN_OPERATION', code, result: await scoredAs(score, { ...own, procedures: [code, ...rest] }) });
  }
  return alternatives;
}

/** Why a case has its group, or none: what the grouper reached, or why the candidate was chosen. */
export function groupingReason({ grouping }: CaseScore): Reason | null {
  if (grouping === null) return null;
  const chosen = grouping.candidates.find((candidate) => candidate.chosen);
  if (grouping.grouper === null) return chosen?.reason ?? grouping.reason;
  const { mdc, adrg, drg } = grouping.grouper.explanation;
  const way = [mdc, adrg, drg].flatMap((node) => (node === null ? [] : [node.code])).join(' → ');
  return way === '' ? grouping.reason : { zh: `${way}：${grouping.reason.zh}`, en: `${way}: ${grouping.reason.en}` };
}

function distinct(codes: readonly string[], first: string | undefined): readonly string[] {
  return [...new Set(codes)].filter((code) => code !== first).slice(0, MOST_TRIED);
}

async function scoredAs(score: CaseScore, inpatientCase: InpatientCase): Promise<CaseScore | UserError> {
  const { compiled, catalogue, frames, ruleset, pointValue, engineVersion } = score;
  try {
    const filled = fillCase(compiled.scoring.filler, compiled.program, inpatientCase, { regionCode: ruleset.regionCode });
    if (filled.problems.length > 0) throw attributeProblems(filled.problems, ['attributes']);
    const own = { ...frames, caseFrame: filled.frame };
    const scored = await decideCase(compiled, catalogue, own, inpatientCase);
    return new CaseScore(inpatientCase, ruleset, compiled, catalogue, own, scored, pointValue, engineVersion);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
