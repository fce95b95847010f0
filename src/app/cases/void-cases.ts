import { submissionDay } from './case-quality.js';
import { requirePermission } from '../kernel/command.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { runInTurn } from './import-turn.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CaseKey } from '../ports/cases/ports-case.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, reasonProblems, refuseProblems, ownIdempotencyKey, requireIdempotencyKey } from '../requests/request-fields.js';
import { assert } from '../../engine/kit/assert.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { shownText } from '../../engine/kit/text.js';

/** 作废病例 cases to be voided: all or none. */
export interface VoidCases {
  readonly regionCode: string;
  readonly caseNos: readonly string[];
  /** Whose numbers these are. Absent: each must be of one institution only. */
  readonly institutionCode?: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** What was voided. */
export interface VoidedCases {
  readonly voided: number;
}

/** The most cases that one request may void. */
export const MOST_VOIDED = 1_000;

/**
 * Voids cases: a new revision that counts for nothing takes the place of each, and what quality control found of it is closed; snapshots that
 * were frozen before keep the old one. Throws
 * VALIDATION_FAILED naming every number that is not there, is void already, or is several institutions' (nothing was changed), LIMIT_EXCEEDED, IDEMPOTENCY_KEY_REUSED.
 */
export async function voidCases(platform: Platform, caller: Caller, input: VoidCases): Promise<VoidedCases> {
  const { regionCode, caseNos, institutionCode, reason, idempotencyKey } = input;
  requirePermission(caller.actor, 'case:import', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireCount(caseNos.length);
  refuseProblems([...reasonProblems(reason), ...repeatedNumbers(caseNos)]);
  return await runInTurn(
    platform,
    caller.actor,
    {
      permission: 'case:import',
      regionCode,
      action: 'case:void',
      work: async (unit) => {
        const keys = await keysOf(unit, input);
        const left = await unit.cases.void(regionCode, keys);
        assert(left.length === 0, 'every case that is there and not void can be voided');
        await unit.quality.closeVoided(regionCode, keys, await submissionDay(unit));
        return { voided: keys.length };
      },
      audit: ({ voided }) => ({
        subject: String(voided),
        detail: { voided, caseNos, reason, ...(institutionCode === undefined ? {} : { institutionCode }) },
      }),
    },
    {
      key: ownIdempotencyKey(caller.actor, idempotencyKey),
      input: { caseNos, reason, ...(institutionCode === undefined ? {} : { institutionCode }) },
      refOf: ({ voided }) => String(voided),
      replay: (_, ref) => Promise.resolve({ voided: Number(ref) }),
    },
  );
}

function requireCount(count: number): void {
  if (count === 0) throw new ValidationError([fieldProblem(['caseNos'], 'REQUIRED', '没有病例号。', 'There are no case numbers.')]);
  if (count <= MOST_VOIDED) return;
  const zh = `一次最多作废 ${MOST_VOIDED} 例，此处 ${count} 例。请分批提交。`;
  const en = `At most ${MOST_VOIDED} cases at a time; these are ${count}. Send several batches.`;
  throw new ValidationError([fieldProblem(['caseNos'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}

function repeatedNumbers(caseNos: readonly string[]): readonly FieldProblem[] {
  return caseNos.flatMap((caseNo, row) => {
    if (caseNos.indexOf(caseNo) === row) return [];
    const shown = shownText(caseNo, 64);
    return [fieldProblem(['caseNos', String(row)], 'REPEATED', `病例号“${shown}”重复。`, `Case number "${shown}" is there twice.`)];
  });
}

/** The cases that the numbers mean. Throws VALIDATION_FAILED naming every number that means none, or several. */
async function keysOf(unit: Unit, { regionCode, caseNos, institutionCode }: VoidCases): Promise<readonly CaseKey[]> {
  const numbered = await unit.cases.numbered(regionCode, caseNos);
  const meant = numbered.filter((found) => institutionCode === undefined || found.institutionCode === institutionCode);
  const byNumber = groupBy(meant, ({ caseNo }) => caseNo);
  const keys: CaseKey[] = [];
  const problems: FieldProblem[] = [];
  caseNos.forEach((caseNo, row) => {
    const one = theOne(byNumber.get(caseNo) ?? [], { path: ['caseNos', String(row)], caseNo: shownText(caseNo, 64) });
    if ('problem' in one) problems.push(one.problem);
    else keys.push(one.key);
  });
  refuseProblems(problems);
  return keys;
}

type Numbered = CaseKey & { readonly voided: boolean };

function theOne(
  cases: readonly Numbered[],
  { path, caseNo }: { readonly path: readonly string[]; readonly caseNo: string },
): { readonly key: CaseKey } | { readonly problem: FieldProblem } {
  const open = cases.filter(({ voided }) => !voided);
  const [key] = open;
  if (key !== undefined && open.length === 1) return { key };
  const problem = (code: string, zh: string, en: string): { readonly problem: FieldProblem } => ({
    problem: fieldProblem(path, code, zh, en),
  });
  if (key !== undefined) {
    return problem(
      'CASE_AMBIGUOUS',
      `有 ${open.length} 家机构的病例号都是“${caseNo}”。请写明 institutionCode，以免作废别家的病例。`,
      `${open.length} institutions have a case "${caseNo}". State institutionCode, so that no other's case is voided.`,
    );
  }
  return cases.length === 0
    ? problem('CASE_NOT_FOUND', `没有病例“${caseNo}”。请核对病例号和机构。`, `There is no case "${caseNo}". Check number and institution.`)
    : problem('CASE_ALREADY_VOID', `病例“${caseNo}”已作废。`, `Case "${caseNo}" is void already.`);
}
