import type { CatalogueNote } from './catalogue-check.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { diagnosisPatterns, parseCodePattern } from '../../engine/codes/code-pattern.js';
import { isWholeCode, type CodeUse } from '../../engine/codes/national-code.js';
import { NearCodes } from '../../engine/codes/near-codes.js';
import type { GroupingMethod } from '../../engine/plan/plan.js';

interface StatedCode {
  readonly group: DiseaseGroup;
  readonly column: string;
  readonly use: CodeUse;
  readonly code: string;
}

/**
 * 目录编码核对 codes of a catalogue that are not written out while another row, or a list of the method, has the code that was probably meant:
 * `51.23`, where a spreadsheet ate the zeros of `51.2300`. Each is a warning; nothing is mended. Prefixes (`51.2*`; `K80` where the method
 * reads it so) are never asked about.
 */
export function nearCodeNotes(
  groups: readonly DiseaseGroup[],
  method: GroupingMethod,
  lines: ReadonlyMap<string, number> = new Map(),
): readonly CatalogueNote[] {
  const stated = groups.flatMap((group) => codesOf(group, method));
  const lists = [method.exclude, ...Object.values(method.operationKinds)].flatMap((list) => [...(list?.exact ?? [])]);
  const known = (use: CodeUse): readonly string[] =>
    [...stated.filter((one) => one.use === use).map(({ code }) => code), ...lists].filter((code) => isWholeCode(code, use));
  const near: Readonly<Record<CodeUse, NearCodes>> = {
    diagnoses: new NearCodes('diagnoses', { patterns: known('diagnoses'), mode: method.diagnosis }),
    operations: new NearCodes('operations', { patterns: known('operations'), mode: 'EXACT' }),
  };
  return stated.flatMap((one) => {
    const meant = isWholeCode(one.code, one.use) ? null : near[one.use].near(one.code);
    return meant === null ? [] : [note(one, meant, lines)];
  });
}

function codesOf(group: DiseaseGroup, { diagnosis }: GroupingMethod): readonly StatedCode[] {
  const { diagnoses, otherDiagnoses, operations, relatedOperations } = group.match;
  const of = (column: string, use: CodeUse, patterns: readonly string[]): readonly StatedCode[] =>
    [...new Set(patterns)].flatMap((text) => {
      const isPrefix = use === 'diagnoses' && diagnosisPatterns(text, diagnosis).some(({ kind }) => kind === 'prefix');
      const pattern = parseCodePattern(text);
      if (isPrefix) return [];
      return pattern.kind === 'exact' ? [{ group, column, use, code: pattern.code }] : [];
    });
  return [
    // A composite group is found by the category of its diagnoses, however they are written out.
    ...(group.kind === 'COMPOSITE' ? [] : of('diagnoses', 'diagnoses', diagnoses)),
    ...of('otherDiagnoses', 'diagnoses', otherDiagnoses),
    ...of('operations', 'operations', operations.flat()),
    ...of('relatedOperations', 'operations', relatedOperations.flat()),
  ];
}

function note({ group, column, code }: StatedCode, meant: string, lines: ReadonlyMap<string, number>): CatalogueNote {
  return {
    line: lines.get(group.code) ?? 0,
    column,
    code: 'NEAR_CODE',
    groupCode: group.code,
    level: 'WARNING',
    message: {
      zh: `病种 ${group.code}（${group.name}）的列 ${column} 中“${code}”没有写全，而其他病种或分组方法的编码表中有“${meant}”：编码可能被电子表格当作数字改写（丢了小数点、首位或末位的零）或大小写有误。仍按“${code}”处理；请核对。`,
      en: `"${code}" in column ${column} of group ${group.code} is not written out, while other groups or a list of the method have "${meant}": a spreadsheet may have read it as a number (a point, a first or a last zero lost), or its case is wrong. It is taken as "${code}"; check it.`,
    },
  };
}
