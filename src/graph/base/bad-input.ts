import { GraphQLError } from 'graphql';
import type { Label } from '../../engine/plan/plan.js';

/** A top-level error in both languages; which one becomes `message` is decided when the answer leaves (`error-language.ts`). */
export function topLevelError(code: string, messages: Label, more: Readonly<Record<string, unknown>> = {}): GraphQLError {
  return new GraphQLError(messages.zh, { extensions: { code, messages, ...more } });
}

/** An argument that no use case ever sees: a malformed id, date, decimal or page size. */
export function badInput(messages: Label): GraphQLError {
  return topLevelError('BAD_USER_INPUT', messages);
}
