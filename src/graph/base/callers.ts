import type { GraphContext } from './context.js';
import { unauthenticated } from './refusal.js';
import { translateStoreErrors } from '../../app/kernel/command.js';
import { UserError } from '../../app/base/errors.js';
import type { Actor } from '../../app/ports/kit/permissions.js';
import type { Caller } from '../../app/kernel/platform.js';
import { accessOf } from '../../app/ports/ports.js';

/** The actor; scope-auth lets nobody in without one, this makes sure. */
export function actorOf({ actor }: Pick<GraphContext, 'actor'>): Actor {
  if (actor === null) throw unauthenticated('MISSING');
  return actor;
}

/** Who asks, reading through the request's one transaction. For queries. */
export function callerOf(context: GraphContext): Caller {
  return { actor: actorOf(context), read: context.session.read };
}

/**
 * Runs a command. Its own reads are short transactions, because the embedded database has a single session: the request's transaction is ended
 * first, and opened again by whatever the answer's fields read, so that they see what the command did.
 */
export async function runAsCommand<T>(context: GraphContext, work: (caller: Caller) => Promise<T>): Promise<T> {
  const actor = actorOf(context);
  await context.session.release();
  context.loaders.clear();
  const access = accessOf(actor);
  return await work({ actor, read: (read) => translateStoreErrors(() => context.platform.store.transaction(access, 'READ', read)) });
}

/** The value, or the user's mistake as a value: one item of a batch must not fail the others. Bugs stay errors. */
export async function orUserError<T>(work: () => Promise<T>): Promise<T | UserError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
