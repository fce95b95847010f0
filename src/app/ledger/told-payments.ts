import { faultOf, type LedgerFault } from './ledger-fault.js';
import { paymentHash } from './recorded-payments.js';
import type { FundYearKey, PaymentRecord } from '../ports/clearing/ports-fund-year.js';
import type { AuditEventRecord } from '../ports/ports-audit.js';

/** Actions whose events tell of payments. */
export const PAYMENT_ACTIONS = [
  'payment:record',
  'payment:reverse',
  'payment:recover',
  'payment:import',
  'payment:joint',
  'payment:reverse-joint',
  'sample:seed',
] as const;

/** What the audit log says of a payment. */
export interface ToldPayment {
  readonly hash: string;
  /** Number of the event: transactions of a region end in this order. */
  readonly seq: bigint;
}

/** Payments by id, as events tell of them; of every fund year of the region. */
export function toldPayments(events: readonly AuditEventRecord[]): ReadonlyMap<string, ToldPayment & { readonly event: AuditEventRecord }> {
  const told = new Map<string, ToldPayment & { readonly event: AuditEventRecord }>();
  for (const event of events) {
    const { payments } = event.detail;
    if (!Array.isArray(payments)) continue;
    for (const one of payments) {
      const [id = '', hash = ''] = String(one).split(' ');
      told.set(id, { hash, seq: event.seq, event });
    }
  }
  return told;
}

/** The payments of a fund year beside what the audit log says of them. */
export interface CheckedPayments {
  readonly fault: LedgerFault | undefined;
  /** Recorded before events carried hashes. */
  readonly notCheckable: number;
}

/**
 * Looks for the first payment that is not what its event says, that is gone, or that no event tells of though it came after the first event that
 * would.
 */
export function checkPayments(
  key: FundYearKey,
  payments: readonly PaymentRecord[],
  told: ReturnType<typeof toldPayments>,
): CheckedPayments {
  const first = [...told.values()].reduce((least, { event }) => Math.min(least, event.at.getTime()), Infinity);
  let fault: LedgerFault | undefined;
  let notCheckable = 0;
  for (const payment of payments) {
    const said = told.get(payment.id);
    if (said !== undefined) {
      if (said.hash !== paymentHash(payment)) fault ??= faultOf('PAYMENT_CHANGED', of(payment.id), { expected: eventText(said.seq) });
    } else if (payment.createdAt.getTime() > first) fault ??= faultOf('PAYMENT_UNTOLD', of(payment.id));
    else notCheckable += 1;
  }
  return { fault: fault ?? missing(key, payments, told), notCheckable };
}

function missing(key: FundYearKey, payments: readonly PaymentRecord[], told: ReturnType<typeof toldPayments>): LedgerFault | undefined {
  const there = new Set(payments.map(({ id }) => id));
  for (const [id, { event, seq }] of told) {
    const { year, insurance } = event.detail;
    if (year === key.year && insurance === key.insurance && !there.has(id))
      return faultOf('PAYMENT_MISSING', of(id), { expected: eventText(seq) });
  }
  return undefined;
}

function of(causeId: string) {
  return { cause: 'PAYMENT', causeId } as const;
}

function eventText(seq: bigint): string {
  return `审计事件 audit event ${seq}`;
}
