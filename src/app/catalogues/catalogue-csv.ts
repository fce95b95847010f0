import { createHash } from 'node:crypto';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { CATALOGUE_COLUMNS, REQUIRED_COLUMNS } from '../../engine/catalogue/catalogue-columns.js';
import { printGroup, readGroup, type CatalogueRow } from '../../engine/catalogue/catalogue-row.js';
import { columnOfHeader } from './catalogue-csv-columns.js';
import { catalogueFileProblem, type CatalogueProblem } from './catalogue-csv-problems.js';
import { CsvSyntaxError, readCsvTable, type CsvRecord, type CsvTable } from '../sheets/csv-records.js';
import { FileError } from '../base/file-problems.js';
import { weightsTable, type GroupNames } from './weights-table.js';
import { csvCell, plainCell } from '../sheets/spreadsheet-cell.js';

/** What a catalogue file holds. Import it only when nothing is wrong: a catalogue with rows missing would pay those cases as ungrouped. */
export interface CatalogueFile {
  readonly groups: readonly DiseaseGroup[];
  /** Rows of data: read = groups + rows with problems. */
  readonly rows: number;
  readonly problems: readonly CatalogueProblem[];
  /** How many there are in all; `problems` holds the first `MAX_PROBLEMS`. */
  readonly problemCount: number;
  /** What does not keep the catalogue out and must be seen: the first `MAX_PROBLEMS` of each code. */
  readonly warnings: readonly CatalogueProblem[];
  /** How many there are in all, by code. */
  readonly warningCounts: readonly { readonly code: string; readonly count: number }[];
  /** The line of each group by its code. */
  readonly lines: ReadonlyMap<string, number>;
  /** The sheet of each group by its code, where they come from more than one. */
  readonly sheets?: ReadonlyMap<string, string>;
}

/** How many problems are listed. */
export const MAX_PROBLEMS = 1_000;
/** How many groups a catalogue may have. */
const MAX_ROWS = 100_000;
const NO_WARNINGS = { warnings: [], warningCounts: [] } as const;

/** Whether the groups of a file have points; yes by default. */
export interface PricedOption {
  readonly priced?: boolean;
}

/** How a file is read: also as a table of weights, where the groups' names are known from a grouper. */
export interface CatalogueReading extends PricedOption {
  readonly names?: GroupNames;
}

/** Reads a catalogue from CSV (UTF-8 with or without BOM, or what else files may come in): every row, every problem with its line and column. */
export async function readCatalogueCsv(bytes: Uint8Array, { priced = true, names }: CatalogueReading = {}): Promise<CatalogueFile> {
  const problems: CatalogueProblem[] = [];
  const table = await tableOf(bytes, problems);
  return readCatalogueTable(names === undefined ? table : weightsTable(table, names), { priced, problems });
}

/** How a table is read, and what was found wrong with it before. */
interface TableOptions {
  readonly priced: boolean;
  readonly problems: CatalogueProblem[];
}

/** Reads a catalogue from a table of cells, as `readCatalogueCsv` does from CSV. */
export function readCatalogueTable({ header, records }: CsvTable, { priced, problems }: TableOptions): CatalogueFile {
  const before = problems.length;
  const columns = header === undefined ? [] : readHeader(header, problems, priced);
  const rows = records.length;
  if (problems.length === 0 && rows === 0) problems.push(catalogueFileProblem(0, '', 'EMPTY', ''));
  if (columns.length === 0 || problems.length > before)
    return { groups: [], rows, problems, problemCount: problems.length, ...NO_WARNINGS, lines: new Map() };
  const lines = new Map<string, number>();
  const groups = readRows(records, { columns, priced }, problems, lines);
  const shown = problems.slice(0, MAX_PROBLEMS);
  return { groups, rows, problems: shown, problemCount: problems.length, ...NO_WARNINGS, lines };
}

/** Writes a catalogue as CSV with English headers, rows by code: reading it gives the same catalogue. The byte order mark leaves no doubt about the encoding. */
export function writeCatalogueCsv(groups: readonly DiseaseGroup[], { priced = true }: PricedOption = {}): string {
  const { columns, rows } = catalogueTable(groups, { priced });
  const lines = rows.map((row) => columns.map((column) => csvCell(row.get(column) ?? '')).join(','));
  return `\ufeff${[columns.join(','), ...lines, ''].join('\r\n')}`;
}

/** A catalogue as a table: rows by code, each a cell by column. */
export function catalogueTable(
  groups: readonly DiseaseGroup[],
  { priced = true }: PricedOption = {},
): { readonly columns: readonly string[]; readonly rows: readonly CatalogueRow[] } {
  const rows = byCode(groups).map((group) => printRow(group, priced));
  const families = new Set(rows.flatMap((row) => [...row.keys()].filter((column) => column.includes('.'))));
  return { columns: [...CATALOGUE_COLUMNS, ...[...families].sort()], rows };
}

/** 目录哈希 SHA-256 over the groups' rows by code, empty cells left out: the same groups in any order or spelling give the same hash. */
export function catalogueHash(groups: readonly DiseaseGroup[], { priced = true }: PricedOption = {}): string {
  const hash = createHash('sha256');
  for (const group of byCode(groups)) {
    const cells = [...printRow(group, priced)].filter(([, text]) => text !== '');
    hash.update(`${JSON.stringify(cells)}\n`);
  }
  return hash.digest('hex');
}

/** A group without points has none to print: 0 stands in their place only where groups are kept. */
function printRow(group: DiseaseGroup, priced: boolean): CatalogueRow {
  const row = printGroup(group);
  return priced ? row : new Map([...row, ['points', '']]);
}

async function tableOf(bytes: Uint8Array, problems: CatalogueProblem[]): Promise<CsvTable> {
  try {
    return await readCsvTable(bytes, MAX_ROWS);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error instanceof CsvSyntaxError) problems.push(catalogueFileProblem(error.line ?? 0, '', 'CSV_SYNTAX', error.reason));
    else
      problems.push(
        ...error.problems.map(({ code, messages: { zh, en } }) => ({ line: 0, column: '', code, message: { zh, en: en ?? zh } })),
      );
    return { header: undefined, records: [] };
  }
}

function readHeader({ line, cells }: CsvRecord, problems: CatalogueProblem[], priced: boolean): string[] {
  const columns = cells.map((text) => {
    const column = columnOfHeader(text);
    if (column === undefined) problems.push(catalogueFileProblem(line, text, 'HEADER_UNKNOWN', text));
    return column ?? '';
  });
  columns.forEach((column, i) => {
    if (column !== '' && columns.indexOf(column) < i) problems.push(catalogueFileProblem(line, column, 'HEADER_REPEATED', cells[i] ?? ''));
  });
  for (const column of REQUIRED_COLUMNS) {
    if (!columns.includes(column) && (priced || column !== 'points'))
      problems.push(catalogueFileProblem(line, column, 'HEADER_MISSING', column));
  }
  return columns;
}

function readRows(
  records: readonly CsvRecord[],
  { columns, priced }: { readonly columns: readonly string[]; readonly priced: boolean },
  problems: CatalogueProblem[],
  lines: Map<string, number>,
): DiseaseGroup[] {
  const groups: DiseaseGroup[] = [];
  if (records.length > MAX_ROWS) problems.push(catalogueFileProblem(0, '', 'TOO_MANY_ROWS', String(MAX_ROWS)));
  for (const { cells, line } of records.slice(0, MAX_ROWS)) {
    if (cells.length !== columns.length) {
      problems.push(catalogueFileProblem(line, '', 'CELL_COUNT', `${cells.length} ≠ ${columns.length}`));
      continue;
    }
    const row: CatalogueRow = new Map(columns.map((column, i) => [column, plainCell(cells[i] ?? '')]));
    const points = (row.get('points') ?? '').trim();
    if (!priced && points !== '') problems.push(catalogueFileProblem(line, 'points', 'POINTS_STATED', points));
    const result = readGroup(priced ? row : new Map([...row, ['points', '0']]));
    if (!result.ok) {
      problems.push(...result.problems.map((problem) => ({ line, ...problem })));
      continue;
    }
    const { code } = result.group;
    const before = lines.get(code);
    if (before !== undefined) problems.push(catalogueFileProblem(line, 'code', 'DUPLICATE_CODE', `${code}（${before}）`));
    else groups.push(result.group);
    lines.set(code, before ?? line);
  }
  return groups;
}

/** By code unit, the same on every machine. */
function byCode(groups: readonly DiseaseGroup[]): DiseaseGroup[] {
  return [...groups].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}
