import { groundsOfRow, isKept, periodOfCell, type RowsImport, type RowsOutcome } from './year-import.js';
import { problemAt, yearFileProblem, type YearFileProblem } from './year-file-problems.js';
import { randomUUID } from 'node:crypto';
import { runCommand } from '../kernel/command.js';
import { undoable } from '../kernel/rolled-back.js';
import { periodProblems } from '../periods/period-requests.js';
import { whyClosed } from '../periods/closed-periods.js';
import type { AssessmentRecord, FundYearKey, NewAssessment } from '../ports/clearing/ports-fund-year.js';
import type { Unit } from '../ports/ports.js';
import { reasonProblems, sourceProblems, sourceStated } from '../requests/request-fields.js';
import { institutionProblems, institutionYearContext, type InstitutionYearContext } from '../years/institution-year.js';
import { FactReader, lockAssessments } from '../years/set-assessment.js';
import { assessmentSumProblems } from '../years/year-sums.js';
import { groupBy } from '../../engine/kit/group-by.js';

interface FactRow {
  readonly line: number;
  readonly row: NewAssessment;
  /** Nothing was found wrong with it by itself. */
  readonly isWhole: boolean;
  /** Whether its period is one: then it can be said whether it is closed. */
  readonly isOfPeriod: boolean;
}

/** Records the facts of a file, of the year, its quarters and months, all or none: those that differ from what holds. */
export async function importFacts(run: RowsImport): Promise<RowsOutcome> {
  const { platform, caller, input, key } = run;
  const idempotencyKey = input.idempotencyKey ?? `file-${randomUUID()}`;
  const context = await institutionYearContext(platform, caller, 'payment:write', { ...input, idempotencyKey });
  const { rows, problems } = readFacts(run, context);
  const { result } = await undoable<RowsOutcome>((undo) =>
    runCommand(
      platform,
      caller.actor,
      {
        permission: 'payment:write',
        regionCode: key.regionCode,
        action: 'assessment:import',
        work: async (unit) => {
          await lockAssessments(unit, key);
          const changed = changedFacts(rows, await unit.fundYears.assessments(key));
          const beside = await problemsBeside(unit, key, changed);
          const counts = { recorded: changed.length, unchanged: rows.length - changed.length };
          const outcome = { ...counts, isRepeated: false, problems: [...problems, ...beside], warnings: [] };
          if (!isKept(outcome, input)) return undo(outcome);
          await unit.fundYears.setAssessments(changed.map(({ row }) => row));
          return outcome;
        },
        audit: ({ recorded, unchanged }) =>
          recorded === 0 ? undefined : { subject: `${key.year} ${key.insurance}`, detail: { recorded, unchanged } },
      },
      {
        key: idempotencyKey,
        input: { ...key, rows: rows.map(({ row }) => row) },
        refOf: ({ recorded, unchanged }) => `${recorded} ${unchanged}`,
        replay: (_unit, ref) => {
          const [recorded = 0, unchanged = 0] = ref.split(' ').map(Number);
          return Promise.resolve({ recorded, unchanged, isRepeated: true, problems: [], warnings: [] });
        },
      },
    ),
  );
  return result;
}

function readFacts(
  { rows, input, key }: RowsImport,
  context: InstitutionYearContext,
): { readonly rows: readonly FactRow[]; readonly problems: YearFileProblem[] } {
  const problems: YearFileProblem[] = [];
  const facts = new FactReader(context, key);
  const read = rows.map((row): FactRow => {
    const { get, line } = row;
    const grounds = groundsOfRow(row, input);
    const period = periodOfCell(get('period'));
    const wrongPeriod = periodProblems(period);
    const fact = facts.read({ period, institutionCode: get('institutionCode'), name: get('name'), value: get('value'), ...grounds }, []);
    const own = [
      ...(wrongPeriod.length > 0 ? [...wrongPeriod, ...institutionProblems(context.index, get('institutionCode'))] : fact.problems),
      ...reasonProblems(grounds.reason),
      ...sourceProblems(grounds.source),
    ];
    problems.push(...own.map((problem) => problemAt('ASSESSMENT', line, problem)));
    const stored = { ...fact.row, ...sourceStated(grounds.source) };
    return { line, row: stored, isWhole: own.length === 0, isOfPeriod: wrongPeriod.length === 0 };
  });
  return { rows: read, problems };
}

/** Rows that are not what holds already. */
function changedFacts(rows: readonly FactRow[], stored: readonly AssessmentRecord[]): readonly FactRow[] {
  const textOf = ({ period, institutionCode, name, value, reason, source }: NewAssessment): string =>
    JSON.stringify([period, institutionCode, name, value, reason, source ?? null]);
  const held = new Set(stored.map(textOf));
  return rows.filter(({ row }) => !held.has(textOf(row)));
}

/**
 * What is wrong with facts beside what is recorded: their period is closed, also of rows that are wrong by themselves, or a sum grows too large, of
 * periods all of whose rows can be read.
 */
async function problemsBeside(unit: Unit, key: FundYearKey, changed: readonly FactRow[]): Promise<readonly YearFileProblem[]> {
  const byPeriod = groupBy(
    changed.filter(({ isOfPeriod }) => isOfPeriod),
    ({ row }) => row.period,
  );
  const closed = await whyClosed(unit, key, new Set(byPeriod.keys()));
  const problems: YearFileProblem[] = [];
  for (const [period, rows] of byPeriod) {
    const reason = closed.get(period);
    if (reason !== undefined) {
      const { zh, en } = reason.messages;
      problems.push(...rows.map(({ line }) => yearFileProblem({ line, column: 'period' }, 'PERIOD_CLOSED', [zh, en ?? zh])));
      continue;
    }
    if (!rows.every(({ isWhole }) => isWhole)) continue;
    const before = await unit.fundYears.assessments(key, period);
    for (const problem of assessmentSumProblems(
      before,
      rows.map(({ row }) => row),
    )) {
      const first = rows.find(({ row }) => row.name === problem.path.at(-1));
      problems.push({ ...problemAt('ASSESSMENT', first?.line ?? 0, problem), column: 'value' });
    }
  }
  return problems;
}
