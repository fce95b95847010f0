import { z } from 'zod';
import { ForbiddenError, NotFoundError, type FieldProblem } from '../base/errors.js';
import { chinaDay } from '../base/china-day.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { StatementRecord } from '../ports/clearing/ports-run-results.js';
import { consortiumStatedOn, type ConsortiumRecord } from '../ports/ports-consortium.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { changesThatCount, payeeOn, type Changes } from '../../engine/clearing/institution-changes.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { assert } from '../../engine/kit/assert.js';
import { parseDecimal, printFen, yuanToFen, type Fen } from '../../engine/number/quantity.js';
import type { Label } from '../../engine/plan/plan.js';

/** 合并结算单的一行 a line of a consolidated statement: the members' lines of one key, added up. */
export interface ConsolidatedLine {
  readonly key: string;
  readonly label: Label;
  readonly amountFen: Fen;
}

/** A member's own figures. */
export interface ConsolidatedMember {
  readonly institutionCode: string;
  readonly cases: number;
  readonly payableFen: Fen;
}

/** 医共体合并结算单 the statements of a consortium's members in one run, added up line by line. Each statement stays its institution's own. */
export interface ConsolidatedStatement {
  readonly regionCode: string;
  readonly runNo: number;
  readonly consortium: ConsortiumRecord;
  /** The day on which they belonged to it. */
  readonly on: string;
  readonly cases: number;
  readonly payableFen: Fen;
  readonly lines: readonly ConsolidatedLine[];
  readonly members: readonly ConsolidatedMember[];
}

/** Which one. */
export interface ConsolidatedAsked {
  readonly regionCode: string;
  readonly runNo: number;
  readonly consortiumCode: string;
  /** Left out: today. */
  readonly on?: string | undefined;
}

/**
 * The consolidated statement (N25-01): of everybody whose payee is the consortium on a day, those merged into a member included. The agency's; the
 * lead's only where the region lets it see its members (`leadSees` MEMBERS), of today, and only of runs that institutions were told of; no other
 * institution's. That the lines add up to what is payable is asserted. Throws FORBIDDEN, NOT_FOUND, VALIDATION_FAILED.
 */
export async function consolidatedStatement(
  caller: Caller,
  { regionCode, runNo, consortiumCode, on }: ConsolidatedAsked,
): Promise<ConsolidatedStatement> {
  const { actor } = caller;
  requirePermission(actor, 'statement:read', regionCode);
  return await caller.read(async (unit) => {
    const today = chinaDay(await unit.now());
    const day = on ?? today;
    refuseProblems(onProblems(on, actor.institutionCode === null ? null : today));
    const consortium = consortiumStatedOn(await unit.consortia.list(regionCode), consortiumCode, day);
    if (consortium === undefined) throw new NotFoundError({ zh: '医共体', en: 'consortium' }, consortiumCode);
    if (actor.institutionCode !== null && !leads(consortium, actor.institutionCode)) throw notItsOwn();
    const changes = changesThatCount(await unit.institutions.changes(regionCode));
    const codes = (await unit.institutions.list(regionCode)).map(({ code }) => code);
    const members = new Set(membersOn(changes, codes, consortiumCode, day));
    const statements = (await unit.runResults.statements(regionCode, runNo)).filter(({ institutionCode }) => members.has(institutionCode));
    if (statements.length === 0)
      throw new NotFoundError({ zh: '医共体成员在该清算中的结算单', en: 'statement of its members in run' }, String(runNo));
    return { ...{ regionCode, runNo, consortium, on: day }, ...addedUp(statements) };
  });
}

/** Everybody whose payee is a consortium on a day, by code. */
function membersOn(changes: Changes, codes: Iterable<string>, consortiumCode: string, day: string): readonly string[] {
  return [...codes]
    .filter((code) => {
      const payee = payeeOn(changes, code, day);
      return payee.kind === 'CONSORTIUM' && payee.code === consortiumCode;
    })
    .sort();
}

function leads({ leadCode, leadSees }: ConsortiumRecord, institutionCode: string): boolean {
  return leadSees === 'MEMBERS' && leadCode === institutionCode;
}

function notItsOwn(): ForbiddenError {
  return new ForbiddenError('statement:read', {
    zh: '机构密钥只能查看本机构的结算单；本地区允许的，牵头机构可看医共体的合并结算单。',
    en: 'An institution’s key sees its own statement; the lead sees its consortium’s only where the region lets it.',
  });
}

function onProblems(on: string | undefined, onlyOn: string | null): readonly FieldProblem[] {
  if (on === undefined) return [];
  if (!isRealDate(on)) {
    const zh = '日期应为日历上的 YYYY-MM-DD。';
    return [fieldProblem(['on'], 'NOT_A_DATE', zh, 'The day must be a calendar date YYYY-MM-DD.')];
  }
  if (onlyOn === null || on === onlyOn) return [];
  return [fieldProblem(['on'], 'NOT_ALLOWED', '机构密钥只看今天的成员。', 'An institution’s key sees the members of today.')];
}

function addedUp(statements: readonly StatementRecord[]) {
  const lines = new Map<string, ConsolidatedLine>();
  for (const { steps } of statements) {
    for (const { key, label, amount, total } of STEPS.parse(steps)) {
      if (total !== undefined) continue; // lines of what makes up a line
      const before = lines.get(key)?.amountFen ?? 0n;
      lines.set(key, { key, label, amountFen: before + fenOf(amount) });
    }
  }
  const payableFen = statements.reduce((sum, one) => sum + one.payableFen, 0n);
  const linesFen = [...lines.values()].reduce((sum, one) => sum + one.amountFen, 0n);
  assert(linesFen === payableFen, `the lines of the members add up to ${printFen(linesFen)}, their payables to ${printFen(payableFen)}`);
  return {
    cases: statements.reduce((sum, one) => sum + one.cases, 0),
    ...{ payableFen, lines: [...lines.values()] },
    members: statements.map(({ institutionCode, cases, payableFen: own }) => ({ institutionCode, cases, payableFen: own })),
  };
}

/** Stored steps, as far as they are added up. */
const STEPS = z.array(
  z.object({
    ...{ key: z.string(), amount: z.string(), total: z.string().optional() },
    label: z.object({ zh: z.string(), en: z.string().optional() }),
  }),
);

function fenOf(amount: string): Fen {
  const value = parseDecimal(amount);
  assert(value !== undefined, `${amount} is an amount`);
  return yuanToFen(value);
}
