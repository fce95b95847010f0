import { editionWords, type EditionFault, type EditionTable } from './edition-words.js';
import type { FieldProblem } from '../base/errors.js';
import { codeTableOn, codeTablesOf, readyCodes } from '../caches/code-library.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CodeKind, CodeTableRecord } from '../ports/ports-code-table.js';
import type { CodeSystem, InpatientCase } from '../../engine/plan/inpatient-case.js';

/** Days, and codes of an edition, remembered before all are forgotten. */
const MOST_REMEMBERED = 100_000;

type Warned = Pick<InpatientCase, 'codeSystem' | 'dischargeDate' | 'principalDiagnosis' | 'otherDiagnoses' | 'procedures'>;
type Found = Pick<FieldProblem, 'code' | 'messages'> | null;

/** Both tables that hold on a day. */
interface OnDay {
  readonly diagnoses: Table | undefined;
  readonly operations: Table | undefined;
}

/** A table with what it said of codes that occurred. */
interface Table extends EditionTable {
  readonly said: Map<string, Found>;
}

/**
 * 编码版本核对 warns of the codes of cases that the edition valid on the day of discharge does not know (an unstated edition is the insurance
 * edition's). One look-up in a map for each code, whatever the number of cases. Regions without code tables hear nothing.
 */
export class CaseEditions {
  readonly #records: readonly CodeTableRecord[];
  readonly #tables: ReadonlyMap<CodeTableRecord, Table>;
  readonly #days: Readonly<Record<CodeSystem, Map<string, OnDay>>> = { INSURANCE: new Map(), CLINICAL: new Map() };

  private constructor(tables: ReadonlyMap<CodeTableRecord, Table>) {
    this.#records = [...tables.keys()];
    this.#tables = tables;
  }

  /** Makes a region's tables ready; undefined where neither it nor a region above it has any. */
  static async open(
    { caches }: Pick<Platform, 'caches'>,
    { read }: Pick<Caller, 'read'>,
    regionCode: string,
  ): Promise<CaseEditions | undefined> {
    const records = await read((unit) => codeTablesOf(unit, regionCode));
    if (records.length === 0) return undefined;
    const tables = new Map<CodeTableRecord, Table>();
    for (const record of records) tables.set(record, { record, index: await readyCodes({ caches }, read, record), said: new Map() });
    return new CaseEditions(tables);
  }

  /** A warning for each code of a case that its edition doesn't know on the day of discharge. */
  warnings({ codeSystem, dischargeDate, principalDiagnosis, otherDiagnoses, procedures }: Warned): readonly FieldProblem[] {
    const { diagnoses, operations } = this.#on(codeSystem ?? 'INSURANCE', dischargeDate);
    const found: FieldProblem[] = [];
    const look = (table: Table | undefined, codes: readonly string[], field: string): void => {
      if (table === undefined) return;
      codes.forEach((code, place) => {
        const said = asked(table, code, dischargeDate);
        if (said !== null) found.push({ path: [field, String(place)], ...said });
      });
    };
    const principal = diagnoses === undefined ? null : asked(diagnoses, principalDiagnosis, dischargeDate);
    if (principal !== null) found.push({ path: ['principalDiagnosis'], ...principal });
    look(diagnoses, otherDiagnoses, 'otherDiagnoses');
    look(operations, procedures, 'procedures');
    return found;
  }

  #on(codeSystem: CodeSystem, day: string): OnDay {
    const days = this.#days[codeSystem];
    const known = days.get(day);
    if (known !== undefined) return known;
    const table = (kind: CodeKind): Table | undefined => {
      const record = codeTableOn(this.#records, { kind, codeSystem, day });
      return record === undefined ? undefined : this.#tables.get(record);
    };
    const onDay = { diagnoses: table('DIAGNOSIS'), operations: table('OPERATION') };
    if (days.size >= MOST_REMEMBERED) days.clear();
    days.set(day, onDay);
    return onDay;
  }
}

/** What a table says of a code; of one with days of its own it is asked anew. */
function asked(table: Table, code: string, day: string): Found {
  const known = table.said.get(code);
  if (known !== undefined) return known;
  const row = table.index.find(code);
  const standing = table.index.standing(code, day);
  const fault: EditionFault | null = standing === 'VALID' ? null : standing === 'UNKNOWN' ? 'CODE_UNKNOWN' : 'CODE_NOT_VALID';
  const found = fault === null ? null : { code: fault, messages: editionWords(table, code, fault) };
  if ((row?.validFrom ?? null) !== null || (row?.validTo ?? null) !== null) return found;
  if (table.said.size >= MOST_REMEMBERED) table.said.clear();
  table.said.set(code, found);
  return found;
}
