import type { Reporter } from 'vitest/node';

/** Says in the last lines of a run, in both languages, that PostgreSQL was not tested, and why. */
export class UntestedReporter implements Reporter {
  constructor(private readonly why: string) {}

  onTestRunEnd(): void {
    console.log(
      [
        '',
        '!!! 未在 PostgreSQL 上测试：本机没有可用的 PostgreSQL（≥ 15）程序。用于实际拨付的数据库这次没有测到。',
        '!!! NOT TESTED ON POSTGRESQL: the tests that touch SQL ran on the embedded database only, not on the one that pays.',
        `!!! ${this.why}. Install PostgreSQL 15 or later (apt-get install postgresql), or set DIP_TEST_DATABASE_URL.`,
        '',
      ].join('\n'),
    );
  }
}

/** Says in the last lines of a run, in both languages, that no page was tried in a browser, and why. */
export class NoBrowserReporter implements Reporter {
  constructor(private readonly why: string) {}

  onTestRunEnd(): void {
    console.log(
      [
        '',
        '!!! 未在浏览器中测试：本机没有可用的 Chromium。控制台的页面这次没有测到。',
        '!!! NOT TESTED IN A BROWSER: no page of the console was tried.',
        `!!! ${this.why}. Install Chromium (apt-get install chromium), or set DIP_TEST_CHROMIUM to its path.`,
        '',
      ].join('\n'),
    );
  }
}
