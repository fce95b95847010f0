import { lockDraft, recordEvent } from '../kit/open-draft.js';
import { publishDraft } from './publish-draft.js';
import { storedRule } from './publishing-rule.js';
import { publishOn } from '../kit/stored-draft-parse.js';
import { chinaDay } from '../../base/china-day.js';
import { UserError } from '../../base/errors.js';
import { runCommand } from '../../kernel/command.js';
import { callerAs, PLATFORM_ACTOR } from '../../kernel/platform-actor.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { PLATFORM_ACCESS } from '../../ports/ports.js';

/** 定时发布的结果 a draft whose day had come: the version, or why it could not be published. */
export interface ScheduledOutcome {
  readonly regionCode: string;
  readonly draftId: string;
  readonly version: string | null;
  readonly failure: string | null;
}

/**
 * 定时发布 publishes every scheduled draft whose day in China has come, each by itself, as `publishDraft` does. One that can't be published any more says
 * why in an event, and falls back to what its region chose. May be called by several processes at once: one of them publishes, the others find it done.
 */
export async function publishScheduled(platform: Platform): Promise<readonly ScheduledOutcome[]> {
  const { store } = platform;
  const due = await store.transaction(PLATFORM_ACCESS, 'READ', async (unit) => await unit.drafts.due(chinaDay(await unit.now())));
  const outcomes: ScheduledOutcome[] = [];
  for (const draft of due) {
    try {
      outcomes.push(await publishOne(platform, draft));
    } catch (error) {
      platform.log.error({ err: error, ...draft }, 'a scheduled draft could not be dealt with; it is tried again, and others go on');
    }
  }
  return outcomes;
}

async function publishOne(
  platform: Platform,
  { regionCode, draftId, contentHash }: { readonly regionCode: string; readonly draftId: string; readonly contentHash: string },
): Promise<ScheduledOutcome> {
  const caller = callerAs(PLATFORM_ACTOR, platform);
  const idempotencyKey = `scheduled ${draftId} ${contentHash}`;
  try {
    const { version } = await publishDraft(platform, caller, { regionCode, draftId, contentHash, reason: '定时发布', idempotencyKey });
    return { regionCode, draftId, version: version.version, failure: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const failure = error.messages.zh;
    await noteMissed(platform, caller, { regionCode, draftId, contentHash, failure });
    return { regionCode, draftId, version: null, failure };
  }
}

interface Missed {
  readonly regionCode: string;
  readonly draftId: string;
  readonly contentHash: string;
  readonly failure: string;
}

/** Notes why a draft was not published on its day; nothing where somebody has dealt with it by now. */
async function noteMissed(platform: Platform, caller: Caller, { regionCode, draftId, contentHash, failure }: Missed): Promise<void> {
  await runCommand(platform, caller.actor, {
    permission: 'ruleset:publish',
    regionCode,
    action: 'draft:missed',
    work: async (unit) => {
      const opened = await lockDraft(unit, regionCode, draftId);
      if (publishOn(opened) === null || opened.standing.contentHash !== contentHash) return false;
      await recordEvent(unit, opened, 'MISSED', { reason: failure.slice(0, 500) });
      const { rule, isTold } = await storedRule(unit, regionCode);
      if (isTold && rule.missedDay === 'BACK_TO_DRAFT')
        await recordEvent(unit, await lockDraft(unit, regionCode, draftId), 'RETURNED', { reason: '定时发布未成，按本地区设定退回起草' });
      return true;
    },
    audit: (isNoted) => (isNoted ? { subject: draftId, detail: { failure } } : undefined),
  });
}

/** How often it is looked for drafts whose day has come. */
const LOOK_MS = 60_000;

/** Looks for scheduled drafts now and once a minute, until it is stopped. What fails is logged, and tried again. */
export function watchScheduled(platform: Platform): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const look = (): void => {
    running = running
      .then(() => publishScheduled(platform))
      .then((outcomes) => outcomes.forEach((outcome) => platform.log.info({ ...outcome }, 'a scheduled draft was dealt with')))
      .catch((error: unknown) => platform.log.error({ err: error }, 'scheduled drafts could not be looked for'));
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
