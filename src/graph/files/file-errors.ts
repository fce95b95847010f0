import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { sendJson } from '../server/http-server.js';
import { languageOf } from '../server/request-context.js';
import { UserError, ValidationError, type ErrorCode } from '../../app/base/errors.js';
import { currentRequestId } from '../../app/kernel/request-id.js';
import type { Label } from '../../engine/plan/plan.js';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  FORBIDDEN: 403,
  LIMIT_EXCEEDED: 413,
  VALIDATION_FAILED: 422,
  NOT_FOUND: 404,
  IDEMPOTENCY_KEY_REUSED: 409,
  CONFLICT: 409,
  PERIOD_CLOSED: 409,
  NO_RULESET_IN_FORCE: 409,
  RULESET_TAMPERED: 409,
  DRAFT_DAMAGED: 409,
  RULESET_INVALID: 409,
  LEDGER_TAMPERED: 409,
  AUDIT_TAMPERED: 409,
  EVALUATION_FAILED: 422,
  STORAGE_FULL: 507,
  UNAVAILABLE: 503,
};

/** An answer that is no success: status, code, and what to do in both languages. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  constructor(
    readonly status: number,
    readonly code: string,
    readonly messages: Label,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(messages.zh);
  }
}

/** `message` in the language that the caller asked for. */
export function inLanguage(request: IncomingMessage, { zh, en }: Label): string {
  return languageOf(request.headers['accept-language'] ?? null) === 'en' ? (en ?? zh) : zh;
}

/** Tells a user's mistake as JSON, in the caller's language and in both; gives back whether it was one. A bug is none. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, error: unknown): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined) return false;
  const { status, code, messages, headers } = refusal;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const fields = error instanceof ValidationError ? { fields: fieldsOf(request, error) } : {};
  const requestId = currentRequestId();
  const id = requestId === undefined ? {} : { requestId };
  sendJson(response, status, { code, message: inLanguage(request, messages), messages, ...fields, ...id });
  return true;
}

function refusalOf(error: unknown): HttpRefusal | undefined {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof UserError) return new HttpRefusal(STATUS[error.code], error.code, error.messages);
  if (!(error instanceof GraphQLError)) return undefined;
  const { code, messages, http } = error.extensions;
  if (typeof code !== 'string' || !isLabel(messages)) return undefined;
  return new HttpRefusal(http?.status ?? 400, code, messages, Object.fromEntries(new Headers(http?.headers)));
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'object' && value !== null && 'zh' in value && typeof value.zh === 'string';
}

function fieldsOf(request: IncomingMessage, { fields }: ValidationError): readonly unknown[] {
  return fields.map(({ path, code, messages }) => ({ path, code, message: inLanguage(request, messages), messages }));
}
