import type { Payee } from '../../engine/clearing/institution-changes.js';

/** A payee as a table has it; both null: the institution itself. */
export interface PayeeColumns {
  readonly payeeKind: string | null;
  readonly payeeCode: string | null;
}

/** A payee to be stored. */
export function payeeColumns({ payee = null }: { readonly payee?: Payee | null }): PayeeColumns {
  return { payeeKind: payee?.kind ?? null, payeeCode: payee?.code ?? null };
}

/** A stored one. */
export function payeeFrom({ payeeKind, payeeCode }: PayeeColumns): Payee | null {
  if (payeeCode === null) return null;
  return { kind: payeeKind === 'CONSORTIUM' ? 'CONSORTIUM' : 'INSTITUTION', code: payeeCode };
}
