import { compare } from '../../engine/number/quantity.js';
import { parameterNumber } from '../compile/compile-formula.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Names, ParameterEntity } from '../names/names.js';
import type { Report } from '../findings/report.js';

/**
 * 质量保证金 (N25-26): warns where `qualityDepositRate` is above `qualityDepositLimit`. Both are parameters of the ruleset, so that the
 * limit is policy and stays data; it is a warning because national texts disagree (erratum E6). The limit is read here and nowhere else.
 */
export function checkDeposit(names: Names, report: Report): void {
  const [rate, limit] = ['qualityDepositRate', 'qualityDepositLimit'].map((name) => parameterOf(names, name));
  if (rate === undefined || limit === undefined) return;
  names.used.add(limit.name);
  const [actual, most] = [parameterNumber(rate), parameterNumber(limit)];
  if (actual === undefined || most === undefined || compare(actual, most) <= 0) return;
  const args = { name: rate.name, value: String(rate.document.value), limit: String(limit.document.value) };
  report.add('QUALITY_DEPOSIT_HIGH', pointerTo(rate.pointer, 'value'), args);
}

function parameterOf(names: Names, name: string): ParameterEntity | undefined {
  const entity = names.entities.get(name);
  return entity?.kind === 'parameter' ? entity : undefined;
}
