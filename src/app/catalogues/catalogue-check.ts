import { MAX_PROBLEMS, type CatalogueFile } from './catalogue-csv.js';
import type { CatalogueProblem } from './catalogue-csv-problems.js';
import { unreachableGroups, type ReachFinding } from '../../engine/catalogue/catalogue-reach.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { buildGroupIndex } from '../../engine/grouping/grouping-index.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import type { GroupingMethod } from '../../engine/plan/plan.js';

/** Groups up to which an index remembers answers while rows are looked at. */
export const MOST_REMEMBERED = 10_000;

/** What is wrong with rows that may each be well-formed: ERROR keeps a catalogue out, WARNING must be seen. */
export interface CatalogueNote extends CatalogueProblem {
  readonly level: 'ERROR' | 'WARNING';
  readonly groupCode: string;
}

/**
 * 可达性检查 rows of a catalogue that no case reaches under a method, each with the rows that hide it. An error where cases are certainly paid
 * by one of two rows with the same key and different points; all else is a warning: the row may be meant for cases that are grouped elsewhere.
 */
export function checkCatalogue(
  groups: readonly DiseaseGroup[],
  method: GroupingMethod,
  lines: ReadonlyMap<string, number> = new Map(),
): readonly CatalogueNote[] {
  return unreachableGroups(buildGroupIndex(groups, method, MOST_REMEMBERED)).map((finding) => ({
    line: lines.get(finding.group.code) ?? 0,
    column: finding.column,
    code: finding.code,
    groupCode: finding.group.code,
    level: finding.certain ? 'ERROR' : 'WARNING',
    message: wordsOf(finding, method),
  }));
}

/** A file with what the method says of its rows: errors among its problems, the others as warnings, counted in full and listed up to a limit for each code. */
export function withNotes(file: CatalogueFile, notes: readonly CatalogueNote[]): CatalogueFile {
  const placed = notes.map((note) => inSheet(note, file.sheets?.get(note.groupCode)));
  const errors = placed.filter(({ level }) => level === 'ERROR');
  const counts = new Map<string, number>();
  const found = [...file.warnings, ...placed.filter(({ level }) => level === 'WARNING')];
  const warnings = found.filter(({ code }) => {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    return (counts.get(code) ?? 0) <= MAX_PROBLEMS;
  });
  const warningCounts = [...counts].map(([code, count]) => ({ code, count }));
  return { ...file, problems: [...file.problems, ...errors], problemCount: file.problemCount + errors.length, warnings, warningCounts };
}

/** Lines of a book with several sheets say little without the sheet. */
function inSheet(note: CatalogueNote, sheet: string | undefined): CatalogueNote {
  return sheet === undefined || note.line === 0 ? note : { ...note, column: `${sheet} ${note.column}`.trim() };
}

function wordsOf({ code, group, column, text, by, unreachable }: ReachFinding, { layers, diagnosis }: GroupingMethod): Reason {
  const row = { zh: `病种 ${group.code}（${group.name}）`, en: `Group ${group.code}` };
  const so = unreachable ? { zh: '，没有病例能入此病种', en: ': no case reaches the group' } : { zh: '', en: '' };
  const takers = {
    zh: by.map((one) => `${one.code}（${one.name}）`).join('、'),
    en: by.map((one) => one.code).join(', '),
  };
  switch (code) {
    case 'LAYER_NOT_USED':
      return {
        zh: `${row.zh}属于分组层 ${text}，而本规则集的分组方法只用 ${layers.join('、')}${so.zh}。请改分组层，或在规则集的 methods.grouping.layers 中加上它。`,
        en: `${row.en} is of the layer ${text}, which the ruleset's method does not use (${layers.join(', ')})${so.en}. Change its layer, or add the layer to methods.grouping.layers.`,
      };
    case 'ASKS_NOTHING':
      return {
        zh: `${row.zh}对诊断、操作、年龄、体重都没有要求${so.zh}，除非由外部分组指定。请补上主要诊断编码。`,
        en: `${row.en} asks nothing of a case${so.en} unless it was grouped elsewhere. State its diagnoses.`,
      };
    case 'EXCLUDED':
      return {
        zh: `${row.zh}的主要诊断 ${text} 都在分组方法的排除表中${so.zh}。请删去该行，或更正排除表。`,
        en: `The principal diagnoses ${text} of ${row.en.toLowerCase()} are all excluded by the method${so.en}. Remove the row, or correct the exclusion list.`,
      };
    case 'SAME_KEY':
      return {
        zh: `${row.zh}与 ${takers.zh} 的分组条件相同（主要诊断按 ${diagnosis} 比较，都是 ${text}）${so.zh}：病例都入 ${takers.zh}。请合并两行，或写出区别它们的条件。`,
        en: `${row.en} asks for the same as ${takers.en} (diagnoses compared by ${diagnosis}: ${text})${so.en}, all go to ${takers.en}. Join the rows, or state what tells them apart.`,
      };
    case 'HIDDEN':
      return {
        zh: `${row.zh}总被排在前面的 ${takers.zh} 抢先${so.zh}。请核对分组层、条件和并列规则。`,
        en: `${row.en} is always preceded by ${takers.en}${so.en}. Check layers, conditions and ties.`,
      };
    case 'NO_SUCH_CODE':
      return {
        zh: `${row.zh}的列 ${column} 中“${text}”不是国家编码的写法（诊断以字母开头；手术操作以两位数字和一点开头）${unreachable ? so.zh : '，没有病例会有这个编码'}。请改正写法。`,
        en: `"${text}" in column ${column} of ${row.en.toLowerCase()} is not written like a code (diagnoses begin with a letter; operations begin with two digits and a point)${unreachable ? so.en : ': no case has it'}. Correct it.`,
      };
    case 'NEVER_MAIN':
      return {
        zh: `${row.zh}的列 ${column} 中“${text}”按本规则集不可作为主要手术操作（methods.grouping 的 mainOperations 或保守治疗清单），而该行要它作主要手术操作${unreachable ? so.zh : ''}。请核对清单，或写 operationPlace 为 ANY。`,
        en: `"${text}" in column ${column} of ${row.en.toLowerCase()} may not be a main operation by this ruleset (mainOperations, or the list of conservative ones), while the row asks for it as main${unreachable ? so.en : ''}. Check the lists, or state operationPlace ANY.`,
      };
    case 'COUNTS_AS_CONSERVATIVE':
      return {
        zh: `${row.zh}的列 ${column} 中“${text}”在按保守治疗入组的清单中，不算相关手术操作${unreachable ? so.zh : ''}。请核对清单。`,
        en: `"${text}" in column ${column} of ${row.en.toLowerCase()} is listed as conservative treatment and does not count as a related operation${unreachable ? so.en : ''}. Check the list.`,
      };
    case 'THREE_CHARACTERS':
      return {
        zh: `${row.zh}的列 ${column} 中“${text}”只有类目三位，而分组方法按 ${diagnosis} 比较完整编码${unreachable ? so.zh : '，没有病例会有这个编码'}。若指整个类目，请写成“${text}*”。`,
        en: `"${text}" in column ${column} of ${row.en.toLowerCase()} is a category of three characters, while the method compares whole codes by ${diagnosis}${unreachable ? so.en : ': no case has it'}. Write "${text}*" for the whole category.`,
      };
  }
}
