import { addDays } from '../../engine/kit/calendar.js';
import type { EffectiveDocument } from '../document/document.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';

/** Days before a parameter's last one from which its end is near: a region needs about a quarter to decide and publish a new number. */
const NEAR_DAYS = 90;

/**
 * 参数有效期 parameters whose own last day (`validUntil`) lies before days on which the version decides: PARAMETER_EXPIRED where none of its days are covered any
 * more, PARAMETER_EXPIRING where it outlives the parameter, a warning once the end is near on `day` (the day of the check, in China; absent: as
 * information only).
 */
export function validityFindings({ parameters, effective }: EffectiveDocument, day?: string): Finding[] {
  return Object.entries(parameters).flatMap(([name, { validUntil }]) => {
    if (validUntil === undefined || (effective.to !== undefined && effective.to <= validUntil)) return [];
    const pointer = pointerTo('/parameters', name, 'validUntil');
    const first = day === undefined || day < effective.from ? effective.from : day;
    if (validUntil < first) return [finding('PARAMETER_EXPIRED', pointer, { name, until: validUntil })];
    const severity = day !== undefined && validUntil <= addDays(day, NEAR_DAYS) ? 'WARNING' : 'INFO';
    return [finding('PARAMETER_EXPIRING', pointer, { name, until: validUntil, to: effective.to ?? '—' }, { severity })];
  });
}
