import type { RunRecord } from './app/ports/clearing/ports-run.js';
import type { SampleProgress } from './app/sample/seed-city.js';
import { printFen } from './engine/number/quantity.js';

const STEPS: Readonly<Record<Parameters<SampleProgress>[0], string>> = {
  RULESETS: '规则集 rulesets',
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

/** Prints the first administrator's key: the only time that it can be read. */
export function printAdminKey(key: string): void {
  process.stdout.write(`\n管理员密钥（只显示这一次，请妥善保存） administrator's key, shown once:\n  ${key}\n`);
}

/** Says which regions can't score or clear until their versions are looked at. */
export function printToSign(regions: readonly string[]): void {
  if (regions.length === 0) return;
  const [first = ''] = regions;
  process.stdout.write(
    `\n这些地区有未签名或签名不受信任的规则集，在处理之前不能计分、清算：${regions.join('、')}\n  先看 dip ruleset verify --region ${first}；是升级之前载入的，核对后逐个地区运行 dip ruleset sign --region ${first}\nRulesets of these regions are unsigned or not trusted, and refused. Look: dip ruleset verify; from before the upgrade: dip ruleset sign.\n`,
  );
}

/** Prints what the sample city's year came to, the addresses and the DEMO key. Lines fit a terminal of 80 columns. */
export function printSummary(runs: readonly RunRecord[], url: string, demoKey: string | undefined): void {
  const year = runs[0]?.year;
  process.stdout.write(
    year === undefined
      ? '\n演示市（990300，合成数据）此前已生成，未作更改 the sample city was made before; nothing was changed\n'
      : `\n演示市（990300，合成数据）${year} 年清算 clearing of the synthetic sample city\n`,
  );
  for (const run of runs) process.stdout.write(`\n${fundLines(run).join('\n')}\n`);
  process.stdout.write(
    `\n  控制台 web ${url}/\n  GraphiQL   ${url}/graphiql\n  GraphQL    ${url}/graphql\n  健康 health ${url}/health/ready\n`,
  );
  if (demoKey !== undefined)
    process.stdout.write(`  DEMO 密钥 key（仅限演示地区，本次启动有效 sandbox only, until restart）\n             ${demoKey}\n`);
  process.stdout.write('\n');
}

/** One fund's figures, a line each. */
function fundLines({ insurance, runNo, totals }: RunRecord): readonly string[] {
  const money = (fen: bigint | null | undefined): string => (fen === undefined || fen === null ? '' : printFen(fen));
  const figures: readonly (readonly [string, string])[] = [
    ['病例 cases', String(totals.cases ?? '')],
    ['总分值 points', totals.totalPoints ?? ''],
    ['结算点值 point value', `${totals.pointValue ?? ''} 元/分 yuan per point`],
    ['可分配基金 fund', `${money(totals.fundFen)} 元 yuan`],
    ['清算应拨 payable', `${money(totals.payableFen)} 元 yuan`],
    ['不平衡 imbalance', `${money(totals.imbalanceFen)} 元 yuan`],
  ];
  const fund = insurance === 'EMPLOYEE' ? '职工基金 EMPLOYEE' : '居民基金 RESIDENT';
  return [`  ${fund} · 第 ${runNo} 次清算 run ${runNo}`, ...figures.map(([label, value]) => `    ${label}：${value}`)];
}
