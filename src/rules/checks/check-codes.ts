import { parseCodePattern, prefixesOfRange } from '../../engine/codes/code-pattern.js';
import { foldCode } from '../../engine/codes/fold-code.js';
import { isStarredRange, writtenCode } from '../compile/compile-tables.js';
import type { CodeMapTableDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import { bilingual, type Report } from '../findings/report.js';

/** Codes are opaque, but what no code has is a slip: full-width letters, homoglyphs, blanks, a star that ends nothing. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9.+/_-]*\*{0,2}$/;

/** Checks how a code, or a prefix of codes, is written. */
export function checkCode(code: string, pointer: string, report: Report): void {
  if (isStarredRange(code)) {
    if (prefixesOfRange(code) !== undefined) return;
    const why = bilingual(
      '范围的两端须是同样长的类目或亚目，先小后大，如 A00*-A09*',
      'both ends of a range are categories or subcategories of one length, the lower first, as A00*-A09*',
    );
    report.add('CODE_PATTERN', pointer, { code, why });
    return;
  }
  if (CODE.test(code)) return;
  const odd = [...code].find((character) => !/[A-Za-z0-9.+/*_-]/.test(character));
  const why =
    odd === undefined
      ? bilingual('须以字母或数字开头，* 只能在末尾', 'it starts with a letter or digit, and * stands at the end only')
      : bilingual(`含有字符 “${odd}”`, `it has the character “${odd}”`);
  report.add('CODE_PATTERN', pointer, { code, why });
}

interface CodeMapCheck {
  readonly table: string;
  readonly document: CodeMapTableDocument;
  readonly pointer: string;
  /** Whether the ruleset tells whose codes its maps read: then what a code becomes may be a code of the other edition that is mapped, too. */
  readonly hasEditions: boolean;
  readonly report: Report;
}

/** 编码映射 maps one code to exactly one code, and never on from there, unless the ruleset tells by edition whose codes are read. */
export function checkCodeMap({ table, document: { rows }, pointer, hasEditions, report }: CodeMapCheck): void {
  const first = new Map<string, { readonly place: string; readonly to: string }>();
  rows.forEach(({ from, to }, index) => {
    const place = pointerTo(pointer, 'rows', index);
    checkWholeCode(from, `${place}/from`, report);
    checkWholeCode(to, `${place}/to`, report);
    const code = foldCode(writtenCode(from));
    const before = first.get(code);
    if (before === undefined) first.set(code, { place, to: writtenCode(to) });
    else report.add('TABLE_ROW_DUPLICATE', place, { table, key: writtenCode(from), first: before.place });
  });
  if (hasEditions) return;
  rows.forEach((row, index) => {
    const [from, to] = [writtenCode(row.from), writtenCode(row.to)];
    const next = first.get(foldCode(to))?.to;
    if (from !== to && next !== undefined && next !== to) {
      report.add('CODE_MAP_CHAIN', pointerTo(pointer, 'rows', index, 'to'), { table, to, next });
    }
  });
}

/** A code map knows no prefixes: `C50*` in it would find nothing. */
function checkWholeCode(code: string, pointer: string, report: Report): void {
  const pattern = parseCodePattern(code);
  if (pattern.kind === 'exact' || pattern.prefix.endsWith('*')) {
    checkCode(code, pointer, report);
    return;
  }
  const why = bilingual(
    '编码映射逐个编码对应，没有前缀；自带星号的编码写两个星号，如 M14.2**',
    'a code map goes code by code and has no prefixes; a code with a star of its own is written with two, as M14.2**',
  );
  report.add('CODE_PATTERN', pointer, { code, why });
}
