import type { Platform } from '../../kernel/platform.js';
import type { StatementFigures } from '../../ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { Reader } from '../../ports/ports.js';
import { figuresOfRun, RunFigures } from '../../scoring/run-figures.js';
import { EXACT_DISPLAY_SCALE, printFen, printFixed, storedDecimal, subtract, type Fen } from '../../../engine/number/quantity.js';

/** A figure of two runs as text; null where a run has none, and no difference then. */
export interface FigureOfRuns {
  readonly before: string | null;
  readonly after: string | null;
  readonly difference: string | null;
}

/** An institution in two runs. One without a statement in a run has no figures in it, and the difference is all that the other gives. */
export interface InstitutionOfRuns {
  readonly institutionCode: string;
  readonly cases: FigureOfRuns;
  readonly points: FigureOfRuns;
  readonly payable: FigureOfRuns;
  /** Whether one of the three is not the same. */
  readonly isChanged: boolean;
}

/** 两次清算对照 two runs of one fund year and period, figure by figure. */
export interface RunComparison {
  readonly earlierRunNo: number;
  /** Whether what was frozen, the cases, and the result are the same by their hashes. */
  readonly isSameInput: boolean;
  readonly isSameCases: boolean;
  readonly isSameResult: boolean;
  readonly cases: FigureOfRuns;
  readonly totalPoints: FigureOfRuns;
  /** Of the point values as they are shown, over 8 places. */
  readonly pointValue: FigureOfRuns;
  readonly budget: FigureOfRuns;
  readonly fund: FigureOfRuns;
  readonly payable: FigureOfRuns;
  /** From who is paid most less to who is paid most more, then by code. */
  readonly institutions: readonly InstitutionOfRuns[];
}

/** Whether two runs can be compared: both ended, of one fund year, insurance and period. */
function areComparable(one: RunRecord, other: RunRecord): boolean {
  return (
    [one, other].every(({ status }) => status === 'SUCCEEDED') &&
    one.year === other.year &&
    one.insurance === other.insurance &&
    one.period === other.period
  );
}

/**
 * A run beside an earlier one. Money in yuan with 2 places, points as the run that keeps more places spells them. An institution's caller sees its own statements
 * only: whether it was told of both runs is asked by whoever calls this. `undefined`: the runs can't be compared.
 */
export async function compareRuns(
  platform: Platform,
  read: Reader,
  earlier: RunRecord,
  later: RunRecord,
): Promise<RunComparison | undefined> {
  if (!areComparable(earlier, later)) return undefined;
  const figures = new RunFigures(
    [...(await figuresOfRun(platform, read, earlier)).plans, ...(await figuresOfRun(platform, read, later)).plans],
    null,
  );
  const [then, now] = await read(async ({ runResults }) => {
    const statements = (run: RunRecord) => runResults.statementFigures(run.regionCode, run.runNo);
    return [await statements(earlier), await statements(later)] as const;
  });
  const [before, after] = [earlier.totals, later.totals];
  return {
    earlierRunNo: earlier.runNo,
    isSameInput: earlier.inputHash === later.inputHash,
    isSameCases: before.casesHash === after.casesHash,
    isSameResult: before.resultHash === after.resultHash,
    cases: compared(before.cases, after.cases, COUNTS),
    totalPoints: compared(before.totalPoints, after.totalPoints, pointsBy(figures)),
    pointValue: compared(before.pointValue, after.pointValue, POINT_VALUES),
    budget: compared(before.budgetFen, after.budgetFen, MONEY),
    fund: compared(before.fundFen, after.fundFen, MONEY),
    payable: compared(before.payableFen, after.payableFen, MONEY),
    institutions: comparedInstitutions(figures, then, now),
  };
}

/** How a kind of figure is printed, and one taken off another. */
interface Kind<T> {
  readonly print: (figure: T) => string;
  readonly less: (after: T, before: T) => T;
}

const COUNTS: Kind<bigint> = { print: String, less: (after, before) => after - before };
const MONEY: Kind<Fen> = { print: printFen, less: (after, before) => after - before };
const lessText = (after: string, before: string): string =>
  printFixed(subtract(storedDecimal(after), storedDecimal(before)), EXACT_DISPLAY_SCALE);
/** As they are shown: whoever takes one off the other gets what stands beside them. */
const POINT_VALUES: Kind<string> = { print: (text) => text, less: lessText };
const pointsBy = (figures: RunFigures): Kind<string> => ({ print: (text) => figures.points(text), less: lessText });

function compared<T>(before: T | null | undefined, after: T | null | undefined, { print, less }: Kind<T>): FigureOfRuns {
  const isKnown = (figure: T | null | undefined): figure is T => figure !== null && figure !== undefined;
  return {
    before: isKnown(before) ? print(before) : null,
    after: isKnown(after) ? print(after) : null,
    difference: isKnown(before) && isKnown(after) ? print(less(after, before)) : null,
  };
}

const NO_STATEMENT: Omit<StatementFigures, 'institutionCode'> = { cases: 0, points: '0.00000000', payableFen: 0n };

function comparedInstitutions(
  figures: RunFigures,
  then: readonly StatementFigures[],
  now: readonly StatementFigures[],
): readonly InstitutionOfRuns[] {
  const [before, after] = [then, now].map((all) => new Map(all.map((one) => [one.institutionCode, one])));
  const codes = [...new Set([...then, ...now].map(({ institutionCode }) => institutionCode))];
  return codes
    .map((code) => {
      const [old, fresh] = [before?.get(code), after?.get(code)];
      const payableFen = (fresh ?? NO_STATEMENT).payableFen - (old ?? NO_STATEMENT).payableFen;
      return { code, payableFen, row: comparedInstitution(figures, code, old, fresh) };
    })
    .sort((a, b) => (a.payableFen === b.payableFen ? (a.code < b.code ? -1 : 1) : a.payableFen < b.payableFen ? -1 : 1))
    .map(({ row }) => row);
}

function comparedInstitution(
  figures: RunFigures,
  institutionCode: string,
  old: StatementFigures | undefined,
  fresh: StatementFigures | undefined,
): InstitutionOfRuns {
  const [then, now] = [old ?? NO_STATEMENT, fresh ?? NO_STATEMENT];
  const known = <T>(before: T, after: T, kind: Kind<T>): FigureOfRuns => ({
    ...compared(before, after, kind),
    ...(old === undefined ? { before: null } : {}),
    ...(fresh === undefined ? { after: null } : {}),
  });
  return {
    institutionCode,
    cases: known(BigInt(then.cases), BigInt(now.cases), COUNTS),
    points: known(then.points, now.points, pointsBy(figures)),
    payable: known(then.payableFen, now.payableFen, MONEY),
    isChanged: then.cases !== now.cases || then.points !== now.points || then.payableFen !== now.payableFen,
  };
}
