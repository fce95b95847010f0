import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { rateLimit } from '../../../src/graph/server/rate-limit.js';

describe('the rate of one key', () => {
  test('is limited, with a typed error that says when to try again; another key is not touched', async () => {
    const admit = rateLimit({ requests: 2, seconds: 60 });
    await admit({ authorization: 'Bearer dip_test_one' });
    await admit({ authorization: 'Bearer dip_test_one' });
    const refusal = await admit({ authorization: 'Bearer dip_test_one' }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(GraphQLError);
    expect(refusal).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED', http: { status: 429 } } });
    expect(String(refusal)).toContain('请求过于频繁');
    await expect(admit({ authorization: 'Bearer dip_test_two' })).resolves.toBeUndefined();
  });
});
