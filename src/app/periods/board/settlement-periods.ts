import { deadlinesMet, lateSteps, type DeadlineMet, type LateStep } from './met-deadlines.js';
import { periodStanding, yearStanding, type InstitutionStanding, type PeriodStanding } from './year-standing.js';
import { periodOfYear } from '../declared/period-of-year.js';
import { NotFoundError } from '../../base/errors.js';
import { requirePermission } from '../../kernel/command.js';
import { hasConsented } from '../../statements/consents.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import { requireYear } from '../../requests/request-fields.js';
import type { FundYearKey, PeriodKey } from '../../ports/clearing/ports-fund-year.js';
import type { Unit } from '../../ports/ports.js';
import { isEnded } from '../../../engine/clearing/institution-changes.js';
import type { Fen } from '../../../engine/number/quantity.js';
import { PERIOD_KINDS, periodsOf } from '../../../engine/plan/periods.js';

/** 结算期状态 how far a period is. */
export const PERIOD_STATES = ['OPEN', 'DECLARING', 'SETTLED', 'PUBLISHED', 'CONFIRMED', 'PAID'] as const;
/** One of PERIOD_STATES. */
export type PeriodState = (typeof PERIOD_STATES)[number];

/** 结算期看板的一行 a row of the board: a period, how far it is, and for whom it waits. */
export interface BoardRow extends PeriodStanding {
  readonly state: PeriodState;
  /** What is late now. */
  readonly late: readonly LateStep[];
  /** Each deadline that is known: when it was met, how much too late. What was late once stays visible. */
  readonly met: readonly DeadlineMet[];
  readonly declared: number;
  readonly reviewed: number;
  readonly paid: number;
  /** Statements of its run, and how many of them their institutions have confirmed, in whichever way. */
  readonly statements: number;
  readonly consented: number;
  readonly openObjections: number;
  /** Of its run, of all institutions that are seen; null: there is none. */
  readonly payableFen: Fen | null;
  /** What was paid for it. */
  readonly paidFen: Fen;
  /** Payments that are to arrive, and how many were confirmed to have arrived. */
  readonly payments: number;
  readonly receipts: number;
  /** Institutions, by code: whose declaration is missing or returned; whose is to be reviewed; that are to be paid. */
  readonly undeclared: readonly string[];
  readonly unreviewed: readonly string[];
  readonly unpaid: readonly string[];
  /** That have not agreed to their statements, where they were told of them. */
  readonly unconsented: readonly string[];
}

/**
 * 结算期看板 the board of a fund year: its months, its quarters and the year (N26-3, N26-4). Days are those of China. An institution's key sees
 * itself. Throws FORBIDDEN, NOT_FOUND (region), VALIDATION_FAILED, NO_RULESET_IN_FORCE, RULESET_INVALID.
 */
export async function settlementPeriods(platform: Platform, { actor, read }: Caller, key: FundYearKey): Promise<readonly BoardRow[]> {
  requirePermission(actor, 'statement:read', key.regionCode);
  requireYear(key.year);
  return await read(async (unit) => {
    await requireRegion(unit, key);
    const year = await yearStanding(platform, unit, key);
    const rows: BoardRow[] = [];
    for (const period of PERIOD_KINDS.flatMap((kind) => periodsOf(year.years, kind))) {
      rows.push(boardRow(await periodStanding(unit, year, period), year.today));
    }
    return rows;
  });
}

/** Where every institution stands in a period, by code. Throws as `settlementPeriods`. */
export async function periodDeclarations(
  platform: Platform,
  { actor, read }: Caller,
  key: FundYearKey,
  wanted: PeriodKey,
): Promise<readonly InstitutionStanding[]> {
  requirePermission(actor, 'statement:read', key.regionCode);
  return await read(async (unit) => {
    await requireRegion(unit, key);
    const { period } = await periodOfYear(platform, (work) => work(unit), key, wanted);
    return (await periodStanding(unit, await yearStanding(platform, unit, key), period)).institutions;
  });
}

/** A period's row of the board, as of a day. */
export function boardRow(standing: PeriodStanding, today: string): BoardRow {
  const { institutions, deadlines, isConfirmed, isPassedOver } = standing;
  const codes = (of: (one: InstitutionStanding) => boolean): readonly string[] =>
    institutions.filter(of).map(({ institutionCode }) => institutionCode);
  const isDeclared = ({ declaration }: InstitutionStanding): boolean => declaration !== null && declaration.state !== 'RETURNED';
  const isReviewed = ({ declaration }: InstitutionStanding): boolean => declaration?.state === 'SECOND_REVIEWED';
  const isOver = isConfirmed || isPassedOver;
  const asksForDeclarations = deadlines.declareBy !== undefined && !isOver;
  const row = {
    ...standing,
    declared: codes(isDeclared).length,
    reviewed: codes(isReviewed).length,
    paid: codes(({ isPaid }) => isPaid).length,
    undeclared: asksForDeclarations ? codes((one) => !isDeclared(one) && !isEnded(one.status)) : [],
    unreviewed: isOver ? [] : codes((one) => isDeclared(one) && !isReviewed(one)),
    unpaid: isConfirmed ? codes(({ isPaid }) => !isPaid) : [],
    payableFen: standing.run === null ? null : sumFen(institutions.map(({ payableFen }) => payableFen ?? 0n)),
    paidFen: sumFen(institutions.map(({ paidFen }) => paidFen)),
    ...wordsOf(institutions),
  };
  return { ...row, state: stateOf(row), late: lateSteps(row, today), met: deadlinesMet(row, today) };
}

const sumFen = (amounts: readonly Fen[]): Fen => amounts.reduce((sum, one) => sum + one, 0n);

/** What institutions have said, added up. */
function wordsOf(institutions: readonly InstitutionStanding[]) {
  const sum = (of: (one: InstitutionStanding) => number): number => institutions.reduce((total, one) => total + of(one), 0);
  const told = institutions.filter(({ consent }) => consent !== null);
  return {
    statements: institutions.filter(({ payableFen }) => payableFen !== null).length,
    consented: told.filter(({ consent }) => consent !== null && hasConsented(consent)).length,
    unconsented: told.filter(isWaitedFor).map(({ institutionCode }) => institutionCode),
    openObjections: sum((one) => one.openObjections),
    payments: sum((one) => one.payments),
    receipts: sum((one) => one.receipts),
  };
}

/** Whether a statement's institution has yet to say something: one that is gone says nothing any more, but what it objected to stands. */
function isWaitedFor({ consent, status }: InstitutionStanding): boolean {
  return consent !== null && !hasConsented(consent) && (consent === 'OBJECTED' || !isEnded(status));
}

type Counted = Omit<BoardRow, 'state' | 'late' | 'met'>;

function stateOf({ isConfirmed, run, publication, institutions, unpaid }: Counted): PeriodState {
  if (isConfirmed) return unpaid.length === 0 ? 'PAID' : 'CONFIRMED';
  if (publication !== null) return 'PUBLISHED';
  if (run !== null) return 'SETTLED';
  return institutions.some(({ declaration }) => declaration !== null) ? 'DECLARING' : 'OPEN';
}

async function requireRegion(unit: Unit, { regionCode }: FundYearKey): Promise<void> {
  if ((await unit.regions.find(regionCode)) === undefined) throw new NotFoundError({ zh: '统筹地区', en: 'region' }, regionCode);
}
