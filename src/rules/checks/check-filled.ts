import type { Names } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';
import { SCOPE_TERMS } from '../findings/terms.js';

/** Refuses facts that a clearing would ask for and nobody can state: no record belongs to an institution's sums of the year. */
export function checkFilled(names: Names, report: Report): void {
  for (const entity of names.entities.values()) {
    if (entity.kind !== 'fact' || entity.origin !== 'declared' || !names.used.has(entity.name)) continue;
    const { scope, type, unit } = entity.spec;
    if (scope === 'institutionYear' && type === 'integer' && unit === 'yuan') {
      const why = bilingual('年度金额由调整累计，到分，须为 decimal', 'amounts of a year are sums of adjustments, to the fen: a decimal');
      report.add('FACT_DECLARATION', `${entity.pointer}/type`, { name: entity.name, why });
    }
    if (entity.spec.optional) continue;
    if (scope !== 'institutionTotal' && scope !== 'institutionGroup') continue;
    report.add('FACT_NEVER_STATED', `${entity.pointer}/scope`, { name: entity.name, scope: SCOPE_TERMS[scope] });
  }
}
