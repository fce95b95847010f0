import { consentOf, standingsOf, wordsOfRun, type StatementStanding } from './consents.js';
import { isRunConfirmed, lockedRun, notPublished, requireStatements } from './run-to-say.js';
import { countProblems, wordOf, wordProblems, type StatedWord } from './whose-word.js';
import { chinaDay } from '../base/china-day.js';
import { ConflictError } from '../base/errors.js';
import { runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { someOf } from '../periods/declared/refusals.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import { ownIdempotencyKey, reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';

/** Statements of a run that are confirmed together: all or none. */
export interface ConfirmStatements extends StatedWord {
  readonly regionCode: string;
  readonly runId: string;
  readonly institutionCodes: readonly string[];
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 机构确认 confirms statements (N25-27): an institution its own, or the agency on paper for others. Once the run is published, or confirmed.
 * Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (another's, no source), UNAVAILABLE (not published), CONFLICT (no statement, confirmed already,
 * an objection is not resolved), IDEMPOTENCY_KEY_REUSED.
 */
export async function confirmStatements(
  platform: Platform,
  { actor }: Caller,
  input: ConfirmStatements,
): Promise<readonly StatementStanding[]> {
  const { regionCode, runId, idempotencyKey } = input;
  const reason = input.reason.trim();
  const codes = [...new Set(input.institutionCodes)];
  requireIdempotencyKey(idempotencyKey);
  refuseProblems([
    ...countProblems(codes.length, ['institutionCodes']),
    ...reasonProblems(input.reason),
    ...wordProblems(actor, codes, input),
  ]);
  const word = wordOf(actor, input);
  return await runCommand(
    platform,
    actor,
    {
      permission: 'statement:confirm',
      regionCode,
      action: 'statement:confirm',
      work: async (unit) => {
        const run = await lockedRun(unit, regionCode, runId);
        await requireConfirmable(unit, run, codes);
        const rows = codes.map((institutionCode) => ({ regionCode, runNo: run.runNo, institutionCode, reason, ...word }));
        await unit.statementWords.addConfirmations(rows);
        return await standings(unit, run, codes);
      },
      audit: () => ({ subject: runId, detail: { institutions: codes, reason, ...word } }),
    },
    {
      key: ownIdempotencyKey(actor, idempotencyKey),
      input: { regionCode, runId, institutions: codes, reason, source: word.source },
      refOf: (all) => String(all.length),
      replay: async (unit) => standings(unit, await lockedRun(unit, regionCode, runId), codes),
    },
  );
}

async function standings(unit: Unit, run: RunRecord, codes: readonly string[]): Promise<readonly StatementStanding[]> {
  const wanted = new Set(codes);
  const payables = (await unit.periods.payables(run.regionCode, run.runNo)).filter(({ institutionCode }) => wanted.has(institutionCode));
  return standingsOf(payables, await wordsOfRun(unit, run), chinaDay(await unit.now()));
}

async function requireConfirmable(unit: Unit, run: RunRecord, codes: readonly string[]): Promise<void> {
  const { publication, objections, confirmations } = await wordsOfRun(unit, run);
  if (publication === null && !isRunConfirmed(run)) throw notPublished(run);
  requireStatements(await unit.periods.payables(run.regionCode, run.runNo), codes, run);
  const done = new Set(confirmations.map(({ institutionCode }) => institutionCode));
  const twice = codes.filter((code) => done.has(code));
  if (twice.length > 0) throw confirmedAlready(run, twice);
  const objected = codes.filter((code) => {
    const own = objections.filter(({ institutionCode }) => institutionCode === code);
    return consentOf({ publication, objections: own, confirmation: null }, '') === 'OBJECTED';
  });
  if (objected.length > 0) throw unresolved(run, objected);
}

function confirmedAlready({ runNo }: RunRecord, codes: readonly string[]): ConflictError {
  return new ConflictError({
    zh: `清算 ${runNo} 的结算单已经确认过：${someOf(codes, '、')}。未作任何更改。`,
    en: `These statements of run ${runNo} were confirmed before: ${someOf(codes, ', ')}. Nothing was changed.`,
  });
}

function unresolved({ runNo }: RunRecord, codes: readonly string[]): ConflictError {
  return new ConflictError({
    zh: `这些机构对清算 ${runNo} 的异议尚未解决，或已采纳而须重新清算：${someOf(codes, '、')}。未作任何更改。`,
    en: `Objections of these institutions to run ${runNo} are not resolved, or were found right so that another run is due: ${someOf(codes, ', ')}. Nothing was changed.`,
  });
}
