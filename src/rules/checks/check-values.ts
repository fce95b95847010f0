import { parseDecimal } from '../../engine/number/quantity.js';
import { checkBands } from './check-bands.js';
import { checkCode, checkCodeMap } from './check-codes.js';
import type { MapTableDocument, ParameterDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Names, ParameterEntity, TableEntity } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';
import { checkRowValue, exceeded, firstMissing, keyDomain, keyWitness, type KeyDomain, type RowCheck } from './check-rows.js';

/** Checks the values of parameters and tables: types, limits, keys, completeness, bands, codes. */
export function checkValues(names: Names, report: Report): void {
  for (const entity of names.entities.values()) {
    if (entity.kind === 'parameter') checkParameter(entity, report);
    if (entity.kind === 'table') checkTable(entity, names, report);
  }
}

function checkParameter({ name, document, pointer }: ParameterEntity, report: Report): void {
  const refuse = (zh: string, en: string): void => report.add('PARAMETER_DECLARATION', pointer, { name, why: bilingual(zh, en) });
  if (typeof document.value === 'boolean' || document.enum !== undefined) {
    checkNamed(document, refuse);
    return;
  }
  const value = parseDecimal(document.value);
  if (value === undefined) {
    refuse('value 不是十进制数文本（若是选项，请写 enum）', 'value is no decimal text (for a choice, state enum)');
    return;
  }
  const domain = exceeded(value, document);
  if (domain !== undefined) report.add('OUT_OF_DOMAIN', `${pointer}/value`, { name, value: document.value, domain });
}

/** Enums and booleans have no unit and no limits. */
function checkNamed(document: ParameterDocument, refuse: (zh: string, en: string) => void): void {
  const { value, enum: allowed, unit, min, max } = document;
  if ((unit ?? min ?? max) !== undefined) refuse('只有数值参数可以写 unit、min、max', 'only a number has unit, min and max');
  if (allowed === undefined) return;
  if (typeof value === 'boolean' || !allowed.includes(value)) {
    refuse(`value 不是 enum 之一：${allowed.join('、')}`, `value is none of its enum: ${allowed.join(', ')}`);
  }
  if (new Set(allowed).size < allowed.length) refuse('enum 有重复', 'enum repeats');
}

function checkTable({ name, document, pointer }: TableEntity, names: Names, report: Report): void {
  switch (document.kind) {
    case 'map':
      checkMap({ table: name, document, pointer, names, report });
      return;
    case 'bands':
      checkBands({ table: name, document, pointer, names, report });
      return;
    case 'codes':
      document.codes.forEach((code, index) => checkCode(code, pointerTo(pointer, 'codes', index), report));
      return;
    case 'codeMap':
      checkCodeMap({ table: name, document, pointer, hasEditions: names.document.methods.codes?.editions !== undefined, report });
      return;
  }
}

type MapCheck = RowCheck<MapTableDocument>;

function checkMap(check: MapCheck): void {
  const { table, document, pointer, report } = check;
  const domains = document.key.map((key, index) => keyDomain(check, key, pointerTo(pointer, 'key', index)));
  const seen = new Map<string, string>();
  document.rows.forEach((row, index) => {
    const place = pointerTo(pointer, 'rows', index);
    const key = row.key.join(' / ');
    const first = seen.get(key);
    if (first !== undefined) report.add('TABLE_ROW_DUPLICATE', place, { table, key, first });
    seen.set(key, first ?? place);
    if (row.key.length !== document.key.length) {
      report.add('TABLE_KEY_COUNT', `${place}/key`, { table, expected: document.key.length, actual: row.key.length });
    }
    row.key.forEach((value, column) => {
      const { values, domain = '' } = domains[column] ?? {};
      if (values === undefined || values.has(value)) return;
      const what = document.key[column] ?? '';
      report.add('TABLE_ROW_OUT_OF_DOMAIN', pointerTo(place, 'key', column), { table, what, value, domain });
    });
    checkRowValue({ table, value: row.value, limits: document, pointer: `${place}/value`, report });
  });
  if (document.complete === true) checkComplete(check, domains, seen);
}

function checkComplete(
  { table, document, pointer, report }: MapCheck,
  domains: readonly KeyDomain[],
  seen: ReadonlyMap<string, string>,
): void {
  const values = domains.map((domain) => domain.values);
  const open = values.findIndex((list) => list === undefined);
  if (open >= 0) {
    const name = document.key[open] ?? '';
    const why = bilingual(
      '编码没有全部取值的清单，表不能是 complete',
      'codes have no list of all values, so that the table cannot be complete',
    );
    report.add('TABLE_KEY_UNKNOWN', `${pointer}/complete`, { table, name, why });
    return;
  }
  const wanted = values.reduce((product, list) => product * (list?.size ?? 0), 1);
  const inDomain = document.rows.filter((row) => row.key.every((value, column) => values[column]?.has(value)));
  const count = wanted - new Set(inDomain.map((row) => row.key.join(' / '))).size;
  if (count === 0) return;
  const missing = firstMissing(
    values.map((list) => [...(list ?? [])]),
    seen,
  );
  report.add('TABLE_INCOMPLETE', pointer, { table, count, key: missing }, { witness: keyWitness(document.key, missing) });
}
