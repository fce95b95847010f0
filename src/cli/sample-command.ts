import type { Command } from 'commander';
import { count, JSON_OPTION, positive, sandboxRegion } from './arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from './context.js';
import { Mistake } from './mistake.js';
import { prepareSampleRegion } from './sample-region.js';
import { list } from './table.js';
import { SAMPLE_DEFAULTS, SAMPLE_REGION, sampleCity } from '../app/sample/sample-city.js';
import { seedCity, type SampleProgress } from '../app/sample/seed-city.js';

interface SampleOptions extends CommonOptions {
  readonly region: string;
  readonly cases: number;
  readonly history?: number;
  readonly institutions: number;
  readonly seed: number;
  readonly year: number;
}

/** Fewer institutions than classes would leave a class without one. */
const FEWEST_INSTITUTIONS = 7;
const FIRST_YEAR = 2022;

/** `dip sample`. */
export function addSampleCommand(program: Command, context: Context): void {
  program
    .command('sample')
    .description('在沙盒地区（99xxxx）生成一座合成城市：机构、三年历史、待清算年度、目录库\nmake a synthetic city of any size')
    .option('--region <code>', '沙盒地区编码 sandbox region', sandboxRegion, SAMPLE_REGION)
    .option('--cases <number>', '待清算年度的病例数 cases of the year to clear', positive, SAMPLE_DEFAULTS.cases)
    .option('--history <number>', '每个历史年度的病例数（默认同上） cases of each year of history', positive)
    .option('--institutions <number>', '机构数 institutions', positive, SAMPLE_DEFAULTS.institutions)
    .option('--seed <number>', '随机种子：同一种子同一城市 same seed, same city', count, SAMPLE_DEFAULTS.seed)
    .option('--year <year>', '待清算年度 year to clear', positive, SAMPLE_DEFAULTS.year)
    .option(...JSON_OPTION)
    .action((options: SampleOptions) => sample(context, options));
}

const STEPS: Readonly<Record<Parameters<SampleProgress>[0], string>> = {
  INSTITUTIONS: '机构',
  CASES: '病例',
  YEAR: '预算与拨付',
  CATALOGUE: '目录库',
};

async function sample(context: Context, options: SampleOptions): Promise<void> {
  const { region, cases, history, institutions, seed, year, json } = options;
  if (institutions < FEWEST_INSTITUTIONS) throw tooFew(institutions);
  if (year < FIRST_YEAR || year > 2100) throw badYear(year);
  const made = await withSession(context, 'MAY_BE_EMPTY', async ({ platform, caller }) => {
    const name = await prepareSampleRegion(platform, caller, region, year);
    const size = { seed, institutions, cases, year, ...(history === undefined ? {} : { historyCases: history }) };
    await seedCity(platform, { ...sampleCity(size), regionCode: region, name }, (step, done, total) =>
      context.terminal.progress({ label: `生成${STEPS[step]}`, done, total }),
    );
    return await caller.read(async (unit) => ({
      institutions: (await unit.institutions.list(region)).length,
      catalogue: await unit.catalogues.findByVersion(region, `${year}.1`),
    }));
  });
  const groups = made.catalogue?.groupCount ?? 0;
  if (json === true)
    return await printJson(context, {
      regionCode: region,
      year,
      seed,
      cases,
      institutions: made.institutions,
      groups,
      catalogueHash: made.catalogue?.contentHash ?? null,
    });
  const summary = list([
    ['地区', `${region}（合成数据，仅供演示）`],
    ['机构', `${made.institutions} 家`],
    ['病例', `${year} 年 ${cases} 例，前三年各 ${history ?? cases} 例`],
    ['目录库', `${year}.1，${groups} 个病种`],
  ]);
  const next = ['EMPLOYEE', 'RESIDENT'].map((scheme) => `  dip clear --region ${region} --year ${year} --insurance ${scheme}\n`);
  await context.terminal.out(`${summary}接下来可以清算：\n${next.join('')}`);
}

function tooFew(institutions: number): Mistake {
  return new Mistake(
    'SAMPLE_INSTITUTIONS',
    `机构数至少 ${FEWEST_INSTITUTIONS} 家（每个类别一家），现为 ${institutions}。`,
    `At least ${FEWEST_INSTITUTIONS} institutions are needed, one of each class; ${institutions} were asked for.`,
  );
}

function badYear(year: number): Mistake {
  return new Mistake(
    'SAMPLE_YEAR',
    `年度应在 ${FIRST_YEAR} 到 2100 之间，现为 ${year}。`,
    `The year must be from ${FIRST_YEAR} to 2100, is ${year}.`,
  );
}
