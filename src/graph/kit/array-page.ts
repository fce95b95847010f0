import { resolveArrayConnection, type DefaultConnectionArguments } from '@pothos/plugin-relay';
import { DEFAULT_PAGE } from '../base/page-size.js';

/** A page of a short list that is in memory whole, with how many it has. */
export function arrayPage<T extends object>(all: readonly T[], args: DefaultConnectionArguments) {
  const first = args.first ?? (args.last ? undefined : DEFAULT_PAGE);
  return { ...resolveArrayConnection({ args: { ...args, first } }, [...all]), totalCount: all.length };
}
