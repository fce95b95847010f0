import { Mistake } from './mistake.js';
import { requirePermission } from '../app/command.js';
import { isSandbox } from '../app/permissions.js';
import type { Caller, Platform } from '../app/platform.js';
import { accessOf } from '../app/ports.js';

const NATION = '100000';

/** Sees to it that a region is registered: one that is not needs a name. */
export async function requireRegion(platform: Platform, { actor, read }: Caller, code: string, name?: string): Promise<void> {
  const known = await read(({ regions }) => regions.find(code));
  if (known !== undefined) return;
  const chosen = name ?? (code === NATION ? '全国' : undefined);
  if (chosen === undefined) throw unregistered(code);
  requirePermission(actor, 'region:manage', code);
  await platform.store.transaction(accessOf(actor), 'WRITE', async (unit) => {
    const { regions, audit } = unit;
    const parentCode = code !== NATION && (await regions.find(NATION)) !== undefined ? NATION : null;
    await regions.save({ code, name: chosen, parentCode, sandbox: isSandbox(code) });
    await audit.append({ regionCode: code, action: 'region:save', subject: code, detail: { name: chosen } });
    await unit.announce('*');
  });
}

function unregistered(code: string): Mistake {
  return new Mistake(
    'REGION_UNKNOWN',
    `统筹地区 ${code} 还没有登记。请加上 --name <地区名称>，随规则集一并登记；或核对文件里的 region。`,
    `Region ${code} is not registered. Add --name <its name> to register it with the ruleset, or check “region” in the file.`,
  );
}
