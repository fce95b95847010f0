import Table from 'cli-table3';
import type { RunRecord } from './app/ports-run.js';
import type { SampleProgress } from './app/sample/seed-city.js';
import { printFen } from './engine/quantity.js';

const STEPS: Readonly<Record<Parameters<SampleProgress>[0], string>> = {
  INSTITUTIONS: '医疗机构 institutions',
  CASES: '病例 cases',
  YEAR: '预算、考核、拨付 budget, assessment, payments',
  CATALOGUE: '病种目录库 catalogue',
};

/** Says what the first start is doing: one line a step, cases in tenths. */
export const printProgress: SampleProgress = (step, done, total) => {
  if (step === 'CASES' && done < total && Math.floor((done * 10) / total) === Math.floor(((done - 1) * 10) / total)) return;
  process.stdout.write(`  合成演示市 sample city · ${STEPS[step]} ${done}/${total}\n`);
};

/** Prints what the sample city's year came to, the addresses and the DEMO key. */
export function printSummary(runs: readonly RunRecord[], url: string, demoKey: string | undefined): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['基金 fund', '病例 cases', '总分值 points', '结算点值 yuan/point', '可分配 fund', '清算应拨 payable', '不平衡 imbalance'],
  });
  for (const { insurance, totals } of [...runs].reverse()) {
    const name = insurance === 'EMPLOYEE' ? '职工 EMPLOYEE' : '居民 RESIDENT';
    const money = (fen: bigint | undefined): string => (fen === undefined ? '' : printFen(fen));
    table.push([
      name,
      String(totals.cases ?? ''),
      totals.totalPoints ?? '',
      totals.pointValue ?? '',
      money(totals.fundFen),
      money(totals.payableFen),
      money(totals.imbalanceFen),
    ]);
  }
  const year = runs[0]?.year ?? '';
  process.stdout.write(`\n演示市（990300，合成数据）${year} 年清算 clearing of the synthetic sample city:\n${table.toString()}\n\n`);
  process.stdout.write(`  GraphiQL   ${url}/graphiql\n  GraphQL    ${url}/graphql\n  健康 health ${url}/health/ready\n`);
  if (demoKey !== undefined)
    process.stdout.write(`  DEMO 密钥 key（仅限演示地区，本次启动有效 sandbox only, until restart）\n             ${demoKey}\n`);
  process.stdout.write('\n');
}
