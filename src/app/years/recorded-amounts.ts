import { ConflictError, type FieldProblem } from '../base/errors.js';
import type { PaymentPurpose } from '../ports/clearing/ports-fund-year.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { amountSumProblems } from './year-sums.js';

/** Why a record may not reverse another one. */
export type ReversalFault = 'NOT_FOUND' | 'IS_REVERSAL' | 'REVERSED' | 'NOT_OPPOSITE' | 'JOINT';

const FAULTS: Readonly<Record<ReversalFault, readonly [string, string]>> = {
  NOT_FOUND: ['该年度没有这一条记录，无法冲销。请核对标识。', 'The year has no such record to reverse. Check the id.'],
  IS_REVERSAL: ['冲销记录不能再被冲销。请重新记一笔。', 'A reversal can not be reversed. Record the amount anew.'],
  REVERSED: ['这一条记录已被冲销过，未作任何更改。', 'This record was reversed before. Nothing was changed.'],
  JOINT: [
    '这一笔是合并拨付的一部分，只能随整笔冲销（reverseJointPayment）。',
    'This is a part of a joint payment: it is reversed with the whole (reverseJointPayment).',
  ],
  NOT_OPPOSITE: [
    '冲销须与原记录同一机构、同一项目，金额恰为其相反数。',
    'A reversal has the institution and item of the record, and exactly the opposite amount.',
  ],
};

/**
 * Refuses amounts that can't be recorded. What was reversed before is no mistake of the request: somebody was faster (or it was sent twice under
 * two keys), so it is CONFLICT; anything else is VALIDATION_FAILED.
 */
export function refuseAmounts(problems: readonly FieldProblem[]): void {
  const [zh, en] = FAULTS.REVERSED;
  if (problems.length > 0 && problems.every(({ code }) => code === 'REVERSAL_REVERSED')) throw new ConflictError({ zh, en });
  refuseProblems(problems);
}

/** An amount that is recorded: of an adjustment with the name of its fact, of a payment with its purpose. */
export interface RecordedAmount {
  readonly id: string;
  readonly institutionCode: string;
  readonly amountFen: bigint;
  readonly reversesId: string | null;
  readonly jointId?: string | null;
  readonly name?: string;
  readonly purpose?: PaymentPurpose | undefined;
}

/** Amounts of an institution for a fact or purpose, added up. */
type SummedAmount = Pick<RecordedAmount, 'institutionCode' | 'amountFen' | 'name' | 'purpose'>;

/** What an amount is added up by: emergency advances by themselves. */
function kindOf({ name, purpose = 'REGULAR' }: Pick<RecordedAmount, 'name' | 'purpose'>): string {
  return name ?? purpose;
}

/** 已记金额 what a year has of amounts that add up. Rows to be recorded are looked at one after the other, each with those before it. */
export class RecordedAmounts {
  readonly #byId: ReadonlyMap<string, RecordedAmount>;
  readonly #reversed: Set<string>;
  readonly #ofName = new Map<string, bigint>();
  readonly #ofInstitution = new Map<string, bigint>();

  /** `sums`: what everything that is recorded comes to, where `records` are only those that new ones may reverse, with what reverses them. */
  constructor(records: readonly RecordedAmount[], sums: readonly SummedAmount[] = records) {
    this.#byId = new Map(records.map((record) => [record.id, record]));
    this.#reversed = new Set(records.flatMap(({ reversesId }) => reversesId ?? []));
    for (const sum of sums) this.#add(sum);
  }

  /** What is wrong with a row beside all others; a row without problems is counted from now on. */
  problems(row: Omit<RecordedAmount, 'id'>): readonly FieldProblem[] {
    const fault = row.reversesId === null ? undefined : this.#reversalFault(row.reversesId, row);
    if (fault !== undefined) return [fieldProblem(['reverses'], `REVERSAL_${fault}`, ...FAULTS[fault])];
    const [institution, region] = this.#add(row);
    const tooLarge = amountSumProblems({ institution, region });
    if (tooLarge.length > 0) this.#add({ ...row, amountFen: -row.amountFen });
    else if (row.reversesId !== null) this.#reversed.add(row.reversesId);
    return tooLarge;
  }

  /** What is wrong with the record that a row reverses, of a row that can't be read whole: the record itself, not whether the row is its opposite. */
  referenceProblems({ reversesId, jointId }: Pick<RecordedAmount, 'reversesId' | 'jointId'>): readonly FieldProblem[] {
    const fault = reversesId === null ? undefined : this.#referenceFault(reversesId, jointId);
    return fault === undefined ? [] : [fieldProblem(['reverses'], `REVERSAL_${fault}`, ...FAULTS[fault])];
  }

  #referenceFault(id: string, jointId: string | null | undefined): ReversalFault | undefined {
    const original = this.#byId.get(id);
    if (original === undefined) return 'NOT_FOUND';
    if (original.reversesId !== null) return 'IS_REVERSAL';
    if (this.#reversed.has(id)) return 'REVERSED';
    return (original.jointId ?? null) !== null && (jointId ?? null) === null ? 'JOINT' : undefined;
  }

  #reversalFault(id: string, row: Omit<RecordedAmount, 'id'>): ReversalFault | undefined {
    const fault = this.#referenceFault(id, row.jointId);
    const original = this.#byId.get(id);
    if (fault !== undefined || original === undefined) return fault;
    const same = original.institutionCode === row.institutionCode && kindOf(original) === kindOf(row);
    return same && original.amountFen === -row.amountFen ? undefined : 'NOT_OPPOSITE';
  }

  /** Adds an amount to the sums of its name; gives the institution's and the region's. */
  #add(row: SummedAmount): readonly [bigint, bigint] {
    const { institutionCode, amountFen } = row;
    const name = kindOf(row);
    const own = `${name}\u001f${institutionCode}`;
    const institution = (this.#ofInstitution.get(own) ?? 0n) + amountFen;
    const region = (this.#ofName.get(name) ?? 0n) + amountFen;
    this.#ofInstitution.set(own, institution);
    this.#ofName.set(name, region);
    return [institution, region];
  }
}
