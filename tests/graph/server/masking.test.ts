import { buildSchema, GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';
import { NotFoundError } from '../../../src/app/base/errors.js';
import { AssertionError, must } from '../../../src/engine/kit/assert.js';

const SECRET = 'password=hunter2 at /srv/app/store.ts';
const faulty = buildSchema('type Query { bug: String assertion: String user: String known: String fine: String }');
Object.assign(must(faulty.getQueryType(), 'query').getFields().bug ?? {}, {
  resolve: () => {
    throw new Error(SECRET);
  },
});
const fields = must(faulty.getQueryType(), 'query').getFields();
Object.assign(fields.assertion ?? {}, {
  resolve: () => {
    throw new AssertionError(SECRET);
  },
});
Object.assign(fields.user ?? {}, {
  resolve: () => {
    throw new NotFoundError({ zh: '病例', en: 'case' }, 'X1');
  },
});
Object.assign(fields.known ?? {}, {
  resolve: () => {
    throw new GraphQLError('known', { extensions: { code: 'KNOWN' } });
  },
});
Object.assign(fields.fine ?? {}, { resolve: () => 'fine' });

describe('errors that no union caught', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint(faulty);
  });
  afterAll(() => endpoint.close());

  it.each(['bug', 'assertion'])('masks a %s, logs it under the request id that the caller gets, and answers the rest', async (field) => {
    endpoint.logged.length = 0;
    const { data, errors } = await endpoint.ask(`{ ${field} fine }`);
    expect(data).toEqual({ [field]: null, fine: 'fine' });
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(errors[0]).toMatchObject({ path: [field], extensions: { code: 'INTERNAL' } });
    const { requestId } = errors[0]?.extensions ?? {};
    expect(errors[0]?.message).toContain(String(requestId));
    expect(endpoint.logged).toMatchObject([{ requestId, error: { message: expect.stringContaining('hunter2') as string } }]);
  });

  it('says it in English where that is asked for', async () => {
    const { errors } = await endpoint.ask('{ bug }', { headers: { 'accept-language': 'en-US' } });
    expect(errors[0]?.message).toMatch(/^Internal error\. Tell the operator this request id: [0-9a-f-]{36}\.$/);
  });

  it('keeps a user’s mistake, in the language asked for', async () => {
    const chinese = await endpoint.ask('{ user }');
    expect(chinese.errors[0]).toMatchObject({
      message: '找不到病例“X1”。请核对编码或标识；从链接打开的，可能链接不完整或属于别的地区，请回到列表重新打开。',
      extensions: { code: 'NOT_FOUND' },
    });
    const english = await endpoint.ask('{ user }', { headers: { 'accept-language': 'en;q=0.9, zh;q=0.8' } });
    expect(english.errors[0]).toMatchObject({
      message:
        'No case "X1". Check the code or id; if a link brought you here, it may not be whole, or of another region: open it from its list again.',
      path: ['user'],
    });
    expect(endpoint.logged.every(({ error }) => !(error instanceof NotFoundError))).toBe(true);
  });

  it('keeps errors that were meant for the caller', async () => {
    expect((await endpoint.ask('{ known }')).errors[0]).toMatchObject({ message: 'known', extensions: { code: 'KNOWN' } });
  });
});
