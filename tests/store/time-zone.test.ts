import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { plainJavaScript } from '../support/plain-javascript.js';

const CHILD = await plainJavaScript(fileURLToPath(new URL('./time-zone-child.ts', import.meta.url)));

/** What the child prints under a time zone and language of the process. */
function printed(TZ: string, LANG: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CHILD], {
    env: { ...process.env, TZ, LANG, LC_ALL: LANG },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe('the store and time zones', () => {
  it('gives the same dates, instants and hashes whatever the process’s zone and language', () => {
    const shanghai = printed('Asia/Shanghai', 'zh_CN.UTF-8');
    expect(shanghai).toContain('"dischargeDate":"2024-03-31"');
    expect(shanghai).toContain('"effectiveFrom":"2024-01-01"');
    expect(shanghai).toContain('"drift":true');
    expect(printed('America/St_Johns', 'tr_TR.UTF-8')).toBe(shanghai);
  });
});
