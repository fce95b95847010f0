import { compare, parseDecimal, type Fraction } from '../../engine/number/quantity.js';
import type { Names } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';
import { isKey, keyValues } from '../findings/terms.js';

/** A table of which the rows are checked. */
export interface RowCheck<Document> {
  readonly table: string;
  readonly document: Document;
  readonly pointer: string;
  readonly names: Names;
  readonly report: Report;
}

/** The lower limit of parameters and table values that state none: a coefficient below 0 is a slip of the pen. */
const DEFAULT_MIN = '0';

interface Limits {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

/** A number's limits for messages, when it is outside them. */
export function exceeded(value: Fraction, { min = DEFAULT_MIN, max }: Limits): string | undefined {
  const low = parseDecimal(min);
  const high = max === undefined ? undefined : parseDecimal(max);
  const inside = (low === undefined || compare(value, low) >= 0) && (high === undefined || compare(value, high) <= 0);
  return inside ? undefined : `${min} … ${max ?? '∞'}`;
}

/** What a key of a table may be. */
export interface KeyDomain {
  /** Absent where the key's values are not listed (codes), or the key is none. */
  readonly values?: ReadonlySet<string> | undefined;
  /** A code: its values are not listed. */
  readonly isOpen?: true;
  /** The values for messages. */
  readonly domain?: string;
}

/** The values of a table's key; TABLE_KEY_UNKNOWN where no such name is a key. */
export function keyDomain({ table, names, report }: RowCheck<unknown>, name: string, pointer: string): KeyDomain {
  const slot = names.slotOf(name);
  if (slot !== undefined && isKey(slot)) {
    names.used.add(name.split('.')[0] ?? name);
    const values = keyValues(slot);
    return values === undefined ? { isOpen: true } : { values: new Set(values), domain: values.join(', ') };
  }
  const why =
    slot === undefined
      ? bilingual('没有这个事实或判定', 'there is no such fact or decision')
      : bilingual('它的值不是文本', 'its value is no text');
  report.add('TABLE_KEY_UNKNOWN', pointer, { table, name, why });
  return {};
}

/** The first combination, in the order of the domains, that has no row; found after at most as many steps as there are rows, and one. */
export function firstMissing(domains: readonly (readonly string[])[], seen: Pick<ReadonlySet<string>, 'has'>): string {
  const walk = (prefix: readonly string[], column: number): string | undefined => {
    const domain = domains[column];
    if (domain === undefined) return seen.has(prefix.join(' / ')) ? undefined : prefix.join(' / ');
    for (const value of domain) {
      const found = walk([...prefix, value], column + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk([], 0) ?? '';
}

/** A case that would look a missing row up: the values of its keys. */
export function keyWitness(keys: readonly string[], missing: string): Readonly<Record<string, string>> {
  const values = missing.split(' / ');
  return Object.fromEntries(keys.map((key, column) => [key, values[column] ?? '']));
}

/** Checks that a row's value lies within the table's limits. */
export function checkRowValue(check: { table: string; value: string; limits: Limits; pointer: string; report: Report }): void {
  const value = parseDecimal(check.value);
  const domain = value === undefined ? undefined : exceeded(value, check.limits);
  if (domain === undefined) return;
  check.report.add('TABLE_ROW_OUT_OF_DOMAIN', check.pointer, { table: check.table, what: 'value', value: check.value, domain });
}
