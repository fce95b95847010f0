import type { LedgerEntry } from '../ports/clearing/ports-ledger.js';
import type { Label } from '../../engine/plan/plan.js';
import { printFen } from '../../engine/number/quantity.js';

/** What may be wrong with an entry, or with a payment. */
export const LEDGER_FAULTS = [
  'CHANGED',
  'MISSING',
  'TOO_MANY',
  'OUT_OF_ORDER',
  'PAYMENT_CHANGED',
  'PAYMENT_MISSING',
  'PAYMENT_UNTOLD',
] as const;
/** One of LEDGER_FAULTS. */
export type LedgerFaultKind = (typeof LEDGER_FAULTS)[number];

/** The first thing of its sort that is not as it must be. */
export interface LedgerFault {
  readonly kind: LedgerFaultKind;
  /** Number of the entry; `null`: there is none. */
  readonly seq: bigint | null;
  /** RUN or PAYMENT, with the run's number or the payment's id. */
  readonly cause: LedgerEntry['cause'];
  readonly causeId: string;
  readonly message: Label;
}

const WORDS: Readonly<Record<LedgerFaultKind, Label>> = {
  CHANGED: { zh: '分录与应记的不同', en: 'the entry is not what must be booked' },
  MISSING: { zh: '缺少应有的分录', en: 'an entry is missing' },
  TOO_MANY: { zh: '多出不该有的分录', en: 'there is an entry too many' },
  OUT_OF_ORDER: { zh: '分录的先后与实际发生的不符', en: 'entries are out of the order in which things happened' },
  PAYMENT_CHANGED: { zh: '拨付记录与审计日志所记的不同', en: 'the payment is not what the audit log says was recorded' },
  PAYMENT_MISSING: { zh: '审计日志所记的拨付不见了', en: 'a payment of the audit log is not there' },
  PAYMENT_UNTOLD: { zh: '拨付记录在审计日志里没有事件', en: 'the audit log knows nothing of the payment' },
};

/** What an entry says, for people. */
export function ledgerEntryText({ institutionCode, line, from, to, pool, amountFen }: LedgerEntry): string {
  return `${institutionCode ?? '-'} ${line} ${pool} ${from}→${to} ${printFen(amountFen)}`;
}

/** A fault in words; `expected` and `found` are texts of what must be there and what is. */
export function faultOf(
  kind: LedgerFaultKind,
  of: Pick<LedgerEntry, 'cause' | 'causeId'> & { readonly seq?: bigint },
  { expected, found }: { readonly expected?: string | undefined; readonly found?: string | undefined } = {},
): LedgerFault {
  const { cause, causeId, seq } = of;
  const place = {
    zh: cause === 'RUN' ? `结算 ${causeId}` : `拨付 ${causeId}`,
    en: cause === 'RUN' ? `run ${causeId}` : `payment ${causeId}`,
  };
  const zh = [
    seq === undefined ? '' : `第 ${seq} 号分录，`,
    place.zh,
    `：${WORDS[kind].zh}`,
    expected && `；应为 ${expected}`,
    found && `；现为 ${found}`,
  ];
  const en = [
    place.en,
    seq === undefined ? '' : `, entry ${seq}`,
    `: ${WORDS[kind].en ?? ''}`,
    expected && `; expected ${expected}`,
    found && `; found ${found}`,
  ];
  return {
    kind,
    seq: seq ?? null,
    cause,
    causeId,
    message: { zh: `${zh.filter(Boolean).join('')}。`, en: `${en.filter(Boolean).join('')}.` },
  };
}
