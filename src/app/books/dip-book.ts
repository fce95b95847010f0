import { BookReport } from './book-report.js';
import { bookRows } from './book-sheet.js';
import { placeKey, type BookPlace, type BookProblem } from './book-problems.js';
import { GroupRows, type BookGroup } from './dip-groups.js';
import { readLists, type DipLists } from './dip-lists.js';
import { DIP_SHEETS, EXCLUDED_SHEET, GROUP_SHEETS, PRIMARY_CARE_SHEET, RESISTANT_SHEET, type GroupSheet } from './dip-sheets.js';
import type { Workbook } from '../workbooks/workbook.js';
import { isWholeCode } from '../../engine/codes/national-code.js';
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

/**
 * Reads the official DIP 3.0 workbook: every sheet as a stream, a header row opens a new block wherever it stands. Every row is a group, a
 * member of a list, or among the problems with sheet and row. The book has no points. Throws `WorkbookError`.
 */
export async function readDipBook(workbook: Workbook): Promise<DipBook> {
  const report = new BookReport(DIP_SHEETS);
  const annex = await readAnnex(workbook, report);
  const resistant = annex.map(({ code }) => code);
  const reader = new GroupRows(report, resistant);
  for (const one of GROUP_SHEETS) await readGroups(workbook, one, report, reader);
  const lists = await readLists(workbook, report);
  checkAnnex(annex, lists, report, reader);
  const { groups } = reader;
  const marked = await primaryCare(workbook, groups, report);
  return {
    groups: groups.map(({ group }) => (marked.has(group.code) ? { ...group, flags: ['PRIMARY_CARE'] } : group)),
    places: new Map(groups.map(({ group, place }) => [group.code, placeKey(place)])),
    rows: reader.rows,
    lists,
    problems: report.done(),
  };
}

interface AnnexRow {
  readonly code: string;
  readonly place: BookPlace;
}

/** 附表 the diagnoses of drug-resistant tuberculosis. */
async function readAnnex(workbook: Workbook, report: BookReport): Promise<readonly AnnexRow[]> {
  const rows: AnnexRow[] = [];
  for await (const row of bookRows(workbook, RESISTANT_SHEET, report)) {
    const code = row.get('diagnosis');
    if (isWholeCode(code, 'diagnoses')) rows.push({ code, place: row.place('diagnosis') });
    else report.add(row.place('diagnosis'), code === '' ? 'CELL_MISSING' : 'BAD_CODE', code);
  }
  return rows;
}

/** The annex speaks of the rows of tuberculosis only: a code that belongs to none of them would never be asked for. */
function checkAnnex(annex: readonly AnnexRow[], { excluded }: DipLists, report: BookReport, reader: GroupRows): void {
  const outside = annex.filter(({ code }) => reader.isOfTuberculosis(code) === false);
  for (const { code, place } of outside) report.add(place, 'ANNEX_OUTSIDE', code);
  if (outside.length * 2 <= annex.length) return;
  report.holds(RESISTANT_SHEET, [EXCLUDED_SHEET]);
  const ofAnnex = excluded.filter((code) => reader.isOfTuberculosis(code) === true);
  if (ofAnnex.length * 2 > excluded.length) report.holds(EXCLUDED_SHEET, [RESISTANT_SHEET]);
}

/** One sheet of groups. Its rows are all of one class: rows of another sheet's are named, or the sheet as a whole where all of them are. */
async function readGroups(workbook: Workbook, { sheet, kind, layer }: GroupSheet, report: BookReport, reader: GroupRows): Promise<void> {
  const strangers: { readonly at: BookPlace; readonly layer: string }[] = [];
  let rows = 0;
  for await (const row of bookRows(workbook, sheet, report)) {
    rows += 1;
    const stated = row.get('layer').toUpperCase();
    if (stated !== layer && GROUP_SHEETS.some((one) => one.layer === stated)) strangers.push({ at: row.place('layer'), layer: stated });
    reader.add(kind, row);
  }
  reader.endSheet();
  const owners = GROUP_SHEETS.filter((one) => strangers.some((stranger) => stranger.layer === one.layer));
  if (strangers.length > 0 && strangers.length === rows)
    report.holds(
      sheet,
      owners.map((one) => one.sheet),
    );
  else for (const stranger of strangers) report.add(stranger.at, 'ROW_MISPLACED', stranger.layer);
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
