import { withdrawalOf, type RulesetSummary } from '../../app/ports/ports-ruleset.js';
import type { RulesetVersion } from '../../generated/prisma/client.js';

const day = (date: Date): string => date.toISOString().slice(0, 10);

/** A row without its texts, as use cases know it. */
export function rulesetSummary(row: Omit<RulesetVersion, 'documentText' | 'effectiveText'>): RulesetSummary {
  const { basedOnRegion, basedOnId, title, withdrawnAt, withdrawnById, withdrawnByName, withdrawnReason, ...rest } = row;
  return {
    ...rest,
    withdrawal: withdrawalOf({ withdrawnAt, withdrawnById, withdrawnByName, withdrawnReason }),
    title: title as unknown as RulesetSummary['title'],
    effectiveFrom: day(row.effectiveFrom),
    effectiveTo: row.effectiveTo === null ? null : day(row.effectiveTo),
    basedOn: basedOnRegion === null || basedOnId === null ? null : { regionCode: basedOnRegion, id: basedOnId },
  };
}
