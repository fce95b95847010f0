import { requirePermission, runCommand } from './command.js';
import { ValidationError, type FieldProblem } from './errors.js';
import type { Caller, Platform } from './platform.js';
import type { Unit } from './ports.js';
import { fieldProblem, reasonProblems, refuseProblems, ownIdempotencyKey, requireIdempotencyKey } from './request-fields.js';
import { shownText } from '../engine/text.js';

/** 作废病例 cases to be voided: all or none. */
export interface VoidCases {
  readonly regionCode: string;
  readonly caseNos: readonly string[];
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
 * Voids cases: a new revision that counts for nothing takes the place of each; snapshots that were frozen before keep the old one. Throws
 * VALIDATION_FAILED naming every number that is not there or is void already (nothing was changed), LIMIT_EXCEEDED, IDEMPOTENCY_KEY_REUSED.
 */
export async function voidCases(platform: Platform, caller: Caller, input: VoidCases): Promise<VoidedCases> {
  const { regionCode, caseNos, reason, idempotencyKey } = input;
  requirePermission(caller.actor, 'case:import', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireCount(caseNos.length);
  refuseProblems([...reasonProblems(reason), ...repeatedNumbers(caseNos)]);
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'case:import',
      regionCode,
      action: 'case:void',
      work: async (unit) => {
        const left = new Set(await unit.cases.void(regionCode, caseNos));
        const problems: FieldProblem[] = [];
        for (const [row, caseNo] of caseNos.entries()) if (left.has(caseNo)) problems.push(await whyNot(unit, regionCode, { row, caseNo }));
        refuseProblems(problems);
        return { voided: caseNos.length };
      },
      audit: ({ voided }) => ({ subject: String(voided), detail: { voided, caseNos, reason } }),
    },
    {
      key: ownIdempotencyKey(caller.actor, idempotencyKey),
      input: { caseNos, reason },
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

async function whyNot(
  unit: Unit,
  regionCode: string,
  { row, caseNo }: { readonly row: number; readonly caseNo: string },
): Promise<FieldProblem> {
  const path = ['caseNos', String(row)];
  const shown = shownText(caseNo, 64);
  const found = await unit.cases.find(regionCode, caseNo);
  return found === undefined
    ? fieldProblem(path, 'CASE_NOT_FOUND', `没有病例“${shown}”。请核对病例号。`, `There is no case "${shown}". Check the number.`)
    : fieldProblem(path, 'CASE_ALREADY_VOID', `病例“${shown}”已作废。`, `Case "${shown}" is void already.`);
}
