import { declarationsOf, mayBecome, type Declaration } from './declarations.js';
import { periodOfYear } from './period-of-year.js';
import { notOver, requireCount, requireSteps } from './refusals.js';
import { chinaDay } from '../../base/china-day.js';
import type { FieldProblem } from '../../base/errors.js';
import { regionIndex } from '../../caches/region-cache.js';
import { requirePermission, runCommand } from '../../kernel/command.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import {
  amountInFen,
  fieldProblem,
  ownIdempotencyKey,
  reasonProblems,
  refuseProblems,
  requireIdempotencyKey,
} from '../../requests/request-fields.js';
import { institutionProblems } from '../../years/institution-year.js';
import { requireNotClosed } from '../closed-periods.js';
import type { Actor } from '../../ports/kit/permissions.js';
import type { FundYearKey, PeriodKey } from '../../ports/clearing/ports-fund-year.js';
import type { StatedFigures } from '../../ports/clearing/ports-period.js';
import type { Unit } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';
import { compare, parseDecimal, printFen, ZERO } from '../../../engine/number/quantity.js';

/** What an institution declares of a period. */
export interface StatedDeclaration {
  readonly institutionCode: string;
  /** Number of cases. */
  readonly cases: number;
  /** Recorded fund amount in yuan, as text, at most 2 decimals. */
  readonly fundAmount: string;
}

/** Declarations of a period, together: all or none. */
export interface DeclarePeriod extends FundYearKey {
  readonly period: PeriodKey;
  readonly declarations: readonly StatedDeclaration[];
  readonly reason: string;
  readonly idempotencyKey: string;
}

/**
 * 申报 declares a period (N21-24): an institution its own, the agency for any. It may be declared once it is over, until it is closed; what was
 * declared is declared anew only after it was returned. Throws FORBIDDEN, VALIDATION_FAILED (another's), NO_RULESET_IN_FORCE, UNAVAILABLE (closed, or not
 * over), CONFLICT (declared already), IDEMPOTENCY_KEY_REUSED.
 */
export async function declarePeriod(platform: Platform, caller: Caller, input: DeclarePeriod): Promise<readonly Declaration[]> {
  const { regionCode, year, insurance, declarations, reason, idempotencyKey } = input;
  const { actor } = caller;
  requirePermission(actor, 'period:declare', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireCount(declarations.length);
  const key: FundYearKey = { regionCode, year, insurance };
  const { period } = await periodOfYear(platform, caller.read, key, input.period);
  const index = await regionIndex(platform, caller, regionCode);
  const figures = new Map<string, StatedFigures>();
  refuseProblems([
    ...reasonProblems(reason),
    ...declarations.flatMap((stated, at): readonly FieldProblem[] => {
      const path = ['declarations', String(at)];
      const repeated = figures.has(stated.institutionCode) ? [repeatedProblem(path)] : [];
      const read = readFigures(stated, path);
      figures.set(stated.institutionCode, read.figures);
      return [
        ...(isOthers(actor, stated)
          ? [othersProblem(path)]
          : institutionProblems(index, stated.institutionCode, [...path, 'institutionCode'])),
        ...repeated,
        ...read.problems,
      ];
    }),
  ]);
  const codes = [...figures.keys()];
  const rows = codes.map((institutionCode) => ({
    ...{ ...key, period: period.key, institutionCode, state: 'DECLARED' as const, reason: reason.trim() },
    figures: must(figures.get(institutionCode), 'figures'),
  }));
  const now = async (unit: Unit): Promise<readonly Declaration[]> => {
    const declared = declarationsOf(await unit.periods.declarations(key, period.key));
    return codes.map((code) => must(declared.get(code), 'declaration'));
  };
  return await runCommand(
    platform,
    actor,
    {
      permission: 'period:declare',
      regionCode,
      action: 'period:declare',
      work: async (unit) => {
        await requireNotClosed(unit, key, period.key);
        if (period.to >= chinaDay(await unit.now())) throw notOver(period);
        const declared = declarationsOf(await unit.periods.declarations(key, period.key));
        requireSteps(codes, (code) => mayBecome(declared.get(code)?.state, 'DECLARED'), 'DECLARED');
        await unit.periods.addDeclarations(rows);
        return await now(unit);
      },
      audit: () => ({ subject: `${year} ${insurance} ${period.key}`, detail: { institutions: codes, reason: reason.trim() } }),
    },
    {
      key: ownIdempotencyKey(actor, idempotencyKey),
      input: {
        ...{ ...key, period: period.key, reason },
        declarations: rows.map(({ institutionCode, figures: { cases, fundFen } }) => ({
          ...{ institutionCode, cases, fundAmount: printFen(fundFen) },
        })),
      },
      refOf: (all) => String(all.length),
      replay: now,
    },
  );
}

/** An institution's key declares its own. */
function isOthers({ institutionCode: own }: Actor, { institutionCode }: StatedDeclaration): boolean {
  return own !== null && own !== institutionCode;
}

function othersProblem(path: readonly string[]): FieldProblem {
  const en = 'An institution’s key declares its own periods only.';
  return fieldProblem([...path, 'institutionCode'], 'OTHER_INSTITUTION', '机构密钥只能申报本机构。', en);
}

function readFigures(
  { cases, fundAmount }: StatedDeclaration,
  path: readonly string[],
): { readonly figures: StatedFigures; readonly problems: readonly FieldProblem[] } {
  const isCount = Number.isInteger(cases) && cases >= 0 && cases <= 100_000_000;
  const wrongCount = isCount
    ? []
    : [fieldProblem([...path, 'cases'], 'OUT_OF_RANGE', '病例数应为不小于 0 的整数。', 'The number of cases is a whole number from 0 up.')];
  const value = parseDecimal(fundAmount);
  const isZero = value !== undefined && compare(value, ZERO) === 0;
  const read = isZero ? { fen: 0n } : amountInFen(fundAmount, [...path, 'fundAmount']);
  if ('problem' in read) return { figures: { cases: 0, fundFen: 0n }, problems: [...wrongCount, read.problem] };
  return { figures: { cases: isCount ? cases : 0, fundFen: read.fen }, problems: wrongCount };
}

function repeatedProblem(path: readonly string[]): FieldProblem {
  return fieldProblem([...path, 'institutionCode'], 'REPEATED', '同一机构出现了多次。', 'The institution is there more than once.');
}
