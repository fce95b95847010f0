import { changeDraft } from '../kit/change-draft.js';
import { checkDraft, pastFirstDay, type DraftCheck } from './check-draft.js';
import { isRefused, simulationOf, type StatedSimulation } from './draft-simulation.js';
import type { Submission } from '../kit/event-detail.js';
import { recordEvent, requireHash, requireState, type OpenDraft } from '../kit/open-draft.js';
import { ValidationError } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey } from '../../requests/request-fields.js';
import { refuse } from '../../rulesets/refused.js';
import type { Unit } from '../../ports/ports.js';
import type { RulesetDocument } from '../../../rules/document/document.js';
import type { Finding } from '../../../rules/findings/finding.js';

/** 提交 a draft for approval: which text, why, and what was simulated with it. */
export interface SubmitDraft extends StatedSimulation {
  readonly regionCode: string;
  readonly draftId: string;
  readonly contentHash: string;
  readonly reason: string;
  /** 追溯 why it begins in the past, or within a period that is closed; only then it may. */
  readonly retroactiveReason?: string | null | undefined;
  readonly idempotencyKey: string;
}

/**
 * 提交审批 hands a draft in: checked without an error, its examples pass, simulated with exactly this text. What is bound is kept with it. Throws
 * FORBIDDEN, NOT_FOUND, CONFLICT (another text, not its turn), RULESET_INVALID (errors; a past first day without a reason), VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED.
 */
export async function submitDraft(platform: Platform, caller: Caller, input: SubmitDraft): Promise<OpenDraft> {
  const { regionCode, draftId, contentHash, reason, retroactiveReason = null, idempotencyKey } = input;
  requirePermission(caller.actor, 'ruleset:draft', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems([
    ...reasonProblems(reason),
    ...(retroactiveReason === null ? [] : reasonProblems(retroactiveReason, ['retroactiveReason'])),
  ]);
  const check = await checkDraft(platform, caller, regionCode, draftId);
  return await changeDraft(platform, caller.actor, {
    ...{ permission: 'ruleset:draft', regionCode, draftId, action: 'draft:submit', idempotencyKey },
    input: { ...input, idempotencyKey: undefined },
    work: async (unit, opened) => {
      requireHash(opened, contentHash);
      requireHash(check.opened, contentHash);
      requireState(opened, 'SUBMITTED');
      const { ruleset, document } = submittable(check, retroactiveReason);
      await requirePastReason(unit, document, retroactiveReason);
      const { effectiveHash } = ruleset;
      const simulation = await simulationOf(unit, { regionCode, effectiveHash }, input);
      if (isRefused(simulation)) throw new ValidationError(simulation);
      const detail: Submission = {
        ...{ version: document.version, effectiveFrom: document.effective.from, effectiveHash },
        warnings: check.warnings.map(({ code, pointer }) => ({ code, pointer })),
        ...{ warningsHash: check.warningsHash, simulation, retroactive: retroactiveReason?.trim() ?? null },
      };
      await recordEvent(unit, opened, 'SUBMITTED', { reason, detail: { ...detail } });
    },
    detail: () => ({ contentHash, reason: reason.trim() }),
  });
}

/** The checked text, or the refusal: any error stands in the way, a closed period and a past first day only where no reason is given. */
export function submittable({ findings, publishing }: Pick<DraftCheck, 'findings' | 'publishing'>, retroactive: string | null) {
  const errors = findings.filter((one) => one.severity === 'ERROR' && !(retroactive !== null && ASK_FOR_REASON.has(one.code)));
  if (publishing === undefined || errors.length > 0) throw refuse(errors.length > 0 ? errors : findings);
  return publishing;
}

/** Refuses a first day that is past where no reason is given, once more in the transaction: it may have become so. RULESET_INVALID. */
export async function requirePastReason(unit: Unit, document: RulesetDocument, retroactive: string | null): Promise<void> {
  const findings = retroactive === null ? await pastFirstDay(unit, document) : [];
  if (findings.length > 0) throw refuse(findings);
}

/** What reaches back, which a reason lets through. */
const ASK_FOR_REASON: ReadonlySet<Finding['code']> = new Set(['CLOSED_PERIOD', 'FIRST_DAY_PAST']);
