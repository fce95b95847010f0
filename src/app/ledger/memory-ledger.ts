import type { FundYearKey } from '../ports/clearing/ports-fund-year.js';
import type { Booking, Ledger, LedgerCause, LedgerEntry, LedgerFilter } from '../ports/clearing/ports-ledger.js';
import { balancesOf, type LedgerBalance } from '../../engine/clearing/ledger.js';
import { YEAR_KEY } from '../../engine/plan/periods.js';

/** What booking asks of a ledger, kept in memory: a fund year is booked into it once more, to be compared with what is stored. */
export class MemoryLedger implements Pick<Ledger, 'book' | 'entries' | 'booked' | 'balances'> {
  readonly #entries: LedgerEntry[] = [];
  readonly #bookings: Booking[] = [];
  /** By cause, and by period and kind of cause: a year has a hundred thousand entries, and is asked about each of its payments. */
  readonly #parts = new Map<string, LedgerEntry[]>();

  book(bookings: readonly Booking[]): Promise<void> {
    for (const { moves, payee = null, ...cause } of bookings) {
      this.#bookings.push({ ...cause, moves });
      for (const { institutionCode, line, pool, from, to, amountFen } of moves) {
        const seq = BigInt(this.#entries.length + 1);
        this.#add({ ...cause, institutionCode, line, pool, from, to, amountFen, payee, seq, bookedAt: new Date(0) });
      }
    }
    return Promise.resolve();
  }

  entries(of: LedgerFilter, { limit, after = 0n }: Parameters<Ledger['entries']>[1]): Promise<readonly LedgerEntry[]> {
    const found = this.#of(of).filter(({ seq }) => seq > after);
    return Promise.resolve(found.slice(0, limit));
  }

  booked(_key: FundYearKey, only?: LedgerCause): ReturnType<Ledger['booked']> {
    const found = this.#bookings.filter(({ cause }) => only === undefined || cause === only);
    return Promise.resolve(found.map(({ cause, causeId }) => ({ cause, causeId })));
  }

  balances(of: LedgerFilter, only?: { readonly ofParts?: true }): Promise<readonly LedgerBalance[]> {
    const found = this.#of(of).filter(({ cause, period }) => only?.ofParts !== true || (cause === 'RUN' && period !== YEAR_KEY));
    return Promise.resolve(balancesOf(found));
  }

  /** What was booked for a cause. */
  ofCause({ cause, causeId }: Pick<Booking, 'cause' | 'causeId'>): readonly LedgerEntry[] {
    return this.#parts.get(`${cause} ${causeId}`) ?? [];
  }

  #add(entry: LedgerEntry): void {
    this.#entries.push(entry);
    for (const name of [`${entry.cause} ${entry.causeId}`, `${entry.period}/${entry.cause}`]) {
      const part = this.#parts.get(name);
      if (part === undefined) this.#parts.set(name, [entry]);
      else part.push(entry);
    }
  }

  #within({ period, cause, causeId }: LedgerFilter): readonly LedgerEntry[] {
    if (cause === undefined) return this.#entries;
    if (causeId !== undefined) return this.ofCause({ cause, causeId });
    return period === undefined ? this.#entries : (this.#parts.get(`${period}/${cause}`) ?? []);
  }

  #of(filter: LedgerFilter): readonly LedgerEntry[] {
    const { institutionCode, period, cause, causeId } = filter;
    const is = <T>(wanted: T | undefined, value: T): boolean => wanted === undefined || wanted === value;
    return this.#within(filter).filter(
      (entry) =>
        is<string | null>(institutionCode, entry.institutionCode) &&
        is(period, entry.period) &&
        is(cause, entry.cause) &&
        is(causeId, entry.causeId),
    );
  }
}
