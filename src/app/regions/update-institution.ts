import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import { importInstitutions, type ImportedInstitutions } from './import-institutions.js';
import type { FigureInput } from './institution-rows.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { askedFor } from '../caches/in-force.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { profileOn, regionIndex } from '../caches/region-cache.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import type { StatedValue } from '../requests/stated-values.js';

/** 变更机构 what changes of one institution from a day on; what is left out stays as it is on that day. */
export interface UpdateInstitution {
  readonly regionCode: string;
  readonly code: string;
  /** First day of the changed profile. */
  readonly effectiveFrom: string;
  readonly name?: string;
  readonly level?: string;
  /** All attributes, in place of those that hold on that day. */
  readonly attributes?: readonly StatedValue[];
  readonly figures?: readonly FigureInput[];
  readonly dryRun: boolean;
  /** Whose versions say what may be stated; none: those of every scheme in force. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
}

/** Changes one institution: a new dated profile, never a changed one. Throws as `importInstitutions`, and NOT_FOUND. */
export async function updateInstitution(platform: Platform, caller: Caller, input: UpdateInstitution): Promise<ImportedInstitutions> {
  const { regionCode, code, effectiveFrom, dryRun, idempotencyKey } = input;
  requirePermission(caller.actor, 'institution:write', regionCode);
  const entry = (await regionIndex(platform, caller, regionCode)).institutions.get(code);
  if (entry === undefined) throw new NotFoundError({ zh: '医疗机构', en: 'institution' }, code);
  const current = profileOn(entry, effectiveFrom);
  const level = input.level ?? current?.level;
  if (level === undefined) {
    const zh = `机构在 ${effectiveFrom} 还没有档案，请同时给出级别。`;
    refuseProblems([fieldProblem(['level'], 'REQUIRED', zh, `There is no profile on ${effectiveFrom} yet: state the level.`)]);
  }
  const attributes = input.attributes ?? Object.entries(current?.attributes ?? {}).map(([name, value]) => ({ name, value }));
  const row = {
    code,
    name: input.name ?? entry.institution.name,
    effectiveFrom,
    level: level ?? '',
    attributes,
    figures: input.figures ?? [],
  };
  return await importInstitutions(platform, caller, {
    ...{ regionCode, institutions: [row], dryRun, idempotencyKey, request: input },
    ...askedFor(input.scheme),
  });
}
