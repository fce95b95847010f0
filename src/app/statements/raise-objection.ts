import { isRunConfirmed, lockedRun, notPublished, requireStatements } from './run-to-say.js';
import { letterProblems, wordOf, wordProblems, type StatedWord } from './whose-word.js';
import { chinaDay } from '../base/china-day.js';
import { ConflictError, StateError } from '../base/errors.js';
import { runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { ObjectionRecord, RunPublicationRecord } from '../ports/clearing/ports-statement.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import type { Unit } from '../ports/ports.js';
import { ownIdempotencyKey, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** What an institution objects to its statement. */
export interface RaiseObjection extends StatedWord {
  readonly regionCode: string;
  readonly runId: string;
  readonly institutionCode: string;
  /** Without names or numbers of patients: cases are named by their case numbers. */
  readonly text: string;
  readonly idempotencyKey: string;
}

/**
 * 异议 objects to a statement of a published run, until the last day (N25-27): an institution to its own, or the agency for it, stating the letter.
 * Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (another's, no source), UNAVAILABLE (not published, days over, confirmed), CONFLICT (no
 * statement, or the institution has confirmed it), IDEMPOTENCY_KEY_REUSED.
 */
export async function raiseObjection(platform: Platform, { actor }: Caller, input: RaiseObjection): Promise<ObjectionRecord> {
  const { regionCode, runId, institutionCode, idempotencyKey } = input;
  const text = input.text.trim();
  requireIdempotencyKey(idempotencyKey);
  refuseProblems([...letterProblems(input.text, ['text']), ...wordProblems(actor, [institutionCode], input)]);
  const word = wordOf(actor, input);
  return await runCommand(
    platform,
    actor,
    {
      permission: 'statement:confirm',
      regionCode,
      action: 'statement:object',
      work: async (unit) => {
        const run = await lockedRun(unit, regionCode, runId);
        await requireOpenDays(unit, run);
        requireStatements(await unit.periods.payables(regionCode, run.runNo), [institutionCode], run);
        const confirmed = await unit.statementWords.confirmations(regionCode, [run.runNo]);
        if (confirmed.some((one) => one.institutionCode === institutionCode)) throw hasConfirmed(run, institutionCode);
        return await unit.statementWords.addObjection({ regionCode, runNo: run.runNo, institutionCode, text, ...word });
      },
      audit: ({ id, runNo }) => ({ subject: id, detail: { runNo, institutionCode, ...word } }),
    },
    {
      key: ownIdempotencyKey(actor, idempotencyKey),
      input: { regionCode, runId, institutionCode, text, source: word.source },
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.statementWords.findObjection(regionCode, id), 'objection of an idempotency key'),
    },
  );
}

async function requireOpenDays(unit: Unit, run: RunRecord): Promise<void> {
  const [publication] = await unit.statementWords.publications(run.regionCode, [run.runNo]);
  if (isRunConfirmed(run)) throw isClosed(run);
  if (publication === undefined) throw notPublished(run);
  if (publication.lastDay < chinaDay(await unit.now())) throw daysOver(publication);
}

function isClosed({ runNo }: RunRecord): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 已确认，不再受理异议。更正在之后的结算期以差额计入。`,
    en: `Run ${runNo} is confirmed and takes no more objections. What is corrected counts by the difference in a later period.`,
  });
}

function daysOver({ runNo, lastDay }: RunPublicationRecord): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 的异议期已于 ${lastDay} 届满。`,
    en: `The last day for objections to run ${runNo} was ${lastDay}.`,
  });
}

function hasConfirmed({ runNo }: RunRecord, institutionCode: string): ConflictError {
  return new ConflictError({
    zh: `机构 ${institutionCode} 已确认清算 ${runNo} 的结算单，不能再提异议。`,
    en: `Institution ${institutionCode} has confirmed its statement of run ${runNo} and can't object any more.`,
  });
}
