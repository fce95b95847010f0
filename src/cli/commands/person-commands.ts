import type { Command } from 'commander';
import { JSON_OPTION, oneOf } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { list, table } from '../terminal/table.js';
import { chinaTime } from '../../app/base/china-day.js';
import type { Grant } from '../../app/access/grant.js';
import { createPerson, resetPassword, setPersonDisabled, type CreatedPerson } from '../../app/people/manage-people.js';
import { ROLES, type Role } from '../../app/ports/kit/permissions.js';
import type { PersonRecord } from '../../app/ports/ports-person.js';

interface CreateOptions extends CommonOptions {
  readonly role: Role;
  readonly region: readonly string[];
  readonly scope?: readonly string[];
  readonly name?: string;
  readonly holderId?: string;
  readonly institution?: string;
  readonly provider?: boolean;
}

/** `dip person create|list|reset|disable|enable`. */
export function addPersonCommands(program: Command, context: Context): void {
  const person = program.command('person').description('登录控制台的人员：新建、列出、重置口令、停用\npeople who sign in to the console');
  person
    .command('create <login>')
    .description('新建人员；首次口令只显示这一次，登录后须修改\nadd a person; the first password is shown once')
    .requiredOption('--role <role>', `角色：${ROLES.filter((role) => role !== 'DEMO' && role !== 'INTEGRATOR').join('、')}`, oneOf(ROLES))
    .requiredOption('--region <code...>', '统筹地区编码，可写多个；平台管理员写 * region codes')
    .option('--name <name>', '姓名（新持有人） name, of a new holder')
    .option('--holder-id <id>', '已有持有人的标识：同一个人的第二个登录名 id of a holder: a second name of the same person')
    .option('--scope <scope...>', '只给角色权限中的这些 narrow the role’s scopes')
    .option('--institution <code>', '机构编码（机构人员） the institution')
    .option('--provider', '只由统一身份认证登录，没有口令 signs in by the identity provider only')
    .option(...JSON_OPTION)
    .action((login: string, options: CreateOptions) => create(context, login, options));
  person
    .command('list')
    .description('列出人员\nlist people')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) => show(context, options));
  person
    .command('reset <login>')
    .description('重置口令并解锁，结束其会话\nnew first password; unlocks, and ends all sessions')
    .option(...JSON_OPTION)
    .action(async (login: string, options: CommonOptions) => {
      const id = await idOf(context, login);
      await printCreated(
        context,
        options,
        await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => resetPassword(platform, caller, id)),
      );
    });
  for (const [name, isDisabled, zh, en] of SWITCHES) {
    person
      .command(`${name} <login>`)
      .description(`${zh}\n${en}`)
      .option(...JSON_OPTION)
      .action((login: string, options: CommonOptions) => setDisabled(context, login, isDisabled, options));
  }
}

const SWITCHES = [
  ['disable', true, '停用人员，结束其会话', 'disable a person, whose sessions end'],
  ['enable', false, '启用人员', 'enable a person again'],
] as const;

async function create(context: Context, login: string, options: CreateOptions): Promise<void> {
  const { role, region, scope, institution, provider } = options;
  const created = await withSession(context, 'MAY_BE_EMPTY', ({ platform, caller }) =>
    createPerson(platform, caller, {
      ...{ holder: holderOf(options), login, role, regions: region, scopes: scope ?? [], isOfProvider: provider === true },
      ...(institution === undefined ? {} : { institutionCode: institution }),
    }),
  );
  await printCreated(context, options, created);
}

function holderOf({ name, holderId }: CreateOptions): Grant['holder'] {
  if (holderId !== undefined && name === undefined) return { id: holderId };
  if (name !== undefined && holderId === undefined) return { name, kind: 'USER' };
  const zh = '请用 --name 写明姓名，或用 --holder-id 指定已有持有人，二者取一。';
  throw new Mistake('HOLDER', zh, 'State the name with --name, or an existing holder with --holder-id: one of the two.');
}

async function printCreated(context: Context, { json }: CommonOptions, { person, holder, password }: CreatedPerson): Promise<void> {
  if (json === true) return await printJson(context, { ...personJson(person), name: holder.name, password });
  await context.terminal.out(
    list([
      ['登录名', person.login],
      ['姓名', holder.name],
      ['角色', person.role],
      ['地区', person.regions.join('、')],
      ['首次口令', password ?? '由统一身份认证登录'],
    ]),
  );
  if (password !== null)
    await context.terminal.say('口令只显示这一次；首次登录后须修改。 The password is shown once, and is changed at the first sign-in.\n');
}

async function show(context: Context, { json }: CommonOptions): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', ({ caller }) =>
    caller.read(async ({ persons, keys }) => {
      const rows: { readonly person: PersonRecord; readonly name: string }[] = [];
      for (const person of await persons.list()) rows.push({ person, name: (await keys.findHolder(person.holderId))?.name ?? '' });
      return rows;
    }),
  );
  if (json === true)
    return await printJson(
      context,
      found.map(({ person, name }) => ({ ...personJson(person), name })),
    );
  await context.terminal.out(
    table(
      ['登录名', '姓名', '角色', '地区', '机构', '状态', '最近登录'].map((title) => ({ title })),
      found.map(({ person, name }) => [
        ...[person.login, name, person.role, person.regions.join('、'), person.institutionCode ?? ''],
        ...[stateOf(person), person.lastSignInAt === null ? '' : chinaTime(person.lastSignInAt)],
      ]),
    ),
  );
}

function stateOf({ disabledAt, lockedUntil, mustChange }: PersonRecord): string {
  if (disabledAt !== null) return '停用';
  if (lockedUntil !== null && lockedUntil > new Date()) return `锁定至 ${chinaTime(lockedUntil)}`;
  return mustChange ? '待改口令' : '在用';
}

async function setDisabled(context: Context, login: string, isDisabled: boolean, { json }: CommonOptions): Promise<void> {
  const id = await idOf(context, login);
  const person = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => setPersonDisabled(platform, caller, id, isDisabled));
  if (json === true) return await printJson(context, personJson(person));
  await context.terminal.out(`${person.login}：${stateOf(person)}\n`);
}

async function idOf(context: Context, login: string): Promise<string> {
  const person = await withSession(context, 'NEEDS_DATA', ({ caller }) =>
    caller.read(({ persons }) => persons.findByLogin(login.toLowerCase())),
  );
  if (person !== undefined) return person.id;
  throw new Mistake('NOT_FOUND', `没有登录名“${login}”。见 dip person list。`, `There is no login name "${login}". See dip person list.`);
}

function personJson({ passwordHash, ...person }: PersonRecord) {
  return { ...person, isOfProvider: passwordHash === null };
}
