import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../../src/app/kernel/config.js';

describe('configuration by environment', () => {
  test('everything is optional', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: undefined,
      dataDir: '.dip',
      adminKey: undefined,
      logLevel: 'info',
      sessionMinutes: 30,
      whatIfMemoryMib: 512,
      scoringThreads: Math.min(Math.max(availableParallelism() - 2, 0), 6),
    });
  });

  test('an empty value counts as unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '  ' })).toEqual(readConfig({}));
  });

  test.each([
    ['PORT', '4000x'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://localhost/dip'],
    ['DATABASE_URL', 'not a url'],
    ['DIP_ADMIN_KEY', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['DIP_SESSION_MINUTES', '4'],
    ['DIP_WHAT_IF_MIB', '1 GiB'],
    ['DIP_SCORING_THREADS', '65'],
    ['DIP_PUBLIC_URL', 'http://dip.example.cn'],
    ['DIP_OIDC_ISSUER', 'ftp://id.example.cn'],
  ])('%s=%s is refused by a message that names it, in both languages', (variable, value) => {
    const read = (): unknown => readConfig({ [variable]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${variable}：[^\\n]*[\\u4e00-\\u9fff][^\\n]*\\n${variable}: [ -~]+$`));
  });

  test('an identity provider needs its client and the address of this platform', () => {
    const given = {
      DIP_OIDC_ISSUER: 'https://id.example.cn',
      DIP_OIDC_CLIENT_ID: 'dip',
      DIP_OIDC_CLIENT_SECRET: 's',
      DIP_PUBLIC_URL: 'https://dip.example.cn',
    };
    expect(readConfig(given).provider).toMatchObject({ clientId: 'dip', claim: 'sub', scope: 'openid profile' });
    for (const name of ['DIP_OIDC_CLIENT_ID', 'DIP_OIDC_CLIENT_SECRET', 'DIP_PUBLIC_URL']) {
      expect(() => readConfig({ ...given, [name]: '' })).toThrow(new RegExp(`^${name}：`));
    }
  });

  test('a good value is taken', () => {
    const databaseUrl = 'postgresql://dip@db.example/dip';
    expect(readConfig({ PORT: '0', HOST: '::1', DATABASE_URL: databaseUrl })).toMatchObject({ port: 0, host: '::1', databaseUrl });
  });
});
