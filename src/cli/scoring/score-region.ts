import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';

/** The region that has an institution, where only one has: so that `--region` need not be typed. */
export async function regionOfInstitution({ caller }: OpenPlatform, institutionCode: string): Promise<string> {
  const found = await caller.read(async ({ regions, institutions }) => {
    const codes: string[] = [];
    for (const { code } of await regions.list()) if ((await institutions.find(code, institutionCode)) !== undefined) codes.push(code);
    return codes;
  });
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw new Mistake(
    'REGION_UNKNOWN',
    found.length === 0
      ? `没有地区登记了机构“${institutionCode}”。请核对机构编码，或用 --region 写明地区。`
      : `机构“${institutionCode}”在多个地区登记（${found.join('、')}）。请用 --region 写明地区。`,
    `The region can’t be told from institution “${institutionCode}”. State --region.`,
  );
}
