import type { Caller } from '../kernel/platform.js';
import type { Unit } from '../ports/ports.js';
import type { LedgerEntry, LedgerFilter } from '../ports/clearing/ports-ledger.js';

/** Which entries of a fund year. */
export type AskedEntries = Omit<LedgerFilter, 'cause' | 'causeId'>;

const PAGE = 1_000;

/** Every entry that is asked for, in the order of booking; of an institution's key its own. */
export async function entriesOfYear({ read }: Pick<Caller, 'read'>, of: LedgerFilter): Promise<readonly LedgerEntry[]> {
  return await read((unit) => entriesOf(unit, of));
}

/** The same within a transaction that reads more, so that nothing is booked in between. */
export async function entriesOf({ ledger }: Pick<Unit, 'ledger'>, of: LedgerFilter): Promise<readonly LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  for (;;) {
    const after = found.at(-1)?.seq;
    const page = await ledger.entries(of, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
