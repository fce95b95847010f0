import {
  casesSql,
  COMBINATIONS_SQL,
  combinationsSql,
  COUNTS_SQL,
  DAY_COLUMNS,
  DIAGNOSES_SQL,
  FILL_ASSIGNMENTS_SQL,
  FILL_CATEGORIES_SQL,
  FILL_CELLS_SQL,
  FILL_DIAGNOSES_SQL,
  FILL_OPERATION_KINDS_SQL,
  FILL_OPERATIONS_SQL,
  FILL_TARGETS_SQL,
  OPERATIONS_SQL,
  pairsSql,
  sumsSql,
  WORKING_TABLES,
} from './catalogue-build-sql.js';
import type { Session } from '../database/session.js';
import type {
  CatalogueHistory,
  CombinationRow,
  CountedCases,
  HistoryAssignments,
  HistoryClasses,
  HistoryCodes,
  HistoryGroup,
  HistorySelection,
  HistorySums,
} from '../../app/ports/ports-catalogue-history.js';
import { must } from '../../engine/kit/assert.js';
import { OPERATION_KINDS } from '../../engine/plan/group-terms.js';

/** History behind the port: one transaction, working tables of its own. */
export function catalogueHistory(session: Session): CatalogueHistory {
  let selection: HistorySelection | null = null;
  const chosen = (): HistorySelection => must(selection, 'the selection of the history');
  return {
    codes: async (request) => {
      selection = request;
      return codes(session, request);
    },
    combine: (classes) => combine(session, chosen(), classes),
    combinations: (atLeast) => combinations(session, atLeast),
    assign: (assignments) => assign(session, assignments),
    sums: (trim) => sums(session, chosen().years.length - 1, trim),
  };
}

/** The role of the transaction owns nothing, so the connection's own user makes the tables, and tells the planner what is in them. */
async function asOwner(session: Session, sql: string): Promise<void> {
  await session.client.query(`SET LOCAL ROLE NONE; ${sql}; SET LOCAL ROLE dip_app`);
}

async function analyze(session: Session, ...tables: readonly string[]): Promise<void> {
  await asOwner(session, tables.map((table) => `ANALYZE pg_temp.${table}`).join('; '));
}

function selectionValues(selection: HistorySelection): unknown[] {
  const { regionCode, throughImportSeq, years, excludeCaseFlags, insuredElsewhere } = selection;
  const days = [years.map(({ from }) => from), years.map(({ to }) => to)];
  return [regionCode, throughImportSeq.toString(), ...days, excludeCaseFlags, insuredElsewhere === 'LEAVE_OUT'];
}

async function codes(session: Session, selection: HistorySelection): Promise<HistoryCodes> {
  const tables = Object.entries(WORKING_TABLES).map(
    ([name, columns]) => `CREATE TEMPORARY TABLE ${name} (${columns}) ON COMMIT DROP; GRANT SELECT, INSERT ON pg_temp.${name} TO dip_app`,
  );
  await asOwner(session, tables.join('; '));
  await session.run(pairsSql(DAY_COLUMNS[selection.periodBy]), selectionValues(selection));
  const list = async (sql: string): Promise<string[]> => (await session.rows<{ code: string }>(sql)).map(({ code }) => code);
  return { diagnoses: await list(DIAGNOSES_SQL), operations: await list(OPERATIONS_SQL) };
}

async function combine(session: Session, selection: HistorySelection, classes: HistoryClasses): Promise<readonly CountedCases[]> {
  const { diagnoses, operations, counting } = classes;
  await session.run(FILL_DIAGNOSES_SQL, [diagnoses.map(({ code }) => code), diagnoses.map(({ keyId }) => keyId)]);
  await session.run(FILL_OPERATION_KINDS_SQL, [
    operations.map(({ code }) => code),
    operations.map(({ reads }) => reads),
    operations.map(({ kindRank }) => kindRank),
  ]);
  await analyze(session, 'history_operation', 'history_pair');
  await session.run(FILL_OPERATIONS_SQL, [OPERATION_KINDS.indexOf('CONSERVATIVE')]);
  await analyze(session, 'history_diagnosis', 'history_operations');
  await session.run(casesSql(DAY_COLUMNS[selection.periodBy]), selectionValues(selection));
  await analyze(session, 'history_case');
  await session.run(FILL_CELLS_SQL);
  await analyze(session, 'history_cell');
  await session.run(combinationsSql(counting), [selection.years.length]);
  await analyze(session, 'history_combination');
  const rows = await session.rows<{ counted: string; cases: string }>(COUNTS_SQL);
  return rows.map(({ counted, cases }) => ({ counted: BigInt(counted), cases: BigInt(cases) }));
}

interface CombinationText {
  readonly keyId: number;
  readonly operations: readonly string[];
  readonly main: string | null;
  readonly yearCases: readonly string[];
  readonly yearCosts: readonly string[];
}

async function combinations(session: Session, atLeast: bigint): Promise<readonly CombinationRow[]> {
  const rows = await session.rows<CombinationText>(COMBINATIONS_SQL, [atLeast.toString()]);
  return rows.map(({ keyId, operations, main, yearCases, yearCosts }) => {
    const years = yearCases.map((cases, i) => ({ cases: Number(cases), cost: BigInt(must(yearCosts[i], 'cost of the year')) }));
    return { keyId, operations, main, years };
  });
}

async function assign(session: Session, { groups, categories, smallCombinations }: HistoryAssignments): Promise<void> {
  const operations = groups.map((group) => JSON.stringify(group.operations));
  await session.run(FILL_ASSIGNMENTS_SQL, [groups.map(({ keyId }) => keyId), operations, groups.map(({ groupId }) => groupId)]);
  await session.run(FILL_CATEGORIES_SQL, [categories.map(({ keyId }) => keyId), categories.map(({ categoryId }) => categoryId)]);
  await analyze(session, 'history_assignment', 'history_category');
  await session.run(FILL_TARGETS_SQL, [smallCombinations === 'MAIN_OPERATION']);
  await analyze(session, 'history_target');
}

interface SumsText {
  readonly groupId: number;
  readonly year: number;
  readonly level: string | null;
  readonly allCases: number;
  readonly cases: string;
  readonly cost: string;
  readonly squares: string;
  readonly days: string;
  readonly drugCases: string;
  readonly drug: string;
  readonly consumableCases: string;
  readonly consumable: string;
}

async function sums(session: Session, lastYear: number, trim: Parameters<CatalogueHistory['sums']>[0]): Promise<readonly HistorySums[]> {
  const quantiles = trim === null ? [] : [trim.lower.n, trim.lower.d, trim.upper.n, trim.upper.d].map(String);
  const rows = await session.rows<SumsText>(sumsSql(trim === null ? 'WHOLE' : 'TRIMMED'), [lastYear, ...quantiles]);
  return rows.map((row) => ({
    group: groupOf(row.groupId),
    year: row.year,
    level: row.level,
    allCases: row.allCases,
    cases: BigInt(row.cases),
    cost: BigInt(row.cost),
    squares: BigInt(row.squares),
    days: BigInt(row.days),
    drugCases: BigInt(row.drugCases),
    drug: BigInt(row.drug),
    consumableCases: BigInt(row.consumableCases),
    consumable: BigInt(row.consumable),
  }));
}

/** Undoes the numbering of `FILL_TARGETS_SQL`. */
function groupOf(groupId: number): HistoryGroup {
  if (groupId >= 0) return { kind: 'ASSIGNED', groupId };
  const composite = -groupId - 1;
  return { kind: 'COMPOSITE', categoryId: Math.floor(composite / OPERATION_KINDS.length), kindRank: composite % OPERATION_KINDS.length };
}
