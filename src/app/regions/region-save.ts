import type { FieldProblem } from '../base/errors.js';
import { isSandbox } from '../ports/kit/permissions.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { runPlatformCommand } from '../kernel/platform-command.js';
import type { RegionRecord } from '../ports/ports-region.js';
import type { Unit } from '../ports/ports.js';
import { fieldProblem, nameProblems, refuseProblems } from '../requests/request-fields.js';
import { must } from '../../engine/kit/assert.js';

/** 统筹地区 a region to be added, or renamed. Whether it is a sandbox (99xxxx) is its code's to say. */
export interface SaveRegion {
  /** GB/T 2260 division code. */
  readonly code: string;
  readonly name: string;
  readonly parentCode?: string;
}

/** Adds or renames a region (ADMIN). Throws FORBIDDEN, VALIDATION_FAILED. */
export async function saveRegion(platform: Platform, { actor }: Pick<Caller, 'actor'>, input: SaveRegion): Promise<RegionRecord> {
  const { code, name, parentCode = null } = input;
  return await runPlatformCommand(platform, actor, {
    permission: 'region:manage',
    regions: [code],
    action: 'region:save',
    work: async (unit) => {
      refuseProblems([...codeProblems(input), ...nameProblems(name, ['name']), ...(await parentProblems(unit, input))]);
      await unit.regions.save({ code, name, parentCode, sandbox: isSandbox(code) });
      return must(await unit.regions.find(code), 'saved region');
    },
    audit: (region) => ({ regionCode: code, subject: code, detail: { ...region } }),
  });
}

function codeProblems({ code }: SaveRegion): readonly FieldProblem[] {
  if (/^\d{6}$/.test(code)) return [];
  const zh = '地区代码应为 6 位数字（GB/T 2260），演示地区以 99 开头。';
  return [fieldProblem(['code'], 'NOT_A_CODE', zh, 'A region code has 6 digits (GB/T 2260); sandboxes begin with 99.')];
}

async function parentProblems(unit: Unit, { code, parentCode }: SaveRegion): Promise<readonly FieldProblem[]> {
  if (parentCode === undefined) return [];
  if (parentCode === code) return [fieldProblem(['parentCode'], 'CYCLE', '地区不能是自己的上级。', 'A region is not its own parent.')];
  const seen = new Set([code]);
  for (let above: string | null = parentCode; above !== null;) {
    if (seen.has(above)) return [fieldProblem(['parentCode'], 'CYCLE', '上级关系成环。', 'The parents form a circle.')];
    seen.add(above);
    const region = await unit.regions.find(above);
    if (region === undefined)
      return [fieldProblem(['parentCode'], 'UNKNOWN_REGION', `没有统筹地区“${above}”。`, `There is no region "${above}".`)];
    above = region.parentCode;
  }
  return [];
}
