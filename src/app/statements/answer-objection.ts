import { lockWords } from './run-to-say.js';
import { letterProblems } from './whose-word.js';
import { ConflictError, NotFoundError } from '../base/errors.js';
import { runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { ObjectionOutcome, ObjectionRecord } from '../ports/clearing/ports-statement.js';
import type { Unit } from '../ports/ports.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** How an objection is resolved. */
export interface AnswerObjection {
  readonly regionCode: string;
  readonly objectionId: string;
  readonly outcome: ObjectionOutcome;
  /** What the institution is told. */
  readonly answer: string;
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 答复 resolves an objection, once, with an answer and a reason. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED, CONFLICT (answered already),
 * IDEMPOTENCY_KEY_REUSED.
 */
export async function answerObjection(platform: Platform, { actor }: Caller, input: AnswerObjection): Promise<ObjectionRecord> {
  const { regionCode, objectionId, outcome, idempotencyKey } = input;
  const [answer, reason] = [input.answer.trim(), input.reason.trim()];
  requireIdempotencyKey(idempotencyKey);
  refuseProblems([...letterProblems(input.answer, ['answer']), ...reasonProblems(input.reason)]);
  if (!isUuid(objectionId)) throw new NotFoundError({ zh: '异议', en: 'objection' }, objectionId);
  const stored = async (unit: Unit): Promise<ObjectionRecord | undefined> => unit.statementWords.findObjection(regionCode, objectionId);
  return await runCommand(
    platform,
    actor,
    {
      permission: 'run:publish',
      regionCode,
      action: 'statement:answer',
      work: async (unit) => {
        const found = await stored(unit);
        if (found === undefined) throw new NotFoundError({ zh: '异议', en: 'objection' }, objectionId);
        await lockWords(unit, regionCode, found.runNo);
        if (must(await stored(unit), 'objection').answer !== null) throw answered(found);
        const { institutionCode } = found;
        await unit.statementWords.addAnswer({ regionCode, objectionId, institutionCode, outcome, answer, reason });
        return must(await stored(unit), 'answered objection');
      },
      audit: ({ runNo, institutionCode }) => ({ subject: objectionId, detail: { runNo, institutionCode, outcome, reason } }),
    },
    {
      key: idempotencyKey,
      input: { regionCode, objectionId, outcome, answer, reason },
      refOf: ({ id }) => id,
      replay: async (unit) => must(await stored(unit), 'objection of an idempotency key'),
    },
  );
}

function answered({ institutionCode }: ObjectionRecord): ConflictError {
  return new ConflictError({
    zh: `机构 ${institutionCode} 的这一异议已经答复，不能再改。`,
    en: `This objection of institution ${institutionCode} was answered already and stays as it is.`,
  });
}
