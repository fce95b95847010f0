import { firstPassword, hashPassword } from './passwords.js';
import { loginOf } from './sign-in.js';
import { auditRegion, grantProblems, holderOf, unknownProblems, type Grant } from '../access/grant.js';
import { translateStoreErrors } from '../kernel/command.js';
import { ConflictError, ForbiddenError, NotFoundError, type FieldProblem } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { runPlatformCommand } from '../kernel/platform-command.js';
import { may } from '../ports/kit/permissions.js';
import type { HolderRecord } from '../ports/ports-key.js';
import { PLATFORM_ACCESS } from '../ports/ports.js';
import type { PersonPatch, PersonRecord } from '../ports/ports-person.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';
import { shownText } from '../../engine/kit/text.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** 新人员 a name to sign in by, and what it may do. A person of two roles has two names, and one holder: four eyes go by holder. */
export interface CreatePerson extends Grant {
  readonly login: string;
  /** Signs in by the identity provider only, and has no password here. */
  readonly isOfProvider: boolean;
}

/** A person with the first password, which is here and nowhere else; `null`: signs in by the identity provider. */
export interface CreatedPerson {
  readonly person: PersonRecord;
  readonly holder: HolderRecord;
  readonly password: string | null;
}

/** Latin letters, digits, and what stands in addresses: what is typed alike on every keyboard. */
const LOGIN = /^[a-z0-9][a-z0-9._@-]{1,63}$/;

/** 新建人员. Throws FORBIDDEN, VALIDATION_FAILED, NOT_FOUND (holder), CONFLICT (the login name is taken). */
export async function createPerson(platform: Platform, { actor }: Pick<Caller, 'actor'>, input: CreatePerson): Promise<CreatedPerson> {
  const { regions, role, scopes, institutionCode = null, isOfProvider } = input;
  const login = loginOf(input.login);
  refuseProblems([...grantProblems(input), ...loginProblems(login), ...humanProblems(input)]);
  if (actor.permissions.has('person:manage') && (await isTaken(platform, login))) throw taken(login);
  const password = isOfProvider ? null : firstPassword();
  const passwordHash = password === null ? null : await hashPassword(password);
  return await runPlatformCommand(platform, actor, {
    permission: 'person:manage',
    regions,
    action: 'person:create',
    work: async (unit) => {
      refuseProblems(await unknownProblems(unit, input));
      const holder = await holderOf(unit, input);
      const person = await unit.persons.insert({ holderId: holder.id, login, passwordHash, role, scopes, regions, institutionCode });
      return { person, holder, password };
    },
    audit: ({ person, holder }) => ({
      regionCode: auditRegion(regions),
      subject: person.id,
      detail: { login, holderId: holder.id, role, scopes, regions, institutionCode, isOfProvider },
    }),
  });
}

function loginProblems(login: string): readonly FieldProblem[] {
  if (LOGIN.test(login)) return [];
  const zh = '登录名应为 2 到 64 个字母、数字或 . _ @ -，以字母或数字开头。';
  return [fieldProblem(['login'], 'LOGIN', zh, 'A login name has 2 to 64 letters, digits or . _ @ -, and begins with a letter or digit.')];
}

/** Systems send keys; only people sign in. */
function humanProblems({ holder, role }: Grant): readonly FieldProblem[] {
  if (role !== 'INTEGRATOR' && !('name' in holder && holder.kind !== 'USER')) return [];
  const zh = '对接系统用密钥，不登录控制台。请用 dip keys create。';
  return [fieldProblem(['role'], 'NOT_ALLOWED', zh, 'Systems use keys and do not sign in: dip keys create.')];
}

/** Whether anybody has a login name, also where the caller may not see whom. */
async function isTaken({ store }: Platform, login: string): Promise<boolean> {
  const found = await translateStoreErrors(() => store.transaction(PLATFORM_ACCESS, 'READ', ({ persons }) => persons.findByLogin(login)));
  return found !== undefined;
}

function taken(login: string): ConflictError {
  return new ConflictError({ zh: `登录名“${login}”已有人用，请换一个。`, en: `The login name "${login}" is taken: choose another.` });
}

/** 重置口令 gives a person a new first password, unlocks it and ends its sessions. Throws FORBIDDEN, NOT_FOUND. */
export async function resetPassword(platform: Platform, caller: Caller, id: string): Promise<CreatedPerson> {
  const password = firstPassword();
  const passwordHash = await hashPassword(password);
  const patch = { passwordHash, mustChange: true, failures: 0, lockedUntil: null };
  return { ...(await change(platform, caller, { id, action: 'person:reset', patch })), password };
}

/**
 * 停用、启用人员 disables a person, whose sessions end at once in this process and within five seconds in others; or enables it again. Throws FORBIDDEN,
 * NOT_FOUND, CONFLICT (oneself).
 */
export async function setPersonDisabled(platform: Platform, caller: Caller, id: string, isDisabled: boolean): Promise<PersonRecord> {
  if (isDisabled && id === caller.actor.keyId) {
    throw new ConflictError({ zh: '不能停用自己。请由另一位管理员操作。', en: 'One can not disable oneself: another administrator does.' });
  }
  const patch = { disabledAt: isDisabled ? new Date() : null };
  return (await change(platform, caller, { id, action: isDisabled ? 'person:disable' : 'person:enable', patch })).person;
}

interface Change {
  readonly id: string;
  readonly action: string;
  readonly patch: PersonPatch;
}

async function change(
  platform: Platform,
  { actor, read }: Caller,
  { id, action, patch }: Change,
): Promise<{ readonly person: PersonRecord; readonly holder: HolderRecord }> {
  if (!actor.permissions.has('person:manage')) throw new ForbiddenError('person:manage');
  const known = isUuid(id) ? await translateStoreErrors(() => read(({ persons }) => persons.find(id))) : undefined;
  if (known === undefined || !known.regions.every((code) => may(actor, 'person:manage', code)))
    throw new NotFoundError({ zh: '人员', en: 'person' }, shownText(id, 64));
  return await runPlatformCommand(platform, actor, {
    permission: 'person:manage',
    regions: known.regions,
    action,
    work: async ({ persons, keys }) => {
      await persons.update(id, patch);
      if (patch.disabledAt !== null) await persons.endSessionsOf(id);
      const holder = must(await keys.findHolder(known.holderId), 'holder of a person');
      return { person: must(await persons.find(id), 'person'), holder };
    },
    audit: ({ person: { login, holderId } }) => ({ regionCode: auditRegion(known.regions), subject: id, detail: { login, holderId } }),
  });
}
