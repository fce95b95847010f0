import { BookReport } from './book-report.js';
import { bookRows, type BookRow } from './book-sheet.js';
import { placeKey, type BookPlace, type BookProblem } from './book-problems.js';
import { amend, readAmendments } from './drg-amendments.js';
import { ADRG_SHEET, COMPLICATION_SHEET, DRG_SHEET, DRG_SHEETS, EXCLUSION_SHEET, MDC_SHEET, SET_SHEET } from './drg-sheets.js';
import type { Workbook } from '../workbooks/workbook.js';
import type { AdrgOutcome, ComplicationLevel } from '../../engine/grouper/grouper.js';
import type { GrouperPlace } from '../../rules/grouper/open-grouper.js';
import { parseRule } from '../../rules/grouper/rule-parse.js';
import type { GrouperDocument } from '../../rules/grouper/grouper-document.js';

/** What a workbook doesn't say of itself. */
export interface DrgBookName {
  readonly code: string;
  readonly version: string;
  readonly title?: string;
  readonly codeSystem?: GrouperDocument['codeSystem'];
  /** A file of amendments (`drg-amendments.ts`). */
  readonly amendments?: Uint8Array;
}

/** A workbook read: a document as far as it could be read, and everything that is wrong. */
export interface DrgBook {
  readonly document: GrouperDocument;
  readonly problems: readonly BookProblem[];
  /** Where a row, set or table of the document stands: `ADRG BB1` → `ADRG!17`. */
  readonly places: ReadonlyMap<string, string>;
  /** Rows, sets and tables that were refused, by the same names; a kind alone (`ADRG`) where a refused row's code could not be read. */
  readonly refused: ReadonlyMap<string, string>;
  /** False: whole sheets or columns are missing, or sheets were exchanged, so the document says nothing. */
  readonly isWhole: boolean;
}

type Rows = Pick<GrouperDocument, 'mdcs' | 'adrgs' | 'drgs' | 'sets' | 'complications' | 'exclusions'>;

/**
 * Reads the official DRG workbook, either edition: sheets by name, columns by heading, MDCs, ADRGs and DRGs in printed order. Every row is
 * in the document, or among the problems with sheet and row. Throws `WorkbookError`.
 */
export async function readDrgBook(workbook: Workbook, name: DrgBookName): Promise<DrgBook> {
  const reader = new DrgBookReader();
  const rows = await reader.read(workbook);
  const amendments = name.amendments === undefined ? [] : amend(rows, readAmendments(name.amendments, reader.report), reader.report);
  const problems = reader.report.done();
  return {
    document: {
      code: name.code,
      version: name.version,
      title: { zh: name.title ?? `${name.code} ${name.version}` },
      codeSystem: name.codeSystem ?? 'INSURANCE',
      sources: { book: { title: name.title ?? `${name.code} ${name.version}`, kind: 'LOCAL' } },
      ...rows,
      ...(amendments.length === 0 ? {} : { amendments }),
    },
    problems,
    places: reader.places,
    refused: reader.refused,
    isWhole: !problems.some(({ code }) => UNREADABLE.has(code)),
  };
}

/** Problems of whole sheets: what else is wrong would only follow from them. */
const UNREADABLE: ReadonlySet<BookProblem['code']> = new Set(['SHEET_MISSING', 'HEADER_MISSING', 'SHEETS_SWAPPED', 'SHEET_DOUBTFUL']);

const DIAGNOSIS_OR_OPERATION = /^(?:[A-Z]\d|\d{2}\.)[\x21-\x7e]*$/i;
const NAME = /^[\x21-\x7e]{1,64}$/;
const WHOLE = /^\d{1,6}$/;
/** Names of sets inside a rule. */
const SET_NAMES = /\b(?:di|op)\d*_\w+/gi;

const upper = (text: string): string => text.toUpperCase();

class DrgBookReader {
  readonly report = new BookReport(DRG_SHEETS);
  readonly places = new Map<string, string>();
  readonly refused = new Map<string, string>();
  readonly #setNames = new Set<string>();

  async read(workbook: Workbook): Promise<Rows> {
    const { report } = this;
    const mdcs: Rows['mdcs'] = [];
    for await (const row of bookRows(workbook, MDC_SHEET, report, (row) => this.#refuse('MDC', row, 'code'))) {
      const node = this.#node('MDC', row);
      if (node !== undefined) mdcs.push(node);
    }
    const adrgs: Rows['adrgs'] = [];
    for await (const row of bookRows(workbook, ADRG_SHEET, report, (row) => this.#refuse('ADRG', row, 'code'))) {
      const node = this.#node('ADRG', row);
      const mdc = this.#name(row, 'mdc');
      if (node !== undefined && mdc !== undefined) adrgs.push({ ...node, mdc, outcome: outcomeOf(node.code) });
      else if (node !== undefined) this.#refuse('ADRG', row, 'code');
    }
    const drgs = await this.#drgs(workbook, new Map(adrgs.map(({ code, mdc }) => [code, mdc])));
    this.#emptyRules('MDC', mdcs.slice(1), () => '');
    this.#emptyRules('ADRG', adrgs, ({ mdc }) => mdc);
    this.#emptyRules('DRG', drgs, ({ adrg }) => adrg);
    const sets = await this.#sets(workbook);
    const complications = await this.#complications(workbook);
    const rows = { mdcs, adrgs, drgs, sets, complications, exclusions: await this.#exclusions(workbook) };
    this.#exchanged(rows);
    return rows;
  }

  async #drgs(workbook: Workbook, mdcs: ReadonlyMap<string, string>): Promise<Rows['drgs']> {
    const drgs: Rows['drgs'] = [];
    for await (const row of bookRows(workbook, DRG_SHEET, this.report)) {
      const node = this.#node('DRG', row);
      const adrg = this.#name(row, 'adrg');
      if (node === undefined || adrg === undefined) continue;
      const [mdc, stated] = [mdcs.get(adrg), upper(row.get('mdc'))];
      if (mdc !== undefined && stated !== '' && stated !== mdc) this.report.add(row.place('mdc'), 'PARENT_DIFFERS', `${stated} ≠ ${mdc}`);
      drgs.push({ ...node, adrg });
    }
    return drgs;
  }

  async #sets(workbook: Workbook): Promise<Rows['sets']> {
    const lists = new BookLists('SET', this.report, this.places);
    for await (const row of bookRows(workbook, SET_SHEET, this.report, (one) => this.#refuse('SET', one, 'set'))) {
      const set = this.#name(row, 'set');
      if (set === undefined) continue;
      this.#setNames.add(set);
      const code = this.#code(row);
      if (code !== undefined) lists.add(set, code, row.place());
      else this.#refuse('SET', row, 'set');
    }
    return lists.done();
  }

  async #exclusions(workbook: Workbook): Promise<Rows['exclusions']> {
    const lists = new BookLists('EXCLUSION', this.report, this.places);
    for await (const row of bookRows(workbook, EXCLUSION_SHEET, this.report, (one) => this.#refuse('EXCLUSION', one, 'table'))) {
      const table = this.#name(row, 'table');
      const code = this.#code(row);
      if (table !== undefined && code !== undefined) lists.add(table, code, row.place());
      else this.#refuse('EXCLUSION', row, 'table');
    }
    return lists.done();
  }

  async #complications(workbook: Workbook): Promise<Rows['complications']> {
    const found = new Map<string, Rows['complications'][number]>();
    for await (const row of bookRows(workbook, COMPLICATION_SHEET, this.report)) {
      const code = this.#code(row);
      const level = levelOf(row.get('level'));
      if (level === undefined) this.report.add(row.place('level'), 'UNKNOWN_WORD', row.get('level'));
      if (code === undefined || level === undefined) continue;
      const stated = upper(row.get('exclusion'));
      const key = upper(code);
      if (found.has(key)) this.report.add(row.place('code'), 'TWICE', `${code}，${this.places.get(`COMPLICATION ${code}`) ?? ''}`);
      else found.set(key, { code, level, exclusion: stated === '' || stated === '无' ? null : stated });
      if (!this.places.has(`COMPLICATION ${code}`)) this.places.set(`COMPLICATION ${code}`, placeKey(row.place()));
    }
    return [...found.values()];
  }

  #node<K extends string>(
    kind: 'MDC' | 'ADRG' | 'DRG',
    row: BookRow<K | 'code' | 'name' | 'rule' | 'order'>,
  ): { readonly code: string; readonly name: string; readonly order: number; readonly rule: string } | undefined {
    const code = this.#name(row, 'code');
    const order = row.get('order');
    if (!WHOLE.test(order)) this.report.add(row.place('order'), order === '' ? 'CELL_MISSING' : 'NOT_WHOLE', order);
    if (code === undefined || !WHOLE.test(order)) {
      this.#refuse(kind, row, 'code');
      return undefined;
    }
    const key = `${kind} ${code}`;
    const before = this.places.get(key);
    if (before !== undefined) {
      this.report.add(row.place('code'), 'TWICE', `${code}，${before}`);
      return undefined;
    }
    this.places.set(key, placeKey(row.place()));
    return { code, name: row.get('name'), order: Number(order), rule: ruleText(row.get('rule')) };
  }

  /** Remembers a row that is not in the document: what asks for it is not wrong by itself. */
  #refuse<K extends string>(kind: GrouperPlace['kind'], row: BookRow<K>, key: K): void {
    const code = upper(row.get(key));
    const name = NAME.test(code) ? `${kind} ${code}` : kind;
    if (!this.refused.has(name)) this.refused.set(name, placeKey(row.place()));
  }

  /** 集合 and 排除表 have like headings: exchanged, each holds all the names that rules and complications ask the other for. */
  #exchanged({ mdcs, adrgs, drgs, sets, complications, exclusions }: Rows): void {
    const rules = [...mdcs, ...adrgs, ...drgs].flatMap(({ rule }) => rule.match(SET_NAMES) ?? []);
    const tables = complications.flatMap(({ exclusion }) => (exclusion === null ? [] : [exclusion]));
    const asked = [
      ...rules.map((name) => ({ name, from: sets, other: exclusions })),
      ...tables.map((name) => ({ name, from: exclusions, other: sets })),
    ];
    const right = asked.filter(({ name, from }) => Object.hasOwn(from, name)).length;
    const wrong = asked.filter(({ name, from, other }) => !Object.hasOwn(from, name) && Object.hasOwn(other, name)).length;
    if (wrong > right) this.report.holds(SET_SHEET, [EXCLUSION_SHEET]);
    if (wrong > 0 && right === 0) this.report.holds(EXCLUSION_SHEET, [SET_SHEET]);
  }

  /** Code of a row, a set or a parent: upper case. */
  #name<K extends string>(row: BookRow<K>, key: K): string | undefined {
    const text = upper(row.get(key));
    if (NAME.test(text)) return text;
    this.report.add(row.place(key), text === '' ? 'CELL_MISSING' : 'BAD_CODE', text);
    return undefined;
  }

  #code<K extends string>(row: BookRow<K | 'code'>): string | undefined {
    const text = row.get('code');
    if (DIAGNOSIS_OR_OPERATION.test(text) && text.length <= 64) return text;
    const isSet = this.#setNames.has(upper(text)) || /^(?:di|op)\d*_/i.test(text);
    this.report.add(row.place('code'), text === '' ? 'CELL_MISSING' : isSet ? 'SET_IN_SET' : 'BAD_CODE', text);
    return undefined;
  }

  /** Names rows that hold for every case and are printed before siblings that ask for something. */
  #emptyRules<T extends { readonly code: string; readonly order: number; readonly rule: string }>(
    kind: 'MDC' | 'ADRG' | 'DRG',
    nodes: readonly T[],
    scope: (node: T) => string,
  ): void {
    const last = new Map<string, number>();
    nodes.forEach((node) => {
      if (node.rule !== '') last.set(scope(node), Math.max(last.get(scope(node)) ?? -1, node.order));
    });
    for (const node of nodes) {
      const later = last.get(scope(node)) ?? -1;
      if (node.rule !== '' || later < node.order) continue;
      const [sheet = kind, row = '0'] = (this.places.get(`${kind} ${node.code}`) ?? '').split('!');
      this.report.add({ sheet, row: Number(row), column: '' }, 'EMPTY_RULE_ORDER', `${node.code} ${node.order} ≤ ${later}`);
    }
  }
}

/** A rule with its sets in upper case; one that can't be read stays as it is written, to be quoted so. */
function ruleText(written: string): string {
  const text = written.replace(SET_NAMES, upper);
  return text !== written && parseRule(written).problem ? written : text;
}

/** Lists of codes by name; a member that stands twice is taken once, and counted. */
class BookLists {
  readonly #lists = new Map<string, Map<string, string>>();
  #repeated = 0;
  #first: BookPlace | undefined;

  constructor(
    private readonly kind: 'SET' | 'EXCLUSION',
    private readonly report: BookReport,
    private readonly places: Map<string, string>,
  ) {}

  add(name: string, code: string, place: BookPlace): void {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = new Map();
      this.#lists.set(name, list);
      this.places.set(`${this.kind} ${name}`, placeKey(place));
    }
    const key = upper(code);
    if (!list.has(key)) list.set(key, code);
    else {
      this.#repeated += 1;
      this.#first ??= place;
    }
  }

  done(): Record<string, string[]> {
    if (this.#first !== undefined)
      this.report.add({ ...this.#first, row: 0 }, 'REPEATED_MEMBERS', `${this.#repeated}（${placeKey(this.#first)} …）`);
    return Object.fromEntries([...this.#lists].map(([name, codes]) => [name, [...codes.values()]]));
  }
}

function levelOf(text: string): ComplicationLevel | undefined {
  const level = upper(text);
  return level === 'MCC' || level === 'CC' ? level : undefined;
}

/** What an ADRG means, by the book's own way of naming them. */
function outcomeOf(code: string): AdrgOutcome {
  if (code === '000') return 'NOT_GROUPED';
  if (/^[A-Z]QY$/.test(code)) return 'AMBIGUOUS';
  return /^[A-Z]00$/.test(code) ? 'RESIDUAL' : 'GROUPED';
}
