import { compare, parseDecimal } from '../../engine/number/quantity.js';
import type { BandsTableDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { bilingual } from '../findings/report.js';
import { checkRowValue, firstMissing, keyDomain, keyWitness, type KeyDomain, type RowCheck } from './check-rows.js';

type BandsCheck = RowCheck<BandsTableDocument>;
type Row = BandsTableDocument['rows'][number];
interface PlacedRow {
  readonly row: Row;
  readonly pointer: string;
}

/** Checks a table of bands: each combination of its keys has bands that rise and end open, and no combination is left out. */
export function checkBands(check: BandsCheck): void {
  const { table, document, pointer, report } = check;
  const domains = (document.key ?? []).map((key, index) => keyDomain(check, key, pointerTo(pointer, 'key', index)));
  const byKey = new Map<string, PlacedRow[]>();
  let hasStrangers = false;
  document.rows.forEach((row, index) => {
    const placed = { row, pointer: pointerTo(pointer, 'rows', index) };
    checkRowValue({ table, value: row.value, limits: document, pointer: `${placed.pointer}/value`, report });
    if (!checkKey(check, placed, domains)) {
      hasStrangers = true;
      return;
    }
    const key = (row.key ?? []).join(' / ');
    const own = byKey.get(key) ?? [];
    byKey.set(key, own);
    own.push(placed);
  });
  for (const rows of byKey.values()) checkRising(check, rows);
  // A row whose key is wrong may be the one that a combination lacks.
  if (document.key !== undefined && !hasStrangers) checkCombinations(check, domains, byKey);
}

/** Whether a row states one value for each key, each of its domain. */
function checkKey({ table, document, report }: BandsCheck, { row, pointer }: PlacedRow, domains: readonly KeyDomain[]): boolean {
  const [expected, actual] = [domains.length, row.key?.length ?? 0];
  if (expected !== actual) {
    report.add('TABLE_KEY_COUNT', row.key === undefined ? pointer : `${pointer}/key`, { table, expected, actual });
    return false;
  }
  let isKnown = true;
  row.key?.forEach((value, column) => {
    const { values, domain = '' } = domains[column] ?? {};
    if (values === undefined || values.has(value)) return;
    isKnown = false;
    report.add('TABLE_ROW_OUT_OF_DOMAIN', pointerTo(pointer, 'key', column), { table, what: document.key?.[column] ?? '', value, domain });
  });
  return isKnown;
}

/** The bands of one combination of keys. */
function checkRising({ report }: BandsCheck, rows: readonly PlacedRow[]): void {
  let previous: string | undefined;
  rows.forEach(({ row: { upTo, includes }, pointer }, index) => {
    const isLast = index === rows.length - 1;
    if (isLast !== (upTo === undefined)) report.add('BANDS_LAST_OPEN', pointer, {});
    if (upTo === undefined && includes !== undefined) report.add('BANDS_SIDE', `${pointer}/includes`, { includes });
    if (upTo !== undefined && previous !== undefined && !rises(previous, upTo))
      report.add('BANDS_NOT_RISING', `${pointer}/upTo`, { upTo, previous });
    previous = upTo ?? previous;
  });
}

/** Bands have no value for what is left out, so no combination may be. */
function checkCombinations(
  { table, document, pointer, report }: BandsCheck,
  domains: readonly KeyDomain[],
  byKey: ReadonlyMap<string, readonly PlacedRow[]>,
): void {
  const lists = domains.flatMap(({ values }) => (values === undefined ? [] : [[...values]]));
  const open = domains.findIndex(({ isOpen }) => isOpen);
  if (open >= 0) {
    const why = bilingual(
      '它没有全部取值的清单，分段表的每种组合都须有行',
      'it has no list of all its values, and every combination needs bands',
    );
    report.add('TABLE_KEY_UNKNOWN', pointerTo(pointer, 'key', open), { table, name: document.key?.[open] ?? '', why });
    return;
  }
  if (lists.length < domains.length) return; // a key that is none was reported
  const wanted = lists.reduce((product, list) => product * list.length, 1);
  const known = [...byKey.values()].filter(([first]) => first?.row.key?.every((value, column) => domains[column]?.values?.has(value)));
  if (known.length === wanted) return;
  const missing = firstMissing(lists, byKey);
  const args = { table, count: wanted - known.length, key: missing };
  report.add('BANDS_INCOMPLETE', `${pointer}/rows`, args, { witness: keyWitness(document.key ?? [], missing) });
}

function rises(previous: string, next: string): boolean {
  const [low, high] = [parseDecimal(previous), parseDecimal(next)];
  return low !== undefined && high !== undefined && compare(low, high) < 0;
}
