import { BookReport, bookRows, sheetNamed } from './book-sheet.js';
import { placeKey, type BookProblem } from './book-problems.js';
import { GroupRows, type BookGroup } from './dip-groups.js';
import { readLists, type DipLists } from './dip-lists.js';
import { GROUP_SHEETS, PRIMARY_CARE_SHEET, RESISTANT_SHEET } from './dip-sheets.js';
import type { Workbook } from '../workbooks/workbook.js';
import { groupBy } from '../../engine/kit/group-by.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';

/** The DIP workbook read: groups without points, the lists of sheet 五, and everything that is wrong. */
export interface DipBook {
  readonly groups: readonly DiseaseGroup[];
  /** Where the row of a group stands: `二、并项规则下的核心病种!17`. */
  readonly places: ReadonlyMap<string, string>;
  readonly rows: number;
  readonly lists: DipLists;
  readonly problems: readonly BookProblem[];
}

/** Whether a workbook has the sheets of a DIP book. */
export function isDipBook(workbook: Pick<Workbook, 'sheets'>): boolean {
  return GROUP_SHEETS.some(({ sheet }) => sheetNamed(workbook, sheet.names) !== undefined);
}

/**
 * Reads the official DIP 3.0 workbook: every sheet as a stream, a header row opens a new block wherever it stands. Every row is a group, a
 * member of a list, or among the problems with sheet and row. The book has no points. Throws `WorkbookError`.
 */
export async function readDipBook(workbook: Workbook): Promise<DipBook> {
  const report = new BookReport();
  const resistant: string[] = [];
  for await (const row of bookRows(workbook, RESISTANT_SHEET, report)) resistant.push(row.get('diagnosis'));
  const reader = new GroupRows(report, resistant);
  for (const { sheet, kind } of GROUP_SHEETS) {
    for await (const row of bookRows(workbook, sheet, report)) reader.add(kind, row);
    reader.endSheet();
  }
  const lists = await readLists(workbook, report);
  const { groups } = reader;
  const marked = await primaryCare(workbook, groups, report);
  return {
    groups: groups.map(({ group }) => (marked.has(group.code) ? { ...group, flags: ['PRIMARY_CARE'] } : group)),
    places: new Map(groups.map(({ group, place }) => [group.code, placeKey(place)])),
    rows: reader.rows,
    lists,
    problems: report.problems,
  };
}

/** 六 codes of the groups whose row asks for the same diagnosis and the same operations; a row that none matches is named. */
async function primaryCare(workbook: Workbook, groups: readonly BookGroup[], report: BookReport): Promise<ReadonlySet<string>> {
  const byKey = groupBy(groups, ({ key }) => key ?? '');
  const marked = new Set<string>();
  for await (const row of bookRows(workbook, PRIMARY_CARE_SHEET, report)) {
    const alike = byKey.get(GroupRows.keyOf(row.get('diagnosis'), row.get('main'))) ?? [];
    if (alike.length === 0) report.add(row.place(), 'UNMATCHED', `${row.get('diagnosis')} ${row.get('main')}`.trim());
    for (const { group } of alike) marked.add(group.code);
  }
  return marked;
}
