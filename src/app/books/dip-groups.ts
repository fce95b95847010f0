import type { BookPlace } from './book-problems.js';
import type { BookReport } from './book-report.js';
import type { BookRow } from './book-sheet.js';
import { alternativesOf, clausesOf, rangeOf, type Alternatives } from './dip-cells.js';
import type { LibraryColumn } from './dip-sheets.js';
import { readGroup } from '../../engine/catalogue/catalogue-row.js';
import { prefixesOfRange } from '../../engine/codes/code-pattern.js';
import { firstCharacters } from '../../engine/kit/text.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { Label } from '../../engine/plan/plan.js';
import type { GroupKind } from '../../engine/plan/group-terms.js';

type Row = BookRow<LibraryColumn>;

/** A group with the row that it was read from. */
export interface BookGroup {
  readonly group: DiseaseGroup;
  readonly place: BookPlace;
  /** What it asks for, where that is a diagnosis and main operations only (`keyOf`). */
  readonly key?: string;
}

/** The book's words for a row that any diagnosis will do for. */
const EVERY_DIAGNOSIS = '所有诊断';
const ANY_OPERATION = '不限定为主要手术操作';
const ANY_DIAGNOSIS = '不限定为主要诊断';
const CONSERVATIVE = '保守治疗';
const LONGEST_NAME = 300;
const WHOLE = /^[1-9]\d{0,5}$/;
const DIAGNOSIS_IN_TEXT = /[A-Z]\d{2}(?:\.[0-9A-Zx]+)?/g;

/** Rows of the sheets of groups, made groups one by one. */
export class GroupRows {
  readonly groups: BookGroup[] = [];
  rows = 0;
  readonly #places = new Map<string, BookPlace>();
  #waiting: Row[] = [];
  /** Diagnoses of rows of tuberculosis. */
  readonly #tuberculosis: Row[] = [];

  constructor(
    private readonly report: BookReport,
    private readonly resistant: readonly string[],
  ) {}

  /** What rows share that ask for one diagnosis and any of the same main operations. */
  static keyOf(diagnosis: string, main: string): string {
    return `${codes(diagnosis).sort().join('|')} ${codes(main).sort().join('|')}`.toUpperCase();
  }

  add(kind: GroupKind, row: Row): void {
    this.rows += 1;
    if (row.get('resistant') === '') this.#read(kind, row, {});
    else {
      this.#waiting.push(row);
      this.#tuberculosis.push(row);
    }
  }

  /** Rows of tuberculosis are read when all of them were seen: what is asked for stands in the words beside them. */
  endSheet(): void {
    const named = new Set(
      this.#waiting.flatMap((row) => (row.get('note').match(DIAGNOSIS_IN_TEXT) ?? []).filter((code) => !isUnder(code, row))),
    );
    for (const row of this.#waiting) {
      const principalInstead = this.resistant.filter((code) => isUnder(code, row)).join('|');
      const asked = [...named].join('|');
      const answer = row.get('resistant');
      if (asked === '') this.report.add(row.place('note'), 'CELL_MISSING');
      else if (answer === '是') this.#read('SUBDIVIDED', row, { otherDiagnoses: asked, principalInstead });
      else if (answer === '否') this.#read('SUBDIVIDED', row, { absentDiagnoses: asked, principalInstead });
      else this.report.add(row.place('resistant'), 'UNKNOWN_WORD', answer);
    }
    this.#waiting = [];
  }

  /** Whether a code lies under the diagnosis of a row of tuberculosis; undefined where there is no such row. */
  isOfTuberculosis(code: string): boolean | undefined {
    return this.#tuberculosis.length === 0 ? undefined : this.#tuberculosis.some((row) => isUnder(code, row));
  }

  #read(kind: GroupKind, row: Row, more: Readonly<Record<string, string>>): void {
    const [layer, number] = [row.get('layer'), row.get('number')];
    const code = `${layer}-${number}`;
    if (layer === '') return this.report.add(row.place('layer'), 'CELL_MISSING');
    if (!WHOLE.test(number)) return this.report.add(row.place('number'), 'NOT_WHOLE', number);
    const before = this.#places.get(code);
    if (before !== undefined) {
      this.report.add(row.place('number'), 'TWICE', `${code}，${before.sheet}!${before.row}`);
      return;
    }
    const cells = {
      code,
      name: nameOf(row),
      kind,
      points: '0',
      ...this.#diagnoses(row),
      ...this.#operations(row),
      ...this.#ranges(row),
      ...more,
    };
    const read = readGroup(new Map(Object.entries(cells)));
    if (!read.ok) {
      for (const { column, message } of read.problems) this.report.add(row.place(HEADED[column]), 'BAD_CODE', withoutStop(message));
      return;
    }
    this.#places.set(code, row.place());
    const isPlain = row.get('related') === '' && row.get('others') === '' && row.get('resistant') === '' && kind !== 'PRE';
    this.groups.push({
      ...{ group: read.group, place: row.place() },
      ...(isPlain ? { key: GroupRows.keyOf(row.get('diagnosis'), row.get('main')) } : {}),
    });
  }

  #diagnoses(row: Row): Readonly<Record<string, string>> {
    const stated = row.get('diagnosis');
    const diagnosis = stated === EVERY_DIAGNOSIS ? '' : this.#codes(row, 'diagnosis');
    const others = this.#codes(row, 'others');
    if (stated === '') this.report.add(row.place('diagnosis'), 'CELL_MISSING');
    if (row.get('note').includes(ANY_DIAGNOSIS)) return { diagnoses: '', otherDiagnoses: diagnosis, otherDiagnosisPlace: 'ANY' };
    return { diagnoses: diagnosis, otherDiagnoses: others };
  }

  #operations(row: Row): Readonly<Record<string, string>> {
    const place = row.get('note').includes(ANY_OPERATION) ? { operationPlace: 'ANY' } : {};
    return { operations: this.#clauses(row, 'main'), relatedOperations: this.#clauses(row, 'related'), ...place };
  }

  #ranges(row: Row): Readonly<Record<string, string>> {
    return { ...this.#range(row, 'days', 'ageDays'), ...this.#range(row, 'weight', 'birthWeight') };
  }

  #range(row: Row, key: 'days' | 'weight', column: 'ageDays' | 'birthWeight'): Readonly<Record<string, string>> {
    const text = row.get(key);
    if (text === '') return {};
    const range = rangeOf(text);
    if (range === undefined) this.report.add(row.place(key), 'UNKNOWN_WORD', text);
    return {
      ...(range?.min === undefined ? {} : { [`${column}Min`]: String(range.min) }),
      ...(range?.max === undefined ? {} : { [`${column}Max`]: String(range.max) }),
    };
  }

  #codes(row: Row, key: LibraryColumn): string {
    const all = codes(row.get(key));
    const once = [...new Set(all)];
    if (once.length < all.length) this.report.add(row.place(key), 'REPEATED_CODE', repeated(all));
    return once.join('|');
  }

  #clauses(row: Row, key: 'main' | 'related'): string {
    const text = row.get(key) === CONSERVATIVE ? '' : row.get(key);
    const alternatives = alternativesOf(text);
    const once = withoutRepeated(alternatives);
    if (once.length < alternatives.length)
      this.report.add(row.place(key), 'REPEATED_CODE', repeated(alternatives.map((one) => one.join('+'))));
    const clauses = clausesOf(once);
    if (clauses === undefined) {
      this.report.add(row.place(key), 'BAD_CODE', text);
      return '';
    }
    if (once.length > 1 && clauses.length > 1) this.report.add(row.place(key), 'MIXED', text);
    return clauses.map((clause) => clause.join('|')).join('+');
  }
}

/** A message as a part of another, which ends by itself. */
function withoutStop({ zh, en }: Label): Label {
  return { zh: zh.replace(/。$/, ''), en: (en ?? zh).replace(/\.$/, '') };
}

/** Which column of the book a cell of a catalogue's row comes from. */
const HEADED: Readonly<Record<string, LibraryColumn | undefined>> = {
  code: 'number',
  name: 'diagnosisName',
  diagnoses: 'diagnosis',
  otherDiagnoses: 'others',
  operations: 'main',
  relatedOperations: 'related',
  absentDiagnoses: 'note',
  principalInstead: 'diagnosis',
};

const codes = (cell: string): string[] =>
  cell
    .replace(/\s/g, '')
    .replaceAll('｜', '|')
    .split('|')
    .filter((code) => code !== '');
const repeated = (all: readonly string[]): string => [...new Set(all.filter((one, i) => all.indexOf(one) < i))].join('|');

function withoutRepeated(alternatives: Alternatives): Alternatives {
  const seen = new Set<string>();
  return alternatives.filter((one) => {
    const key = one.join('+');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Whether a diagnosis lies under a row's own. */
function isUnder(code: string, row: Row): boolean {
  return codes(row.get('diagnosis')).some((text) =>
    (prefixesOfRange(text) ?? [text.replace(/\+$/, '')]).some((prefix) => code.startsWith(prefix)),
  );
}

function nameOf(row: Row): string {
  const title = row.get('title');
  const diagnosis = row.get('diagnosisName') === '' ? row.get('diagnosis') : row.get('diagnosisName');
  const operation = row.get('main') === '' ? CONSERVATIVE : row.get('mainName') === '' ? row.get('main') : row.get('mainName');
  const related = row.get('relatedName') === '' ? row.get('related') : row.get('relatedName');
  const resistant = row.get('resistant') === '' ? '' : row.get('resistant') === '是' ? '，耐药' : '，非耐药';
  const whole = title === '' ? `${diagnosis}：${operation}${related === '' ? '' : `，伴 ${related}`}${resistant}` : title;
  return firstCharacters(whole, LONGEST_NAME);
}
