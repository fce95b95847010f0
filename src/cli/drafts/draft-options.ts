import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { JSON_OPTION, regionCode } from '../terminal/arguments.js';
import { withSession, type CommonOptions, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { draftOf, draftsOf } from '../../app/drafts/drafts.js';
import type { OpenDraft } from '../../app/drafts/kit/open-draft.js';

/** What every draft command takes. */
export interface DraftOptions extends CommonOptions {
  readonly region: string;
  readonly key?: string;
}

/** Adds `--region`, `--json`, and for those that change something `--key`. */
export function ofRegion(command: Command, changes: 'READS' | 'CHANGES'): Command {
  const read = command.requiredOption('--region <code>', '统筹地区编码 region code', regionCode).option(...JSON_OPTION);
  return changes === 'READS' ? read : read.option('--key <key>', '幂等键 idempotency key');
}

/** The idempotency key of a command: stated, or new. */
export function idempotencyKeyOf({ key }: DraftOptions): string {
  return key ?? `dip-${randomUUID()}`;
}

/** A draft by its id, by the beginning of it, or `latest`. Throws `Mistake` NOT_FOUND. */
export async function findDraft({ caller }: OpenPlatform, region: string, wanted: string): Promise<OpenDraft> {
  const drafts = await draftsOf(caller, region);
  const found = wanted === 'latest' ? drafts.slice(0, 1) : drafts.filter(({ draft }) => draft.id.startsWith(wanted));
  const [one] = found;
  if (one !== undefined && found.length === 1) return await draftOf(caller, region, one.draft.id);
  throw new Mistake(
    'NOT_FOUND',
    `地区 ${region} 没有（或不止一份）草案“${wanted}”。用 dip draft list --region ${region} 查看；latest 表示最近一份。`,
    `Region ${region} has no draft “${wanted}”, or several. dip draft list shows them; latest is the newest.`,
  );
}

/** Does something with a draft, in an open session. */
export async function withDraft<T>(
  context: Context,
  { region }: DraftOptions,
  wanted: string,
  work: (session: OpenPlatform, opened: OpenDraft) => Promise<T>,
): Promise<T> {
  return await withSession(context, 'NEEDS_DATA', async (session) => work(session, await findDraft(session, region, wanted)));
}
