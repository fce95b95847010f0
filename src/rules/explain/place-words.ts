import { unitWord, wordsOf } from './explain-words.js';
import { namedThing, valueWords } from './stated-words.js';
import type { BothWords } from '../document/code-words.js';
import type { BandsTableDocument, EffectiveDocument, MapTableDocument, ParameterDocument } from '../document/document.js';

/** A table whose rows have a value each. */
export type ValueTable = MapTableDocument | BandsTableDocument;

const LAST_BAND: BothWords = { zh: '末档', en: 'last band' };

/** A unit in both languages: `yuan/point` → 元/分; a ratio has none. */
export function unitInWords(unit: string | undefined): BothWords {
  const zh = unitWord(unit ?? '1');
  return { zh, en: zh === '' ? '' : (unit ?? '') };
}

/** What a parameter is called. */
export function parameterInWords({ label: { zh, en } }: ParameterDocument): BothWords {
  return { zh, en: en ?? zh };
}

/** A value that a parameter or a row of a table has or may have: a choice by its word, a number with its unit. */
export function valueInWords(document: EffectiveDocument, { unit }: ParameterDocument | ValueTable, value: string): BothWords {
  return valueWords(wordsOf(document), value, unit === undefined ? {} : { unit });
}

/** 表的一行 what a row of a table is called: its table and its keys, `基本系数表：三级综合、职工医保`, `超支分担：至 0.10`. */
export function rowInWords(document: EffectiveDocument, name: string, table: ValueTable, row: ValueTable['rows'][number]): BothWords {
  const { zh, en } = wordsOf(document).labelOf(name);
  const keys = keysInWords(document, table, row);
  return { zh: `${zh}：${keys.zh}`, en: `${en ?? zh}: ${keys.en}` };
}

/** What tells a row from others of its table: its keys and its band, `三级综合、职工医保`. */
export function keysInWords(document: EffectiveDocument, table: ValueTable, row: ValueTable['rows'][number]): BothWords {
  const keys = (row.key ?? []).map((key, at) => keyInWords(document, table.key?.[at] ?? '', key));
  const all = [...keys, ...(table.kind === 'bands' ? [bandWords(table, 'upTo' in row ? row.upTo : undefined)] : [])];
  return { zh: all.map((one) => one.zh).join('、'), en: all.map((one) => one.en).join(', ') };
}

/** A key by its word; yes and no with what is asked. */
function keyInWords(document: EffectiveDocument, fact: string, key: string): BothWords {
  const value = valueWords(wordsOf(document), key, { fact });
  if (key !== 'true' && key !== 'false') return value;
  const asked = namedThing(document, fact);
  return { zh: `${asked.zh}为${value.zh}`, en: `${asked.en}: ${value.en}` };
}

function bandWords({ upToUnit }: BandsTableDocument, upTo: string | undefined): BothWords {
  if (upTo === undefined) return LAST_BAND;
  const unit = unitInWords(upToUnit);
  return { zh: `至 ${upTo} ${unit.zh}`.trim(), en: `up to ${upTo} ${unit.en}`.trim() };
}
