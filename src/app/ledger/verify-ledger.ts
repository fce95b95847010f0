import { bookEvents, eventsOf, inTime, type LedgerEvent } from './book-year.js';
import { ledgerEntryText, faultOf, type LedgerFault } from './ledger-fault.js';
import { MemoryLedger } from './memory-ledger.js';
import { checkPayments, PAYMENT_ACTIONS, toldPayments } from './told-payments.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller } from '../kernel/platform.js';
import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { LedgerEntry } from '../ports/clearing/ports-ledger.js';
import type { Unit } from '../ports/ports.js';

/** 总账核验 what a check of a fund year's ledger and payments found. */
export interface LedgerVerification {
  readonly entries: number;
  readonly payments: number;
  /** Payments that were recorded before audit events carried hashes: their amounts are checked against the ledger only. */
  readonly notCheckable: number;
  /** Runs and payments that are booked with the next one: they are from before there was a ledger. */
  readonly waiting: number;
  /** The first of the ledger and the first of the payments; empty: everything is as it must be. */
  readonly faults: readonly LedgerFault[];
}

/**
 * Works out again, from confirmed runs' postings and from payments, what the ledger of a fund year must hold, and compares entry by entry; compares
 * payments with what the audit log says was recorded. Costs as much as booking the whole year. Throws FORBIDDEN.
 */
export async function verifyLedger({ actor, read }: Caller, key: FundYearKey): Promise<LedgerVerification> {
  requirePermission(actor, 'audit:read', key.regionCode);
  return await read((unit) => verify(unit, key));
}

async function verify(unit: Unit, key: FundYearKey): Promise<LedgerVerification> {
  const stored = await entriesOf(unit, key);
  const events = await eventsOf(unit, key);
  const audit = await unit.audit.ofActions(key.regionCode, [...PAYMENT_ACTIONS, CONFIRM]);
  const told = toldPayments(audit);
  const payments = events.flatMap((event) => (event.kind === 'PAYMENT' ? [event.payment] : []));
  const checked = checkPayments(key, payments, told);
  // What a sample city begins with is booked with the first thing that happens to it.
  const booking = [...told].filter(([, { event }]) => event.action !== 'sample:seed');
  const seqOf = new Map<string, bigint>(booking.map(([id, { seq }]) => [`PAYMENT ${id}`, seq]));
  for (const { seq, detail } of audit) if (detail['booked'] === true) seqOf.set(`RUN ${String(detail['runNo'])}`, seq);
  const booked = new Set((await unit.ledger.booked(key)).map(({ cause, causeId }) => `${cause} ${causeId}`));
  const year: YearToVerify = { stored: byCause(stored), order: orderOf(stored), events, booked, seqOf };
  const fault = inOrder(stored, year) ?? (await differing(unit, key, year)) ?? unbooked(year);
  return {
    ...{ entries: stored.length, payments: payments.length, notCheckable: checked.notCheckable },
    waiting: events.filter((event) => !booked.has(nameOf(event))).length,
    faults: [fault, checked.fault].flatMap((one) => one ?? []),
  };
}

/** The action under which a run is confirmed; its event says that it was booked. */
const CONFIRM = 'run:confirm';
const PAGE = 5_000;

interface YearToVerify {
  /** Stored entries by cause. */
  readonly stored: ReadonlyMap<string, readonly LedgerEntry[]>;
  /** Causes in the order of their first entry. */
  readonly order: readonly string[];
  readonly events: readonly LedgerEvent[];
  readonly booked: ReadonlySet<string>;
  /** Numbers of audit events by cause: in this order things were booked, where they were booked as they happened. */
  readonly seqOf: ReadonlyMap<string, bigint>;
}

async function entriesOf({ ledger }: Unit, key: FundYearKey): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (;;) {
    const after = found.at(-1)?.seq;
    const page = await ledger.entries(key, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

function nameOf({ kind, id }: LedgerEvent): string {
  return `${kind} ${id}`;
}

function causeOf({ cause, causeId }: LedgerEntry): string {
  return `${cause} ${causeId}`;
}

function byCause(entries: readonly LedgerEntry[]): ReadonlyMap<string, LedgerEntry[]> {
  const found = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const own = found.get(causeOf(entry));
    if (own === undefined) found.set(causeOf(entry), [entry]);
    else own.push(entry);
  }
  return found;
}

function orderOf(entries: readonly LedgerEntry[]): readonly string[] {
  return [...new Set(entries.map(causeOf))];
}

/**
 * Causes stand together and in the order in which they happened. Two that were recorded at the same time may be booked either way, as whoever was
 * first: so a cause is out of order only where it stands after one that is later by its time and by the audit log.
 */
function inOrder(entries: readonly LedgerEntry[], { events, seqOf }: YearToVerify): LedgerFault | undefined {
  const eventOf = new Map(events.map((event) => [nameOf(event), event]));
  const closed = new Set<string>();
  let previous: LedgerEntry | undefined;
  for (const entry of entries) {
    const [name, before] = [causeOf(entry), previous === undefined ? undefined : causeOf(previous)];
    previous = entry;
    if (name === before) continue;
    if (closed.has(name)) return faultOf('OUT_OF_ORDER', entry, { found: ledgerEntryText(entry) });
    closed.add(name);
    const [own, last] = [eventOf.get(name), before === undefined ? undefined : eventOf.get(before)];
    if (own === undefined || last === undefined || inTime(own, last) > 0) continue;
    const [seq, lastSeq] = [seqOf.get(name), seqOf.get(before ?? '')];
    if (seq === undefined || lastSeq === undefined || seq <= lastSeq)
      return faultOf('OUT_OF_ORDER', entry, { found: ledgerEntryText(entry) });
  }
  return undefined;
}

/** Books the causes once more, in the order in which they stand, and compares each. */
async function differing(unit: Unit, key: FundYearKey, year: YearToVerify): Promise<LedgerFault | undefined> {
  const eventOf = new Map(year.events.map((event) => [nameOf(event), event]));
  const again = new MemoryLedger();
  const memory = { ...unit, ledger: Object.assign(again, { count: none, voucherNumbers: none, owedByPeriod: none, paidNotBooked: none }) };
  for (const name of wholeOrder(year, eventOf)) {
    const event = eventOf.get(name);
    const found = year.stored.get(name) ?? [];
    const [first] = found;
    if (event === undefined) {
      if (first !== undefined) return faultOf('TOO_MANY', first, { found: ledgerEntryText(first) });
      continue;
    }
    await bookEvents(memory, key, [event]);
    const fault = compared(event, again.ofCause({ cause: event.kind, causeId: event.id }), found) ?? unsaid(year, name, first);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function none(): Promise<never> {
  return Promise.reject(new Error('booking asks for nothing of the sort'));
}

/** Entries of a cause that no booking tells of: the next one would book it again. */
function unsaid({ booked }: YearToVerify, name: string, first: LedgerEntry | undefined): LedgerFault | undefined {
  return first === undefined || booked.has(name) ? undefined : faultOf('TOO_MANY', first, { found: ledgerEntryText(first) });
}

/** Causes as they stand; those that moved nothing, or whose entries are gone, where they belong by their time. */
function wholeOrder({ order, booked }: YearToVerify, eventOf: ReadonlyMap<string, LedgerEvent>): readonly string[] {
  const whole = [...order];
  for (const name of booked) {
    if (whole.includes(name)) continue;
    const event = eventOf.get(name);
    const at = event === undefined ? -1 : whole.findIndex((other) => isAfter(eventOf.get(other), event));
    whole.splice(at < 0 ? whole.length : at, 0, name);
  }
  return whole;
}

function isAfter(other: LedgerEvent | undefined, event: LedgerEvent): boolean {
  return other !== undefined && inTime(other, event) > 0;
}

function compared(event: LedgerEvent, expected: readonly LedgerEntry[], found: readonly LedgerEntry[]): LedgerFault | undefined {
  const cause = { cause: event.kind, causeId: event.id };
  const left = new Map(expected.map((entry) => [placeOf(entry), entry]));
  const order = new Map<string, number>();
  for (const entry of found) {
    const own = left.get(placeOf(entry));
    if (own === undefined) return faultOf('TOO_MANY', entry, { found: ledgerEntryText(entry) });
    if (contentOf(own) !== contentOf(entry))
      return faultOf('CHANGED', entry, { expected: ledgerEntryText(own), found: ledgerEntryText(entry) });
    // Institutions may be sorted otherwise by the database; the lines of each stand in the order of the statement.
    const institution = entry.institutionCode ?? '';
    if ((order.get(institution) ?? -1) > own.seq) return faultOf('OUT_OF_ORDER', entry, { found: ledgerEntryText(entry) });
    order.set(institution, Number(own.seq));
    left.delete(placeOf(entry));
  }
  const [missing] = left.values();
  return missing === undefined ? undefined : faultOf('MISSING', cause, { expected: ledgerEntryText(missing) });
}

/** The database keeps one entry of a cause, institution and line. */
function placeOf({ institutionCode, line }: LedgerEntry): string {
  return `${institutionCode ?? ''} ${line}`;
}

function contentOf({ period, pool, from, to, amountFen, payee }: LedgerEntry): string {
  return JSON.stringify([period, pool, from, to, String(amountFen), payee?.kind, payee?.code]);
}

/** What must have been booked and was not: it happened before something that was, or its audit event says that it was booked with it. */
function unbooked({ events, booked, seqOf }: YearToVerify): LedgerFault | undefined {
  const last = events.filter((event) => booked.has(nameOf(event))).at(-1);
  const gone = events.find(
    (event) => !booked.has(nameOf(event)) && (seqOf.has(nameOf(event)) || (last !== undefined && inTime(event, last) < 0)),
  );
  return gone === undefined ? undefined : faultOf('MISSING', { cause: gone.kind, causeId: gone.id });
}
