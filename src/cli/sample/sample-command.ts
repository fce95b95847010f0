import type { Command } from 'commander';
import { count, JSON_OPTION, positive, sandboxRegion } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { prepareSampleRegion } from './sample-region.js';
import { addSampleYearCommand } from './sample-year-command.js';
import { list } from '../terminal/table.js';
import { UnknownDeclaredFactError } from '../../app/sample/generate/declared-facts.js';
import { SAMPLE_DEFAULTS, SAMPLE_REGION, sampleCity } from '../../app/sample/sample-city.js';
import { seedCity, type SampleProgress } from '../../app/sample/seed-city.js';
import { must } from '../../engine/kit/assert.js';
import { INSURANCE_SCHEMES } from '../../engine/plan/inpatient-case.js';

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
  const command = program
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
  addSampleYearCommand(command, context);
}

const STEPS: Readonly<Record<Parameters<SampleProgress>[0], string>> = {
  RULESETS: '规则集',
  INSTITUTIONS: '机构',
  CASES: '病例',
  YEAR: '预算与拨付',
  CATALOGUE: '目录库',
};

async function sample(context: Context, options: SampleOptions): Promise<void> {
  const { institutions, year, json } = options;
  if (institutions < FEWEST_INSTITUTIONS) throw tooFew(institutions);
  if (year < FIRST_YEAR || year > 2100) throw badYear(year);
  const city = await withSession(context, 'MAY_BE_EMPTY', async (session) => {
    const earlier = await storedCity(session, options);
    if (earlier === undefined) await makeCity(context, session, options);
    else
      await context.terminal.say(
        '这座城市此前已经生成，未作更改；要另一座请换 --region。 The city was made before; nothing was changed.\n',
      );
    return must(await storedCity(session, options), 'city');
  });
  if (json === true) return await printJson(context, city);
  const { regionCode, groups, yearCases, historyCases } = city;
  const summary = list([
    ['地区', `${regionCode}（合成数据，仅供演示）`],
    ['机构', `${city.institutions} 家`],
    ['病例', `${year} 年 ${yearCases} 例，前三年共 ${historyCases} 例`],
    ['目录库', `${year}.1，${groups} 个病种`],
  ]);
  const next = INSURANCE_SCHEMES.map((scheme) => `  dip clear --region ${regionCode} --year ${year} --insurance ${scheme}\n`);
  await context.terminal.out(`${summary}接下来可以清算：\n${next.join('')}`);
}

async function makeCity({ terminal }: Context, { platform, caller }: OpenPlatform, options: SampleOptions): Promise<void> {
  const { region, cases, history, institutions, seed, year } = options;
  const name = await prepareSampleRegion(platform, caller, region, year);
  const size = { seed, institutions, cases, year, ...(history === undefined ? {} : { historyCases: history }) };
  const progress: SampleProgress = (step, done, total) => terminal.progress({ label: `生成${STEPS[step]}`, done, total });
  await seedCity(platform, { ...sampleCity(size), regionCode: region, name }, progress).catch((error: unknown) => {
    throw error instanceof UnknownDeclaredFactError ? unknownFacts(error) : error;
  });
}

interface StoredCity {
  readonly regionCode: string;
  readonly year: number;
  readonly institutions: number;
  readonly yearCases: number;
  readonly historyCases: number;
  readonly groups: number;
  readonly catalogueHash: string;
}

const HISTORY_YEARS = 3;

/** The city as it is stored; the budget of its year is among what is made last. */
async function storedCity({ caller }: OpenPlatform, { region, year }: SampleOptions): Promise<StoredCity | undefined> {
  return await caller.read(async ({ catalogues, institutions, cases, fundYears }) => {
    const catalogue = await catalogues.findByVersion(region, `${year}.1`);
    const budget = await fundYears.budget({ regionCode: region, year, insurance: 'EMPLOYEE' });
    if (catalogue === undefined || budget === undefined) return undefined;
    const throughImportSeq = await cases.lastImportSeq(region);
    const count = async (first: number, last: number): Promise<number> =>
      Number(
        await cases.count({ regionCode: region, throughImportSeq, from: `${first}-01-01`, to: `${last}-12-31`, periodBy: 'DISCHARGE' }),
      );
    return {
      regionCode: region,
      year,
      institutions: (await institutions.list(region)).length,
      yearCases: await count(year, year),
      historyCases: await count(year - HISTORY_YEARS, year - 1),
      groups: catalogue.groupCount,
      catalogueHash: catalogue.contentHash,
    };
  });
}

function unknownFacts({ scope, facts }: UnknownDeclaredFactError): Mistake {
  const names = facts.join('、');
  return new Mistake(
    'SAMPLE_FACTS',
    `该地区的规则集要求生成器不提供的事实：${names}（${scope}）。请换一个沙盒地区，例如 ${SAMPLE_REGION}，或不指定已有规则集的地区。`,
    `The region's ruleset asks for facts that the generator does not make: ${names} (${scope}). Choose another sandbox region, such as ${SAMPLE_REGION}.`,
  );
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
