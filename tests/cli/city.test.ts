import { openSigningKeys } from '../../src/store/directory/signing-keys.js';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCasesCsv } from '../../src/app/case-files/case-csv-write.js';
import { generateCases } from '../../src/app/sample/generate/case-stream.js';
import { makeInstitutions } from '../../src/app/sample/generate/institutions.js';
import { SAMPLE_DEFAULTS } from '../../src/app/sample/sample-city.js';
import { startClearingRun } from '../../src/app/clearing/run/start-clearing-run.js';
import { helpRunningClearings } from '../../src/app/clearing/help-clearings.js';
import { parseSnapshot } from '../../src/app/clearing/run/run-snapshot.js';
import type { Platform } from '../../src/app/kernel/platform.js';
import { PLATFORM_ACCESS, type Unit } from '../../src/app/ports/ports.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { createCommandServer } from '../../src/cli/command-server.js';
import { createLogger, createPlatform } from '../../src/compose.js';
import { must } from '../../src/engine/kit/assert.js';
import { lockDirectory } from '../../src/store/directory/directory-lock.js';
import { openStore } from '../../src/store/open-store.js';
import { plainJavaScript } from '../support/plain-javascript.js';
import { fillDirectory } from '../support/snapshots.js';
import { missingPiece, stepsOf } from '../support/walk-through.js';
import { cutRun } from '../support/shards.js';
import { dip, json, type Ran } from './run.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const REGION = '990300';
const CITY = { seed: SAMPLE_DEFAULTS.seed, regionCode: REGION };
const INSTITUTIONS = makeInstitutions({ ...CITY, count: 7 });
/** Cases of the year that the sample did not store: it has 60. */
const NEW_CASES = [...generateCases({ ...CITY, institutions: INSTITUTIONS, year: 2025, cases: 70, from: 60, to: 70, declared: [] })];
const CSV = [...writeCasesCsv(NEW_CASES)].join('');
const CLEAR = ['clear', '--region', REGION, '--year', '2025', '--insurance', '职工'];

/** A row of `dip period declarations --json`, as far as it is looked at. */
interface Declared {
  readonly institutionCode: string;
  readonly countedCases: number;
}

let directory: string;
let dataDir: string;
let catalogueHash: string;
const run = (...argv: string[]): Promise<Ran> => dip(dataDir, directory, ...argv);
const file = (name: string): string => path.join(directory, name);
const ok = (ran: Ran): Ran => {
  expect(ran).toMatchObject({ exitCode: 0 });
  return ran;
};

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dip-cli-'));
  dataDir = path.join(directory, 'data');
  await writeFile(file('cases.csv'), CSV);
  await mkdir(dataDir);
  await fillDirectory(dataDir, 'BEFORE_MIGRATIONS');
  const made = json(ok(await run('sample', '--cases', '60', '--history', '120', '--institutions', '7', '--json')));
  catalogueHash = String(made.catalogueHash);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a tiny city from the command line', () => {
  test('clear prints aligned statements, what was shared out, and an imbalance of 0.00', async () => {
    const { out, err } = ok(await run(...CLEAR, '--statement', INSTITUTIONS[0]?.code ?? ''));
    expect(err).toBe(''); // no progress bar where nobody watches
    expect(out).toContain('990300 2025 年 职工 清算 #1：成功，已计算（演示，合成数据）');
    expect(out).toMatch(/^不平衡额 {2,}0\.00 元$/m);
    expect(out).toMatch(/^合计 +7 家/m);
    expect(out).toContain(`结算单 ${INSTITUTIONS[0]?.code}`);
    const columns = out.split('\n').filter((line) => /^(?:机构编码|H990300|合计)/.test(line));
    expect(new Set(columns.map(widthOf)).size).toBe(1); // right-aligned amounts end in one column
  });
});

describe('months and quarters from the command line', () => {
  test('a month is settled by its period; out of turn, or of a key that is none, it is refused', async () => {
    const { out } = ok(await run(...CLEAR, '--period', '01'));
    expect(out).toMatch(/^990300 2025 年 1月 职工 清算 #\d+：成功，已计算/);
    expect(out).toContain('病例（年初至本期末）');
    expect(out).not.toContain('可分配基金');
    expect(out).toMatch(/^不平衡额 {2,}0\.00 元$/m);
    const early = await run(...CLEAR, '--period', '03');
    expect(early.exitCode).not.toBe(0);
    expect(early.err).toContain('1月尚未关闭，不能结算3月');
    expect((await run(...CLEAR, '--period', '13')).err).toContain('没有结算期“13”');
    expect(json(ok(await run('runs', '--region', REGION, '--json'))).runs).toMatchObject([{ period: '01' }, {}]);
  });
});

describe('periods from the command line (N21-24, N26-4)', () => {
  test('the board says what is due; a month is declared as counted, reviewed twice, and shown beside what the platform counts', async () => {
    const ofYear = ['--region', REGION, '--year', '2025', '--insurance', '职工'];
    const board = json(ok(await run('period', 'list', ...ofYear, '--json'))).periods as {
      key: string;
      state: string;
      institutions: number;
    }[];
    expect(board.find(({ key }) => key === '08')).toMatchObject({ declareBy: '2025-09-10', payBy: '2025-10-14', state: 'OPEN' });
    const { key: month, ...busy } = must(
      board.find(({ institutions, state }) => institutions > 0 && state === 'OPEN'),
      'open month with cases',
    );
    expect(busy).toMatchObject({ kind: 'MONTH', late: 'DECLARATION PAYMENT' });
    const ofMonth = [...ofYear, '--period', month, '--reason', '核对'];
    expect((await run('period', 'declare', ...ofMonth, '--institution', 'H1')).exitCode).not.toBe(0);
    ok(await run('period', 'declare', ...ofMonth, '--as-counted'));
    const declared = json(ok(await run('period', 'declarations', ...ofYear, '--period', month, '--json'))).declarations as Declared[];
    expect(declared.map(({ institutionCode }) => institutionCode)).toEqual(INSTITUTIONS.map(({ code }) => code).sort());
    const idle = declared.filter(({ countedCases }) => countedCases === 0);
    expect([idle.length > 0, idle.length < declared.length]).toEqual([true, true]);
    for (const one of idle)
      expect(one).toMatchObject({ state: 'DECLARED', declaredCases: 0, declaredFundAmount: '0.00', fundDifference: '0.00' });
    ok(await run('period', 'declare', ...ofMonth, '--as-counted')); // who has declared is not declared again
    expect(json(ok(await run('period', 'declarations', ...ofYear, '--period', month, '--json'))).declarations).toEqual(declared);
    ok(await run('period', 'review', ...ofMonth, '--review', 'first_reviewed', '--all'));
    expect(ok(await run('period', 'review', ...ofMonth, '--review', 'SECOND_REVIEWED', '--all')).out).toContain('已复审');
    const { declarations } = json(ok(await run('period', 'declarations', ...ofYear, '--period', month, '--json')));
    expect(
      new Set((declarations as { state: string; fundDifference: string }[]).map((one) => `${one.state} ${one.fundDifference}`)),
    ).toEqual(new Set(['SECOND_REVIEWED 0.00']));
    expect(ok(await run('period', 'list', ...ofYear)).out).toContain('申报中');
  });
});

describe('beside a running server', () => {
  let platform: Platform;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const opened = await openStore({ dataDir }, () => openSigningKeys({ dataDir }));
    platform = createPlatform(opened.store, createLogger('silent'), opened.signing, () => undefined);
    const server = createCommandServer({ platform, database: opened.database, location: { dataDir } });
    opened.lock?.listenOnLock(server);
    stop = () => opened.close();
  });
  afterAll(() => stop());

  test('clear --json adds up: the statements are the payable, and nothing is lost', async () => {
    const cleared = json(ok(await run(...CLEAR, '--json'))) as {
      imbalance: string;
      payable: string;
      resultHash: string;
      statements: { payable: string }[];
    };
    const fen = (yuan: string): bigint => BigInt(yuan.replace('.', ''));
    expect(cleared.imbalance).toBe('0.00');
    expect(cleared.statements.reduce((sum, { payable }) => sum + fen(payable), 0n)).toBe(fen(cleared.payable));
  });

  test('a statement explains its lines: formula, numbers that come to the figure, rule and article', async () => {
    const [newest] = json(ok(await run('runs', '--region', REGION, '--json'))).runs as { runNo: number }[];
    const runNo = String(newest?.runNo);
    const code = INSTITUTIONS[0]?.code ?? '';
    const explained = ok(await run('statement', runNo, code, '--explain')).out;
    const { trace } = json(ok(await run('statement', runNo, code, '--explain', '--json'))) as {
      trace: { decision: string; output: string; substituted: string | null; label: { zh: string }; basis: unknown[] }[];
    };
    const payable = must(
      trace.find(({ decision }) => decision === 'payable'),
      'payable',
    );
    const terms = (payable.substituted ?? '').replaceAll(/\s/g, '').match(/[+-]?[\d.]+/g) ?? [];
    expect(terms.length).toBeGreaterThan(5);
    const asFen = (text: string): bigint => {
      const [, sign = '', whole = '', places = ''] = must(/^([+-]?)(\d+)(?:\.(\d{1,2}))?$/.exec(text), text);
      return BigInt(`${sign}${whole}${places.padEnd(2, '0')}`);
    };
    expect(terms.reduce((sum, term) => sum + asFen(term), 0n)).toBe(asFen(payable.output));
    expect(trace.every(({ basis }) => basis.length > 0)).toBe(true);
    expect(explained).toContain('各行的由来');
    for (const { label, output } of trace) expect(explained.replaceAll(/\s/g, '')).toContain(`${label.zh}=${output}`.replaceAll(' ', ''));
    const numbers = [...explained.slice(explained.indexOf('各行的由来')).matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(trace.map((_, index) => index + 1)); // one numbering, whatever scope decided
    for (const word of ['公式：', '代入：', '依据：']) expect(explained).toContain(word);
    expect(Math.max(...explained.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    const csv = ok(await run('statement', runNo, code, '--explain', '--csv'))
      .out.trim()
      .split('\n');
    expect(csv[0]).toContain('decision,label,output');
    for (const { decision } of trace) expect(csv.some((row) => row.includes(`,${decision},`))).toBe(true);
    const share = must(
      csv.find((row) => row.includes(',entitlement,')),
      'entitlement',
    );
    expect(share).toMatch(/各机构合计 [\d.]+；[\d.]+ × [\d.]+ ÷ [\d.]+ = [\d.]+/);
  });

  test('what is stored is shown without running anything (N4)', async () => {
    const of = ['--region', REGION];
    const runs = async (): Promise<Record<string, unknown>[]> =>
      json(ok(await run('runs', ...of, '--json'))).runs as Record<string, unknown>[];
    const before = await runs();
    const [newest] = before;
    const runNo = String(newest?.runNo);
    const code = INSTITUTIONS[0]?.code ?? '';
    expect(newest).toMatchObject({ insurance: 'EMPLOYEE', status: 'SUCCEEDED', imbalance: '0.00' });
    const again = ok(await run(...CLEAR, '--statement', code));
    expect(again.err).toContain(`已有清算 #${runNo}，未重新清算`);
    expect(again.out).toContain(`结算单 ${code}`);
    expect(again.out).not.toMatch(/^allocatable/m); // headings are Chinese
    const shown = json(ok(await run('run', 'show', runNo, '--json'))) as {
      resultHash: string;
      statements: { institutionCode: string; steps: { amount: string }[] }[];
    };
    expect(shown.resultHash).toBe(newest?.resultHash);
    const { steps } = json(ok(await run('statement', runNo, code, ...of, '--json'))) as { steps: { amount: string }[] };
    expect(steps.map(({ amount }) => amount)).toEqual(
      shown.statements.find(({ institutionCode }) => institutionCode === code)?.steps.map(({ amount }) => amount),
    );
    const [, articles = ''] = ok(await run('statement', runNo, code)).out.split('\n所引条文\n');
    const said = articles.trim().split(/\n(?! )/);
    expect(articles).toContain('（概括）');
    expect(new Set(said).size).toBe(said.length);
    const csv = ok(await run('statement', runNo, code, '--csv')).out;
    expect(csv).toContain('key,label,amount,runningTotal');
    const scores = ok(await run('scores', runNo))
      .out.trimEnd()
      .split('\n');
    expect(scores).toHaveLength(1 + Number(newest?.cases));
    for (const shownTo of [
      ['runs'],
      ['jobs'],
      ['jobs', '--all'],
      ['statement', runNo, code],
      ['ruleset', 'list', ...of],
      ['ruleset', 'show', '2025.1', ...of],
    ]) {
      const { out } = ok(await run(...shownTo));
      expect([shownTo, Math.max(...out.split('\n').map(widthOf)) <= 80]).toEqual([shownTo, true]);
    }
    expect(await runs()).toEqual(before);
  });

  test('jobs lists runs, imports and catalogue jobs, those that have not ended well or all, newest first (N4)', async () => {
    const caller = platformCaller(platform);
    const [failed, waiting] = await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ imports, catalogues }) => {
      const job = await imports.create({ regionCode: REGION, onDuplicate: 'REJECT', dryRun: true });
      await imports.update(REGION, job.id, { status: 'FAILED', failure: '文件是空的' });
      return [job.id, (await catalogues.createJob(REGION, {}, null)).id];
    });
    expect(await caller.read(({ imports }) => imports.newest(REGION, 1))).toMatchObject([{ id: failed }]);
    const listed = async (...more: string[]): Promise<{ id: string; kind: string; status: string; createdAt: string }[]> =>
      json(ok(await run('jobs', '--region', REGION, '--json', ...more))).jobs as never;
    expect((await listed()).map(({ id, kind, status }) => [id, kind, status])).toEqual([
      [waiting, 'CatalogueJob', 'QUEUED'],
      [failed, 'ImportJob', 'FAILED'],
    ]);
    const all = await listed('--all');
    expect(all.filter(({ kind }) => kind === 'ClearingRun').length).toBeGreaterThan(0);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).sort((a, b) => (a < b ? 1 : -1)));
    expect(ok(await run('jobs', '--csv')).out).toContain(`${REGION},ImportJob,${failed},FAILED,`);
    const lines = ok(await run('jobs')).out.split('\n');
    expect(lines[1]).toMatch(new RegExp(`^${REGION} +目录测算 +${waiting} +排队$`));
    expect(lines[2]).toMatch(new RegExp(`^${REGION} +病例导入 +${failed} +失败$`));
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
    await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', async ({ catalogues }) => {
      await catalogues.updateJob(REGION, waiting, { status: 'CANCELLED' });
    });
  });

  test('switch: the sample city sees what the library in 3.0 style changes, hospital by hospital, in all 0.00, and why (E9)', async () => {
    const asked = ['--region', REGION, '--years', '2023-2025', '--from-ruleset', '2025.1', '--to-ruleset', '2027.1'];
    const { id, report } = json(ok(await run('switch', 'run', ...asked, '--json'))) as {
      id: string;
      report: { cases: number; differences: string; scale: { kept: string } };
    };
    expect(report).toMatchObject({ differences: '0.00' });
    expect(Number(report.scale.kept)).toBeGreaterThan(0);
    const rows = async (table: string): Promise<Record<string, string | number | null>[]> =>
      json(ok(await run('switch', 'show', id, table, '--json'))).rows as never;
    const institutions = await rows('institutions');
    expect(institutions.at(-1)).toMatchObject({ institution: '合计 total', difference: '0.00' });
    const matrix = await rows('matrix');
    expect(matrix.reduce((sum, { cases }) => sum + Number(cases), 0)).toBe(report.cases);

    const cell = must(
      matrix.find(({ from, to }) => from !== 'FAILED' && String(to).startsWith('YS-')),
      'a cell',
    );
    const { cases } = json(ok(await run('switch', 'cases', id, '--from', String(cell.from), '--to', String(cell.to), '--json'))) as {
      cases: { from: { group: string; trace: unknown[] }; to: { group: string; trace: unknown[] } }[];
    };
    expect(cases.length).toBe(Math.min(5, Number(cell.cases)));
    expect(cases.every(({ from, to }) => from.group === cell.from && to.group === cell.to && to.trace.length > 0)).toBe(true);

    const out = file('switch');
    await mkdir(out);
    ok(await run('switch', 'export', id, '--out', out));
    const workbook = await readFile(path.join(out, `switch-${REGION}.xlsx`));
    expect(workbook.subarray(0, 2).toString()).toBe('PK'); // whole, though the server sent it
    ok(await run('switch', 'export', id, '--out', out, '--format', 'csv'));
    expect(await readFile(path.join(out, `switch-${REGION}-institutions.csv`), 'utf8')).toContain(
      '# 原方案 old side：规则集 ruleset 2025.1',
    );
  });

  test('the page on switches is walked as it stands (E9)', async () => {
    const page = await readFile(path.join(ROOT, 'docs/switch.md'), 'utf8');
    let printed = '';
    for (const step of stepsOf(page)) {
      if (step.kind === 'RUN') printed = ok(await run(...step.command.replace('npm run dip -- ', '').split(' '))).out;
      else if (step.kind === 'SEE') expect(missingPiece(printed, step.lines), printed).toBeUndefined();
      else throw new Error(step.kind);
    }
  });

  test('what is stored but not there is refused in both languages, with exit code 1 (N4)', async () => {
    for (const argv of [
      ['run', 'show', '999'],
      ['statement', '1', 'nobody'],
      ['scores', '999'],
      ['ruleset', 'show', '1900.1', '--region', REGION],
      ['ruleset', 'list', '--region', '119999'],
      ['budget', 'show', '--region', '119999', '--year', '2025', '--insurance', '职工'],
    ]) {
      const { exitCode, err } = await run(...argv);
      expect([argv, exitCode]).toEqual([argv, 1]);
      expect(err).toMatch(/^错误：[^\n]+\n[^A-Za-z]*[A-Za-z]/);
    }
  });

  test('two stored versions are compared in text and in what they decide (N4)', async () => {
    const same = json(ok(await run('ruleset', 'diff', '2025.1', '2025.1', '--region', REGION, '--json')));
    expect(same).toEqual({ textual: [], behavioural: [] });
    expect(ok(await run('ruleset', 'diff', '2025.1', '2025.1', '--region', REGION)).out).toContain('文本：没有差异');
  });

  test('budget, assessment, adjustment and payment are recorded once for a key, and shown (N4)', async () => {
    const year = ['--region', REGION, '--year', '2025', '--insurance', '职工'];
    const code = INSTITUTIONS[0]?.code ?? '';
    const { budget } = json(ok(await run('budget', 'show', ...year, '--json'))) as {
      budget: { name: string; value: string; revision: number }[];
    };
    const items = budget.flatMap(({ name, value }) => ['--item', `${name}=${value}`]);
    const set = ['budget', 'set', ...year, ...items, '--reason', '年中重录', '--key', 'budget-1', '--json'];
    const first = json(ok(await run(...set)));
    expect(first).toMatchObject({ budget: budget.map(() => ({ revision: Number(budget[0]?.revision) + 1, reason: '年中重录' })) });
    expect(json(ok(await run(...set)))).toEqual(first);
    const pay = ['payment', 'record', ...year, '--institution', code, '--amount', '12.50', '--paid-on', '2025-05-06', '--month', '5'];
    const paid = json(ok(await run(...pay, '--reason', '补拨', '--key', 'pay-1', '--json')));
    expect(json(ok(await run(...pay, '--reason', '补拨', '--key', 'pay-1', '--json')))).toEqual(paid);
    const [record] = paid.payments as { id: string }[];
    const back = pay.map((word) => (word === '12.50' ? '-12.50' : word));
    ok(await run(...back, '--reason', '退回', '--reverses', record?.id ?? ''));
    const { payments } = json(ok(await run('payment', 'show', ...year, '--json'))) as {
      payments: { amount: string; reversesId: string | null }[];
    };
    expect(payments.filter(({ amount }) => amount === '12.50' || amount === '-12.50')).toMatchObject([
      { reversesId: null },
      { reversesId: record?.id },
    ]);
    const mistyped = await run('assessment', 'set', ...year, '--institution', code, '--item', 'noSuch=1', '--reason', '试');
    expect(mistyped.exitCode).toBe(1);
    expect(mistyped.err).toContain('noSuch');
  });

  test('the same record command twice records once and says so; --check says what it would record and changes nothing', async () => {
    const year = ['--region', REGION, '--year', '2025', '--insurance', '职工'];
    const of = ['--institution', INSTITUTIONS[0]?.code ?? '', '--amount', '33.10', '--paid-on', '2025-06-07', '--reason', '六月补拨'];
    const payments = async (): Promise<unknown[]> => json(ok(await run('payment', 'show', ...year, '--json'))).payments as unknown[];
    const before = await payments();
    const tried = ok(await run('payment', 'record', ...year, ...of, '--check'));
    expect(tried.out).toContain('33.10');
    expect(tried.err).toContain('检查通过：将记录以上内容，未作更改');
    expect(await payments()).toEqual(before);
    expect(ok(await run('payment', 'record', ...year, ...of)).err).toContain('已记录');
    for (const check of [[], ['--check']]) {
      expect(ok(await run('payment', 'record', ...year, ...of, ...check)).err).toContain('此前已经记录，未作更改。确要再记一笔同样的');
      expect(await payments()).toHaveLength(before.length + 1);
    }

    const { budget } = json(ok(await run('budget', 'show', ...year, '--json'))) as {
      budget: { name: string; value: string; revision: number }[];
    };
    const items = budget.flatMap(({ name, value }) => ['--item', `${name}=${value}`]);
    const set = (reason: string, ...more: string[]): Promise<Ran> => run('budget', 'set', ...year, ...items, '--reason', reason, ...more);
    const revision = async (): Promise<unknown> =>
      (json(ok(await run('budget', 'show', ...year, '--json'))).budget as { revision: number }[])[0]?.revision;
    const held = Number(budget[0]?.revision);
    ok(await set('甲', '--check'));
    expect(await revision()).toBe(held);
    for (const reason of ['甲', '甲', '乙', '甲']) ok(await set(reason)); // what came between makes the last one new
    expect(await revision()).toBe(held + 3);
    expect(ok(await set('甲')).err).toContain('此前已经记录');
  });

  test('an assessment recorded as A, B, A and B ends with B: the last command is not taken for the second', async () => {
    const year = ['--region', REGION, '--year', '2025', '--insurance', '居民'];
    const held = async (): Promise<unknown> => (json(ok(await run('assessment', 'show', ...year, '--json'))).assessments as unknown[])[0];
    for (const score of ['91', '72', '91', '72', '72']) {
      const of = ['--institution', INSTITUTIONS[0]?.code ?? '', '--item', `assessmentScore=${score}`];
      ok(await run('assessment', 'set', ...year, ...of, '--reason', '复核'));
      expect(await held()).toMatchObject({ value: score, reason: '复核' });
    }
  });

  test('the same idempotency key clears once; --resume of a finished run shows it', async () => {
    const first = json(ok(await run(...CLEAR, '--json', '--key', 'once')));
    expect(json(ok(await run(...CLEAR, '--json', '--key', 'once')))).toEqual(first);
    expect(json(ok(await run('clear', '--region', REGION, '--resume', String(first.runNo), '--json')))).toEqual(first);
    const other = await run('clear', '--region', REGION, '--year', '2024', '--insurance', 'EMPLOYEE', '--key', 'once');
    expect(other.exitCode).toBe(1);
    expect(other.err).toContain('幂等键');
  });

  test('clear replay recomputes a run from what it froze, and finds it identical to the last byte', async () => {
    const replayed = json(ok(await run('clear', 'replay', '1', '--region', REGION, '--json'))) as {
      resultHash: { stored: string; recomputed: string };
    };
    expect(replayed).toMatchObject({ runNo: 1, isIdentical: true, differenceCount: 0, differences: [] });
    expect(replayed.resultHash.recomputed).toBe(replayed.resultHash.stored);
    expect(ok(await run('clear', 'replay', '1', '--region', REGION)).out).toMatch(/^核对 +与所存结果逐项相同/m);
    expect((await run('clear', 'replay', '99', '--region', REGION)).err).toContain('没有清算任务“99”');
    expect(await run('clear', 'replay', '1')).toMatchObject({ exitCode: 2 });
    expect(json(ok(await run('replay', '1', '--region', REGION, '--json')))).toEqual(replayed); // its older name
    expect((await run('--help')).out).not.toMatch(/^ +replay/m);
  });

  test('score gives each case of a file its points, and --explain every step in Chinese', async () => {
    const scored = ok(await run('score', 'cases.csv'));
    const lines = scored.out.trimEnd().split('\n');
    expect(lines).toHaveLength(NEW_CASES.length + 1);
    expect(lines[0]).toContain('caseNo,institutionCode');
    expect(scored.err).toContain(`读入 ${NEW_CASES.length} 例，计分 ${NEW_CASES.length} 例，未能计分 0 例。`);
    const { results, summary } = json(ok(await run('score', 'cases.csv', '--json'))) as {
      results: { caseNo: string; points: string }[];
      summary: unknown;
    };
    expect(summary).toEqual({ read: NEW_CASES.length, scored: NEW_CASES.length, failed: 0 });
    const caseNo = NEW_CASES[0]?.caseNo ?? '';
    const explained = ok(await run('score', 'cases.csv', '--explain', caseNo));
    expect(explained.out).toMatch(new RegExp(`^分值 {2,}${results[0]?.points ?? '?'}$`, 'm'));
    await expect(explained.out.replace(/[0-9a-f]{64}/g, '<hash>')).toMatchFileSnapshot('golden/explanation.txt');
  });

  test('score names what is wrong with a record, line by line, and ends with 1', async () => {
    await writeFile(file('wrong.csv'), CSV.replace(/,(?:EMPLOYEE|RESIDENT),/, ',SOLDIER,'));
    const ran = await run('score', 'wrong.csv', '--out', 'scores.csv', '--region', REGION);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    const [, first] = (await readFile(file('scores.csv'), 'utf8')).split('\n');
    expect(first).toContain('VALIDATION_FAILED');
    expect(first).toContain('insurance');
  });

  test('keys are made, listed and revoked; the text is shown once', async () => {
    const created = json(ok(await run('keys', 'create', '--role', 'integrator', '--region', REGION, '--holder', '县医院接口', '--json')));
    expect(created).toMatchObject({ role: 'INTEGRATOR', regions: [REGION], key: expect.stringMatching(/^dip_test_/) as string });
    const listed = ok(await run('keys', 'list')).out;
    expect(listed).toContain('县医院接口');
    expect(listed).not.toContain(String(created.key));
    ok(await run('keys', 'revoke', String(created.id)));
    expect(ok(await run('keys', 'list')).out).toContain('已撤销');
    const unknown = await run('keys', 'revoke', 'nobody');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.err).toContain('找不到密钥“nobody”');
  });

  test('cases are imported from a file of the client, and scored from the store', async () => {
    const dry = json(ok(await run('cases', 'import', 'cases.csv', '--region', REGION, '--dry-run', '--json')));
    expect(dry).toMatchObject({ read: 10, accepted: 10, rejected: 0, dryRun: true });
    const { out } = ok(await run('cases', 'import', 'cases.csv', '--region', REGION, '--rows', '10'));
    expect(out).toContain('10 条 = 接受 10 + 拒绝 0');
    const twice = await run('cases', 'import', 'cases.csv', '--region', REGION, '--rejects', 'rejects.csv');
    expect(twice.exitCode).toBe(1);
    expect(twice.out).toContain('DUPLICATE_CASE');
    expect((await readFile(file('rejects.csv'), 'utf8')).trimEnd().split('\n')).toHaveLength(11);
    const short = await run('cases', 'import', 'cases.csv', '--region', REGION, '--rows', '11');
    expect(short.exitCode).toBe(1);
    expect(short.out).toContain('应有 11 条，实读 10 条');
    expect(ok(await run('score', '--explain', NEW_CASES[0]?.caseNo ?? '')).out).toContain('计分过程');
  });

  test('quality shows counts by institution, and every finding as CSV with one byte order mark (N21-11, DU-5)', async () => {
    const code = must(INSTITUTIONS[0], 'institution').code;
    const heading = 'caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost';
    await writeFile(file('odd.csv'), `${heading}\nODD-1,${code},EMPLOYEE,2025-03-01,2025-03-09,I63.900,0\n`);
    expect((await run('cases', 'import', 'odd.csv', '--region', REGION, '--errors', 'SKIP')).out).toContain('QUALITY_RETURNED');
    const own = ['quality', '--region', REGION, '--institution', code] as const;
    const counts = JSON.parse(ok(await run(...own, '--json')).out) as Record<string, unknown>[];
    expect(counts.map(({ dimension, returned }) => [dimension, returned])).toEqual([
      ...[['TIMELY', 0], ['COMPLETE', 0], ['REASONABLE', 1], ['STANDARD', 0]], // prettier-ignore
    ]);
    expect(ok(await run(...own)).out).toContain('合理');
    const { out } = ok(await run(...own, '--csv'));
    expect([out.indexOf('\uFEFF'), out.lastIndexOf('\uFEFF')]).toEqual([0, 0]);
    expect(out).toMatch(new RegExp(`^${code},ODD-1,2025-03-09,REASONABLE,ERROR,true,totalCost,cost-zero,`, 'm'));
    expect(ok(await run('quality', '--region', REGION, '--institution', 'NO-SUCH')).out).toContain('没有清单');
    expect((await run('quality', '--region', 'nowhere')).exitCode).toBe(2);
  });

  test('a city is made once; a region whose ruleset asks for other facts is refused by name', async () => {
    const again = ok(await run('sample', '--cases', '999'));
    expect(again.err).toContain('此前已经生成');
    expect(again.out).toMatch(/^病例 +2025 年 70 例，前三年共 360 例$/m);
    const other = await run('sample', '--region', '991500', '--cases', '10', '--json');
    expect(other.exitCode).toBe(1);
    expect(json(other)).toMatchObject({ error: { code: 'SAMPLE_FACTS' } });
  });

  test('a ruleset that is there already is loaded again without a change', async () => {
    const loaded = json(ok(await run('ruleset', 'load', path.join(ROOT, 'rulesets/990300-sandbox/2025.1.json'), '--json')));
    expect(loaded).toMatchObject({ loaded: [{ version: '2025.1', regionCode: REGION }] });
  });

  test('a ruleset whose base is not loaded is refused with the command to type', async () => {
    const early = await run('ruleset', 'load', path.join(ROOT, 'rulesets/990410-linear-additions/2024.1.json'), '--json');
    const zh = expect.stringMatching(/dip ruleset load \S+990400\S+\.json \S+990410\S+\.json/) as string;
    expect(early.exitCode).toBe(1);
    expect(json(early)).toMatchObject({ error: { code: 'BASE_NOT_LOADED', messages: { zh } } });
  });

  test('backup → restore → the same scores, the same result hash, without a server', async () => {
    const held = json(ok(await run(...CLEAR, '--json', '--key', 'held')));
    ok(await run('score', 'cases.csv', '--out', 'beside.csv'));
    ok(await run('backup', 'city.backup'));
    const restored = path.join(directory, 'restored');
    const { out } = ok(await dip(restored, directory, 'restore', 'city.backup'));
    expect(out).toMatch(/^inpatient_case {2,}430 行$/m);
    const early = await dip(restored, directory, ...CLEAR, '--json');
    expect(early.out).toContain('RULESET_TAMPERED'); // the keys are no part of a backup
    await cp(path.join(dataDir, 'keys/trusted'), path.join(restored, 'keys/trusted'), { recursive: true });
    const alone = json(ok(await dip(restored, directory, ...CLEAR, '--json')));
    expect({ ...alone, id: '', runNo: 0 }).toEqual({ ...held, id: '', runNo: 0 });
    ok(await dip(restored, directory, 'score', 'cases.csv', '--out', 'alone.csv'));
    expect(await readFile(file('beside.csv'), 'utf8')).toBe(await readFile(file('alone.csv'), 'utf8'));
    const again = await dip(restored, directory, 'restore', 'city.backup');
    expect(again).toMatchObject({ exitCode: 1 });
    expect(again.err).toContain('已有数据库');
  });

  test('a further worker scores shards of a run that another process drives: same result', async () => {
    const { store } = platform;
    const write = <T>(work: (unit: Unit) => Promise<T>): Promise<T> => store.transaction(PLATFORM_ACCESS, 'WRITE', work);
    const started = await startClearingRun(platform, platformCaller(platform), {
      regionCode: REGION,
      year: 2025,
      insurance: 'EMPLOYEE',
      idempotencyKey: 'helped',
    });
    const { runNo } = started;
    const lease = await write(async (unit) => {
      const { runs } = unit;
      const claimed = must(await runs.claim({ worker: 'driver', leaseMs: 60_000, regionCode: REGION, runNo }), 'lease');
      const { from, to, periodBy } = parseSnapshot(await runs.snapshot(REGION, runNo));
      const selection = { regionCode: REGION, insurance: 'EMPLOYEE', from, to, periodBy } as const;
      await cutRun(unit, { regionCode: REGION, runNo, selection }, 7);
      await runs.update(claimed, { status: 'RUNNING' });
      return claimed;
    });
    const errors: unknown[] = [];
    const helped = await helpRunningClearings(platform, {
      worker: 'helper',
      isStopping: () => false,
      failed: (error) => errors.push(error),
    });
    expect(helped).toBeGreaterThan(2);
    await write(({ runs }) => runs.release(lease));
    const finished = json(ok(await run('clear', '--region', REGION, '--resume', started.id, '--json')));
    expect(errors).toEqual([]);
    expect(finished).toMatchObject({ runNo, status: 'SUCCEEDED', imbalance: '0.00' });
    expect(finished.payable).toBe(json(ok(await run(...CLEAR, '--json', '--key', 'held'))).payable);
  });

  test('catalogue export → import gives the same content hash; one wrong row imports nothing', async () => {
    ok(await run('catalogue', 'export', '--region', REGION, '--version', '2025.1', '--out', 'catalogue.csv'));
    const target = ['--region', REGION, '--from', '2025-07-01', '--json'];
    const imported = json(ok(await run('catalogue', 'import', 'catalogue.csv', '--version', '2025.7', ...target)));
    expect(imported).toMatchObject({ problemCount: 0, catalogue: { contentHash: catalogueHash } });
    const text = await readFile(file('catalogue.csv'), 'utf8');
    await writeFile(file('broken.csv'), text.replace(/\r\n([^,]+),/, '\r\n,'));
    const broken = await run('catalogue', 'import', 'broken.csv', '--version', '2025.8', '--region', REGION, '--from', '2025-08-01');
    expect(broken.exitCode).toBe(1);
    expect(broken.out).toContain('未作任何更改');
    const taken = await run('catalogue', 'import', 'catalogue.csv', '--version', '2025.9', ...target);
    expect(json(taken)).toMatchObject({
      error: { code: 'CONFLICT', messages: { zh: expect.stringContaining('生效日 2025-07-01已被目录库 2025.7') as string } },
    });
  });

  test('catalogue build works from the history', async () => {
    const target = ['--region', REGION, '--version', '2026.1', '--from', '2026-01-01', '--last-year', '2024'];
    const { out } = ok(
      await run('catalogue', 'build', ...target, '--method', path.join(ROOT, 'src/app/sample/data/catalogue-method.json')),
    );
    expect(out).toMatch(/^病种 {2,}\d+ 个，其中核心 \d+ 个$/m);
  });

  test('a missing file of the client is the client’s mistake, and the server lives on', async () => {
    const ran = await run('cases', 'import', 'no-such.csv', '--region', REGION);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('无法打开文件 no-such.csv：没有这个文件或目录');
    ok(await run('keys', 'list'));
  });

  test('a restore is refused, with what to do', async () => {
    const ran = await run('restore', 'city.backup');
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('请先停止服务');
  });

  test('another process finds the directory held and gets its answer all the same', async () => {
    const child = spawn(process.execPath, [await plainJavaScript(path.join(ROOT, 'src/cli/dip.ts')), 'keys', 'list', '--json'], {
      cwd: ROOT,
      env: { ...process.env, DIP_DATA_DIR: dataDir },
    });
    let out = '';
    let err = '';
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString('utf8')));
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString('utf8')));
    const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ keys: [{ holder: '县医院接口' }] });
  });
});

test('a holder that takes no commands is named, with what to do', async () => {
  const lock = await lockDirectory(dataDir);
  try {
    const ran = await run('keys', 'list');
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain(`正被进程 ${process.pid} 使用，它不接收命令`);
  } finally {
    await lock.release();
  }
}, 30_000);

function widthOf(line: string): number {
  return [...line].reduce((width, character) => width + (character.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
}
