import { headingFinder } from './csv-headings.js';
import { readCsvTable } from './csv-records.js';
import { plainCell } from './spreadsheet-cell.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { FileError, fileProblem, unreadable, type FileProblem } from '../base/file-problems.js';
import { shownText } from '../../engine/kit/text.js';

/** 列 the columns that a small CSV may have, each with its Chinese headings (the first is the one that messages name), and those it must have. */
export interface NamedTable<Column extends string> {
  readonly columns: Readonly<Record<Column, readonly [string, ...string[]]>>;
  readonly required: readonly Column[];
}

/** A row: what stands in its columns, without blanks at the ends; a column that the file has not is empty. */
export interface NamedLine<Column extends string> {
  /** `第 2 行 line 2`, for problems. */
  readonly place: string;
  readonly cell: (column: Column) => string;
}

/** Reads a CSV whose first line names its columns, English or Chinese. Throws every problem of the headings at once. */
export async function readNamedTable<Column extends string>(
  file: Uint8Array,
  table: NamedTable<Column>,
): Promise<readonly NamedLine<Column>[]> {
  const names = Object.keys(table.columns).filter((name): name is Column => Object.hasOwn(table.columns, name));
  const { header, records } = await readCsvTable(file);
  if (header === undefined) throw unreadable('FILE_EMPTY', `文件是空的：首行应为表头 ${names.join(',')}。`, 'The file is empty.');
  const columnOf = headingFinder(names.map((name) => [name, [name, ...table.columns[name]]] as const));
  const cells = header.cells.map((cell) => plainCell(cell.trim()));
  const found = cells.map((cell) => columnOf(cell));
  const problems: FileProblem[] = cells.flatMap((cell, index) => {
    const column = found[index];
    if (column === undefined) return [unknownHeading(cell, names, table)];
    return found.indexOf(column) === index ? [] : [repeatedHeading(cell)];
  });
  for (const name of table.required) if (!found.includes(name)) problems.push(missingHeading(name, table.columns[name][0]));
  if (problems.length > 0) throw new FileError(problems);
  return records.map((record) => ({
    place: `第 ${record.line} 行 line ${record.line}`,
    cell: (column) => plainCell((record.cells[found.indexOf(column)] ?? '').trim()),
  }));
}

/** Runs a use case over the rows of a file; places `field.0.column` of its problems become the file's lines. */
export async function placedProblems<T>(lines: readonly { readonly place: string }[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ValidationError) || error.code !== 'VALIDATION_FAILED') throw error;
    throw new ValidationError(
      error.fields.map(({ path: [first, index, ...rest], ...problem }): FieldProblem => {
        const line = index === undefined ? undefined : lines[Number(index)];
        return {
          ...problem,
          path: line === undefined ? [first ?? '', ...(index === undefined ? [] : [index]), ...rest] : [line.place, ...rest],
        };
      }),
    );
  }
}

function unknownHeading<Column extends string>(heading: string, names: readonly Column[], { columns }: NamedTable<Column>): FileProblem {
  const shown = shownText(heading);
  const known = names.map((name) => `${name}（${columns[name][0]}）`).join('、');
  return fileProblem(
    'HEADER_UNKNOWN',
    `表头“${shown}”不是已知的列：应为 ${known}。`,
    `"${shown}" is no known column: ${names.join(', ')}.`,
    [shown],
  );
}

function repeatedHeading(heading: string): FileProblem {
  const en = `Column "${heading}" is there more than once (aliases included); keep one.`;
  return fileProblem('HEADER_DUPLICATED', `列“${heading}”重复（中英文名视为同一列），请只留一列。`, en, [heading]);
}

function missingHeading(name: string, chinese: string): FileProblem {
  const en = `The column "${name}" is required and missing. The first line must be the header.`;
  return fileProblem('HEADER_MISSING', `缺少必需的列“${name}”（${chinese}）。首行须为表头。`, en, [name]);
}
