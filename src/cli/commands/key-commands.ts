import type { Command } from 'commander';
import { JSON_OPTION, oneOf, positive } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { list, table } from '../terminal/table.js';
import { chinaTime } from '../../app/base/china-day.js';
import type { Caller } from '../../app/kernel/platform.js';
import { createApiKey, type CreateApiKey } from '../../app/access/create-api-key.js';
import { ROLES, type Role } from '../../app/ports/kit/permissions.js';
import type { HolderRecord, KeyRecord } from '../../app/ports/ports-key.js';
import { revokeApiKey } from '../../app/access/revoke-api-key.js';

interface CreateOptions extends CommonOptions {
  readonly role: Role;
  readonly region: readonly string[];
  readonly scope?: readonly string[];
  readonly holder?: string;
  readonly holderId?: string;
  readonly kind: 'USER' | 'API_KEY' | 'SYSTEM';
  readonly institution?: string;
  readonly days?: number;
}

/** `dip keys create|list|revoke`. */
export function addKeyCommands(program: Command, context: Context): void {
  const keys = program.command('keys').description('接口密钥：新建、列出、撤销\nAPI keys: create, list, revoke');
  keys
    .command('create')
    .description('新建密钥；密钥只显示这一次\ncreate a key; it is shown once')
    .requiredOption('--role <role>', `角色：${ROLES.filter((role) => role !== 'DEMO').join('、')}`, oneOf(ROLES))
    .requiredOption('--region <code...>', '统筹地区编码，可写多个；平台管理员写 * region codes')
    .option('--holder <name>', '新持有人的名称 name of a new holder')
    .option('--holder-id <id>', '已有持有人的标识 id of a holder')
    .option(
      '--kind <kind>',
      '持有人是人（USER）还是对接系统（API_KEY） a person, or a system',
      oneOf(['USER', 'API_KEY', 'SYSTEM']),
      'USER',
    )
    .option('--scope <scope...>', '只给角色权限中的这些 narrow the role’s scopes')
    .option('--institution <code>', '机构编码（机构密钥） the institution of the key')
    .option('--days <number>', '有效天数（默认不失效） days until it expires', positive)
    .option(...JSON_OPTION)
    .action((options: CreateOptions) => create(context, options));
  keys
    .command('list')
    .description('列出密钥（不含密钥本身）\nlist keys, never their text')
    .option(...JSON_OPTION)
    .action((options: CommonOptions) => show(context, options));
  keys
    .command('revoke <id>')
    .description('撤销密钥\nrevoke a key')
    .option(...JSON_OPTION)
    .action((id: string, options: CommonOptions) => revoke(context, id, options));
}

const DAY_MS = 86_400_000;

async function create(context: Context, options: CreateOptions): Promise<void> {
  const { role, region, scope, institution, days, json } = options;
  const holder = holderOf(options);
  const { key, record, namesakes } = await withSession(context, 'MAY_BE_EMPTY', async ({ platform, caller }) => {
    const created = await createApiKey(platform, caller, {
      holder,
      role,
      scopes: scope ?? [],
      regions: region,
      ...(institution === undefined ? {} : { institutionCode: institution }),
      ...(days === undefined ? {} : { expiresAt: new Date(Date.now() + days * DAY_MS) }),
    });
    return { ...created, namesakes: await namesakesOf(caller, created.holder) };
  });
  if (namesakes.length > 0) {
    await context.terminal.say(
      `提醒：已另有持有人也叫“${namesakes[0]?.name ?? ''}”（标识 ${namesakes.map(({ id }) => id).join('、')}）。双人审批按持有人认人：若是同一人，请撤销本密钥，改用 --holder-id 新建。\n` +
        'Note: another holder has that name. Four eyes go by holder: for the same person, revoke this key and create one with --holder-id.\n',
    );
  }
  if (json === true) return await printJson(context, { key, ...keyJson(record) });
  await context.terminal.out(
    list([
      ['密钥', key],
      ['标识', record.id],
      ['角色', record.role],
      ['地区', record.regions.join('、')],
      ['权限', record.scopes.length === 0 ? '角色的全部权限' : record.scopes.join('、')],
      ['失效', record.expiresAt === null ? '不失效' : chinaTime(record.expiresAt)],
    ]),
  );
  await context.terminal.say('密钥只显示这一次，请立即妥善保存。 The key is shown once: keep it now.\n');
}

/** Other holders of the same name: perhaps the same person, whom four-eyes rules would take for two. */
async function namesakesOf({ read }: Caller, { id, name }: HolderRecord): Promise<readonly HolderRecord[]> {
  return await read(async ({ keys }) => {
    const ids = new Set((await keys.list()).map(({ holderId }) => holderId).filter((other) => other !== id));
    const found: HolderRecord[] = [];
    for (const other of ids) {
      const holder = await keys.findHolder(other);
      if (holder?.name === name) found.push(holder);
    }
    return found;
  });
}

function holderOf({ holder, holderId, kind }: CreateOptions): CreateApiKey['holder'] {
  if (holderId !== undefined && holder === undefined) return { id: holderId };
  // SYSTEM is what this option once called an external system; in the platform it is the platform itself.
  if (holder !== undefined && holderId === undefined) return { name: holder, kind: kind === 'SYSTEM' ? 'API_KEY' : kind };
  throw new Mistake(
    'HOLDER',
    '请用 --holder 写明新持有人，或用 --holder-id 指定已有持有人，二者取一。',
    'State a new holder with --holder, or an existing one with --holder-id: one of the two.',
  );
}

async function show(context: Context, { json }: CommonOptions): Promise<void> {
  const found = await withSession(context, 'NEEDS_DATA', ({ caller }) =>
    caller.read(async ({ keys }) => {
      const holders = new Map<string, HolderRecord | undefined>();
      const records = await keys.list();
      for (const { holderId } of records) if (!holders.has(holderId)) holders.set(holderId, await keys.findHolder(holderId));
      return records.map((record) => ({ record, holder: holders.get(record.holderId) }));
    }),
  );
  if (json === true) {
    return await printJson(context, { keys: found.map(({ record, holder }) => ({ ...keyJson(record), holder: holder?.name ?? null })) });
  }
  const columns = ['标识', '前缀', '持有人', '角色', '地区', '机构', '状态', '最近使用'].map((title) => ({ title }));
  const rows = found.map(({ record, holder }) => {
    const { id, prefix, role, regions, institutionCode } = record;
    return [
      id,
      prefix,
      holder?.name ?? '',
      role,
      regions.join('、'),
      institutionCode ?? '',
      stateOf(record),
      record.lastUsedAt === null ? '' : chinaTime(record.lastUsedAt),
    ];
  });
  await context.terminal.out(found.length === 0 ? '没有密钥。\n' : table(columns, rows));
}

function stateOf({ revokedAt, expiresAt }: KeyRecord): string {
  if (revokedAt !== null) return `已撤销 ${chinaTime(revokedAt)}`;
  if (expiresAt === null) return '有效';
  return expiresAt.getTime() > Date.now() ? `有效至 ${chinaTime(expiresAt)}` : `已失效 ${chinaTime(expiresAt)}`;
}

function keyJson(record: KeyRecord): Readonly<Record<string, unknown>> {
  const { id, holderId, prefix, role, scopes, regions, institutionCode, expiresAt, revokedAt, createdAt, lastUsedAt } = record;
  return { id, holderId, prefix, role, scopes, regions, institutionCode, expiresAt, revokedAt, createdAt, lastUsedAt };
}

async function revoke(context: Context, id: string, { json }: CommonOptions): Promise<void> {
  const record = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => revokeApiKey(platform, caller, id));
  if (json === true) return await printJson(context, keyJson(record));
  await context.terminal.out(`密钥 ${record.prefix}… 已撤销。\n`);
}
