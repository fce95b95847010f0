import { verifyRecords } from '../../../src/app/drafts/review/verify-records.js';
import { verifyRulesets } from '../../../src/app/rulesets/sign-rulesets.js';
import type { TinyCity } from '../../support/tiny-city.js';

/** Everything that `dip ruleset verify` and `dip audit verify` find wrong with a city. */
export async function auditVerified(city: TinyCity): Promise<readonly unknown[]> {
  const auditor = city.as('AUDITOR');
  const { versions, roll } = await verifyRulesets(city.platform, auditor, city.regionCode);
  const records = await verifyRecords(auditor, city.regionCode);
  const { fault } = await city.read(({ audit }) => audit.verify(city.regionCode));
  return [...versions.flatMap((one) => one.fault ?? []), ...roll, ...records, ...(fault === undefined ? [] : [fault])];
}
