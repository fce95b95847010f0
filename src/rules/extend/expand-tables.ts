import type { LeafDocument, RuleDocument } from '../document/document.js';
import type { DecisionTable, TableColumn, TableRow } from '../document/document-table.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { bilingual } from '../findings/report.js';
import type { ChosenDecision, ChosenEntry } from './expand-choose.js';
import type { Origins } from './origins.js';
import { readCell } from './table-cells.js';

type OwnDecision = ChosenEntry;
type StatedDecision = ChosenDecision;
type StatedRule = NonNullable<StatedDecision['rules']>[number];
/** A decision as a document states it, its table written out as rules. */
export type ExpandedDecision = Omit<StatedDecision, 'table'>;
/** An entry of `decisions` after its table was written out. */
export type ExpandedEntry = ExpandedDecision | Extract<OwnDecision, { readonly remove: true }>;

/** Where notes of what was found, and of what stands where, go. */
interface Notes {
  readonly findings: Finding[];
  readonly origins: Origins;
}

/**
 * Writes out decision tables 决策表 as the rules that they stand for: a row is a rule of the row's name, its cells are comparisons that all
 * must hold. What follows (merging, judge, checks, hashes) sees rules only; `origins` learns which cell each comparison came from.
 */
export function expandTables(decisions: readonly OwnDecision[], notes: Notes): readonly ExpandedEntry[] {
  return decisions.map((decision, index) => {
    if ('remove' in decision || decision.table === undefined) return decision;
    return expandDecision(decision, decision.table, { ...notes, pointer: pointerTo('/decisions', index) });
  });
}

interface DecisionSite extends Notes {
  readonly pointer: string;
}

function expandDecision({ table: _, ...decision }: StatedDecision, table: DecisionTable, site: DecisionSite): ExpandedDecision {
  const { pointer, findings, origins } = site;
  if (decision.rules !== undefined) {
    findings.push(finding('DECISION_TABLE_AND_RULES', `${pointer}/table`, { decision: decision.id }));
    return decision;
  }
  origins.noteWritten(`${pointer}/rules`, `${pointer}/table/rows`);
  const rules: StatedRule[] = [];
  for (const [index, row] of table.rows.entries()) {
    const at = { row: pointerTo(pointer, 'table', 'rows', index), rule: pointerTo(pointer, 'rules', rules.length) };
    origins.noteWritten(at.rule, at.row);
    const rule = 'remove' in row ? row : new RowExpansion(decision.id, table, { ...site, row, index, at }).rule();
    if (rule !== undefined) rules.push(rule);
  }
  return { ...decision, rules };
}

interface RowSite extends DecisionSite {
  readonly row: TableRow;
  readonly index: number;
  /** Where the row stands, and where the rule that is made of it. */
  readonly at: { readonly row: string; readonly rule: string };
}

/** One row on its way to a rule. */
class RowExpansion {
  readonly #decision: string;
  readonly #table: DecisionTable;
  readonly #site: RowSite;
  readonly #at: string;
  readonly #row: { readonly row: number; readonly rule: string };

  constructor(decision: string, table: DecisionTable, site: RowSite) {
    this.#decision = decision;
    this.#table = table;
    this.#site = site;
    this.#at = site.at.row;
    this.#row = { row: site.index + 1, rule: site.row.name };
  }

  /** The rule; `undefined` after findings. */
  rule(): RuleDocument | undefined {
    const { row } = this.#site;
    const params = this.#outcome();
    const basis = this.#basis();
    const leaves = this.#leaves();
    if (params === undefined || basis === undefined || leaves === undefined) return undefined;
    this.#noteRule();
    return {
      ...{ name: row.name, label: row.label, basis, conditions: { all: leaves }, event: { type: this.#decision, params } },
      ...(row.quality === undefined ? {} : { quality: row.quality }),
      ...(row.after === undefined ? {} : { after: row.after }),
    };
  }

  #outcome(): RuleDocument['event']['params'] | undefined {
    const { value, formula } = this.#site.row;
    if (value !== undefined && formula === undefined) return { value };
    if (formula !== undefined && value === undefined) return { formula };
    const keys = value === undefined ? bilingual('无', 'neither') : bilingual('value、formula', 'value, formula');
    this.#site.findings.push(finding('OUTCOME_FORM', this.#at, { keys }));
    return undefined;
  }

  #basis(): RuleDocument['basis'] | undefined {
    const basis = this.#site.row.basis ?? this.#table.basis;
    if (basis === undefined) this.#site.findings.push(finding('MISSING_BASIS', this.#at, { what: `“${this.#row.rule}”` }));
    return basis;
  }

  #leaves(): LeafDocument[] | undefined {
    const { when } = this.#site.row;
    const { columns } = this.#table;
    if (when.length !== columns.length) {
      const counts = { expected: columns.length, actual: when.length };
      this.#site.findings.push(finding('DECISION_TABLE_CELL_COUNT', `${this.#at}/when`, { ...this.#row, ...counts }));
      return undefined;
    }
    const cells = columns.map((column, index) => this.#cell(column, index));
    const read = cells.filter((cell) => cell !== undefined);
    if (read.length < cells.length) return undefined;
    if (read.every(({ length }) => length === 0)) {
      this.#site.findings.push(finding('DECISION_TABLE_ANY', `${this.#at}/when`, this.#row));
      return undefined;
    }
    this.#noteCells(read);
    return read.flat();
  }

  #cell(column: TableColumn, index: number): readonly LeafDocument[] | undefined {
    const { fact, known } = typeof column === 'string' ? { fact: column, known: false } : column;
    const cell = this.#site.row.when[index] ?? '-';
    const reading = readCell(fact, cell);
    if ('why' in reading) {
      const args = { ...this.#row, fact, actual: JSON.stringify(cell), why: reading.why };
      this.#site.findings.push(finding('DECISION_TABLE_CELL', pointerTo(this.#at, 'when', index), args));
      return undefined;
    }
    const { leaves } = reading;
    if (!known || leaves.length === 0 || leaves[0]?.operator === 'known') return leaves;
    return [{ fact, operator: 'known', value: true }, ...leaves];
  }

  #noteRule(): void {
    const { origins, pointer, row, at } = this.#site;
    const { rule } = at;
    origins.noteWritten(`${rule}/event`, this.#at, 'WHOLE');
    origins.noteWritten(`${rule}/event/params`, this.#at);
    origins.noteWritten(`${rule}/conditions`, `${this.#at}/when`, 'WHOLE');
    if (row.basis === undefined) origins.noteWritten(`${rule}/basis`, `${pointer}/table/basis`);
  }

  #noteCells(cells: readonly (readonly LeafDocument[])[]): void {
    const { origins, pointer, at: places } = this.#site;
    const leaves = cells.flatMap((asked, column) => asked.map(({ operator }) => ({ column, operator })));
    for (const [at, { column, operator }] of leaves.entries()) {
      const leaf = pointerTo(places.rule, 'conditions', 'all', at);
      const [head, cell] = [pointerTo(pointer, 'table', 'columns', column), pointerTo(this.#at, 'when', column)];
      const isOfColumn = operator === 'known' && typeof this.#table.columns[column] === 'object';
      origins.noteWritten(leaf, isOfColumn ? head : cell, 'WHOLE');
      origins.noteWritten(`${leaf}/fact`, head, 'WHOLE');
    }
  }
}
