import type { AggregatePlan, Label } from '../../engine/plan/plan.js';
import { scopesOf } from '../../engine/plan/scopes.js';
import { compare, decimal, isDecimalText, ONE, ZERO } from '../../engine/number/quantity.js';
import type { AggregateDocument } from '../document/document.js';
import { bilingual, type Report } from '../findings/report.js';
import type { AggregateEntity, Names } from '../names/names.js';
import { NO_UNIT } from '../names/units.js';
import { reportUnknown } from '../text/nearest.js';

/** Whose values have quantiles: each of these has one key an institution, all of them in memory. */
const OF_AN_INSTITUTION = scopesOf('INSTITUTION');

/** Compiles the quantile of an aggregate. `undefined` after QUANTILE_TYPE or an unknown parameter. */
export function compileQuantile(
  { name, pointer, document }: AggregateEntity,
  { at, between, basis }: NonNullable<AggregateDocument['quantile']>,
  names: Names,
  report: Report,
): AggregatePlan['quantile'] {
  const place = `${pointer}/quantile/at`;
  const refuse = (where: string, why: Label): undefined => {
    report.add('QUANTILE_TYPE', where, { name, why });
    return undefined;
  };
  if (!OF_AN_INSTITUTION.includes(document.of)) {
    const scopes = OF_AN_INSTITUTION.join(', ');
    return refuse(`${pointer}/of`, bilingual(`of 必须是 ${scopes} 之一`, `of must be one of ${scopes}`));
  }
  const entity = names.entities.get(at);
  if (entity === undefined) {
    reportUnknown(at, place, names.entities.keys(), report);
    return undefined;
  }
  names.used.add(at);
  if (entity.kind !== 'parameter') return refuse(place, bilingual(`${at} 不是参数`, `${at} is no parameter`));
  const { value, unit = NO_UNIT, min = '0', max } = entity.document;
  if (typeof value !== 'string' || !isDecimalText(value) || unit !== NO_UNIT) {
    return refuse(place, bilingual(`${at} 不是单位为 1 的数`, `${at} is no number of unit 1`));
  }
  // The bounds, too: whoever tries another value of the parameter stays within them.
  if (max === undefined || compare(decimal(max), ONE) > 0 || compare(decimal(min), ZERO) < 0) {
    return refuse(
      place,
      bilingual(`${at} 的取值范围须声明在 0 至 1 之内（max 不大于 1）`, `${at} must be bounded within 0 and 1 (state a max of at most 1)`),
    );
  }
  return { at: decimal(value), between, basis };
}
