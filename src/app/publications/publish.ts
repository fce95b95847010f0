import type { Bundle } from './bundle.js';
import { bundleText, readBundle } from './bundle-parse.js';
import { makeBundle } from './make-bundle.js';
import { NotFoundError } from '../base/errors.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { PublicationRecord } from '../ports/clearing/ports-publication.js';
import { reasonProblems, refuseProblems, requireIdempotencyKey, requireYear } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** What is to be published, and why. */
export interface PublishRequest extends FundYearKey {
  /** `01` to `12`, `Q1` to `Q4`, `H1`, `H2`, `YEAR`. */
  readonly period: string;
  readonly reason: string;
  readonly idempotencyKey: string;
  /** Only shows what would be published. */
  readonly dryRun?: boolean;
}

/** What was published, or would be; `publication` is null of a dry run. */
export interface Published {
  readonly bundle: Bundle;
  readonly content: string;
  readonly contentHash: string;
  readonly publication: PublicationRecord | null;
}

/**
 * 公布 publishes a period's figures (N25-38, N25-39b, N26-5): a stored, dated, hashed act; what was published is kept byte for byte. The same content
 * again is the publication that stands, not another one. Throws VALIDATION_FAILED, CONFLICT (the run is not confirmed), RULESET_INVALID,
 * NO_RULESET_IN_FORCE, IDEMPOTENCY_KEY_REUSED, FORBIDDEN, NOT_FOUND.
 */
export async function publish(platform: Platform, caller: Caller, request: PublishRequest): Promise<Published> {
  const { regionCode, year, insurance, period, reason, idempotencyKey, dryRun = false } = request;
  requirePermission(caller.actor, 'run:confirm', regionCode);
  requireYear(year);
  refuseProblems(reasonProblems(reason));
  requireIdempotencyKey(idempotencyKey);
  const key = { regionCode, year, insurance };
  if (dryRun) {
    const bundle = await caller.read((unit) => makeBundle(platform, unit, caller, { ...key, period }));
    return { bundle, ...bundleText(bundle), publication: null };
  }
  let isNew = false;
  const publication = await runCommand(
    platform,
    caller.actor,
    {
      permission: 'run:confirm',
      regionCode,
      action: 'publication:publish',
      work: async (unit) => {
        await unit.lock(regionCode, `publication/${year}/${insurance}`);
        const bundle = await makeBundle(platform, unit, caller, { ...key, period });
        const made = bundleText(bundle);
        const standing = (await unit.publications.standing(key)).find((one) => one.period === period);
        if (standing?.contentHash === made.contentHash) return standing;
        const runNos = bundle.runs.map(({ runNo }) => runNo);
        const { id } = await unit.publications.add({ ...key, period, runNos, ...made, reason });
        isNew = true;
        return must(await unit.publications.find(regionCode, id), 'publication');
      },
      audit: ({ number, contentHash }) =>
        isNew ? { subject: `${year} ${insurance} ${period}`, detail: { number, contentHash, reason } } : undefined,
    },
    {
      key: idempotencyKey,
      input: { year, insurance, period, reason },
      refOf: ({ id }) => id,
      replay: async (unit, id) => must(await unit.publications.find(regionCode, id), 'publication'),
    },
  );
  const { content, contentHash } = publication;
  return { bundle: readBundle(publication), content, contentHash, publication };
}

/** One that was published. Throws FORBIDDEN, NOT_FOUND. */
export async function findPublication(caller: Caller, { regionCode, id }: { regionCode: string; id: string }): Promise<PublicationRecord> {
  requirePermission(caller.actor, 'region:read', regionCode);
  const found = await caller.read(({ publications }) => publications.find(regionCode, id));
  if (found === undefined) throw new NotFoundError({ zh: '公布', en: 'publication' }, id);
  return found;
}
