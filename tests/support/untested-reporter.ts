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
