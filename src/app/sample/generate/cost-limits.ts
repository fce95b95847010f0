import { UserError } from '../../base/errors.js';
import type { Caller, Platform } from '../../kernel/platform.js';
import type { RegionIndex } from '../../caches/region-cache.js';
import { scoreInRegion, type CaseScore } from '../../scoring/score-case.js';
import type { InpatientCase } from '../../../engine/plan/inpatient-case.js';
import { compare, divide, Fraction, multiply, subtract, yuanToFen, type Fen, ZERO } from '../../../engine/number/quantity.js';
import { exactYuan } from './case-money.js';

/** An amount of a case that limits are stated of: itself, or what is proportional to it. */
const AMOUNTS = ['totalCost', 'selfPaidOutside'] as const;
type Amount = (typeof AMOUNTS)[number];

/** 费用界值 a value that rules of the case compare a number with; on it, a fen below and a fen above should lie one case each. */
interface Limit {
  readonly slot: number;
  readonly cut: Fraction;
  readonly offsetFen: Fen;
  tries: number;
}

/** Cases that are tried for a limit: one that no amount leads to (a limit of days, say) is given up then. */
const MOST_TRIES = 500;

/**
 * Puts cases of the sample city on the limits of cost that its ruleset states: one a fen below, one at the limit, one a fen above. Where the limit
 * of a case lies (its group, the mean cost at the level of its institution) is what scoring says, not what this knows.
 */
export class CostLimits {
  readonly #platform: Platform;
  readonly #caller: Caller;
  readonly #index: RegionIndex;
  #wanted: readonly Limit[] | undefined;

  constructor(platform: Platform, caller: Caller, index: RegionIndex) {
    this.#platform = platform;
    this.#caller = caller;
    this.#index = index;
  }

  /** Nothing is left to be placed. */
  get isDone(): boolean {
    return this.#wanted?.length === 0;
  }

  /** The case with the costs that put it on a limit that has none yet, or as it is. */
  async place(made: InpatientCase): Promise<InpatientCase> {
    const scored = await this.#score(made);
    if (scored === undefined) return made;
    this.#wanted ??= limitsOf(scored);
    for (const limit of this.#wanted) {
      const placed = await this.#onLimit(made, scored, limit);
      if (placed === undefined && limit.tries < MOST_TRIES) continue;
      this.#wanted = this.#wanted.filter((one) => one !== limit);
      if (placed !== undefined) return placed;
    }
    return made;
  }

  async #onLimit(made: InpatientCase, scored: CaseScore, limit: Limit): Promise<InpatientCase | undefined> {
    const value = scored.scored.frame[limit.slot];
    if (!(value instanceof Fraction) || compare(value, ZERO) <= 0) return undefined;
    limit.tries += 1;
    for (const amount of AMOUNTS) {
      const fen = limitFen(made[amount], value, limit);
      if (fen === undefined) continue;
      const exact = (await this.#score(withAmount(made, amount, fen)))?.scored.frame[limit.slot];
      if (exact instanceof Fraction && compare(exact, limit.cut) === 0) return withAmount(made, amount, fen + limit.offsetFen);
    }
    return undefined;
  }

  /** The score; `undefined` for a case that can't be scored. */
  async #score(inpatientCase: InpatientCase): Promise<CaseScore | undefined> {
    try {
      return await scoreInRegion(this.#platform, this.#caller, this.#index, inpatientCase);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
}

/** The limits that rules of the case compare numbers with; what only judges the quality of the list pays nothing. */
function limitsOf({ compiled: { plan } }: CaseScore): readonly Limit[] {
  const found = new Map<string, Limit>();
  for (const { tables, rules } of plan.decisions.case) {
    if (rules.some(({ quality }) => quality !== undefined)) continue;
    for (const { ref, classifier } of tables.flatMap(({ tests }) => tests)) {
      if (ref.scope !== 'case' || classifier.kind !== 'decimal') continue;
      for (const cut of classifier.cuts)
        for (const offsetFen of [-1n, 0n, 1n])
          found.set(`${ref.slot} ${cut.n}/${cut.d} ${offsetFen}`, { slot: ref.slot, cut, offsetFen, tries: 0 });
    }
  }
  return [...found.values()];
}

/** The amount at which a value that is proportional to it meets the limit; `undefined` where that is no whole number of fen above one. */
function limitFen(amount: Fraction | null, value: Fraction, { cut }: Limit): Fen | undefined {
  const wanted = amount === null ? undefined : divide(multiply(amount, cut), value);
  if (wanted === undefined || (wanted.n * 100n) % wanted.d !== 0n) return undefined;
  const fen = yuanToFen(wanted);
  return fen > 1n && fen < MOST_FEN ? fen : undefined;
}

/** Ten million yuan: no sample case costs more. */
const MOST_FEN = 1_000_000_000n;

/** The case with another total cost, its parts in proportion; or with another self-paid amount, of the same total. */
function withAmount(made: InpatientCase, amount: Amount, fen: Fen): InpatientCase {
  return amount === 'totalCost' ? withTotal(made, fen) : withSelfPaid(made, fen);
}

function withTotal(made: InpatientCase, fen: Fen): InpatientCase {
  const before = yuanToFen(made.totalCost);
  const scaled = (part: Fraction): Fen => (yuanToFen(part) * fen) / before;
  const money = (part: Fraction | null): Fraction | null => (part === null ? null : exactYuan(Number(scaled(part))));
  const parts = [...made.costs].map(([category, part]) => [category, scaled(part)] as const);
  const rest = fen - parts.reduce((sum, [, part]) => sum + part, 0n);
  const costs = new Map(parts.map(([category, part], index) => [category, exactYuan(Number(index === 0 ? part + rest : part))]));
  return {
    ...made,
    totalCost: exactYuan(Number(fen)),
    costs,
    selfPaidOutside: money(made.selfPaidOutside),
    fundPaid: money(made.fundPaid),
  };
}

function withSelfPaid(made: InpatientCase, fen: Fen): InpatientCase {
  const selfPaidOutside = exactYuan(Number(fen));
  const most = subtract(made.totalCost, selfPaidOutside);
  const fundPaid = made.fundPaid !== null && compare(made.fundPaid, most) > 0 ? most : made.fundPaid;
  return { ...made, selfPaidOutside, fundPaid };
}
