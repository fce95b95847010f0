import type { Plugin } from 'graphql-yoga';
import type { GraphContext } from '../base/context.js';
import { languageOf } from './request-context.js';
import { currentRequestId } from '../../app/kernel/request-id.js';
import { shownText } from '../../engine/kit/text.js';

const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/graphql+json']);

/** Takes GraphQL as JSON only: forms can be sent by any page of the web, and each further format is a further door. */
export function jsonOnly(): Plugin<GraphContext> {
  return {
    onRequest: (payload) => {
      const { request, fetchAPI } = payload;
      if (request.method !== 'POST') return;
      const stated = request.headers.get('content-type') ?? '';
      const [type = ''] = stated.slice(0, 200).split(';');
      if (JSON_TYPES.has(type.trim().toLowerCase())) return;
      const shown = shownText(type);
      const messages = {
        zh: `请以 Content-Type: application/json 发送 GraphQL 请求，现为“${shown}”。`,
        en: `Send GraphQL requests as Content-Type: application/json; it is "${shown}".`,
      };
      const message = languageOf(request.headers.get('accept-language')) === 'en' ? messages.en : messages.zh;
      const requestId = currentRequestId();
      const extensions = { code: 'UNSUPPORTED_MEDIA_TYPE', messages, ...(requestId === undefined ? {} : { requestId }) };
      const body = JSON.stringify({ errors: [{ message, extensions }] });
      payload.endResponse(new fetchAPI.Response(body, { status: 415, headers: { 'content-type': 'application/json; charset=utf-8' } }));
    },
  };
}
