import type { Command } from 'commander';
import { idempotencyKeyOf, ofRegion, type DraftOptions } from './draft-options.js';
import { printDraft } from './draft-text.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { diffSummary, diffText, versionDiff } from '../rulesets/ruleset-diff-text.js';
import { list } from '../terminal/table.js';
import { Mistake } from '../terminal/mistake.js';
import { readAtMost, writeWhole } from '../terminal/terminal.js';
import { LARGEST_BUNDLE } from '../../app/bundles/bundle.js';
import type { CatalogueComparison } from '../../app/bundles/compare-catalogues.js';
import { exportRulesetBundle } from '../../app/bundles/export-bundle.js';
import { loadBundleBases } from '../../app/bundles/bundle-bases.js';
import { importBundle, previewBundle, type BundlePreview } from '../../app/bundles/import-bundle.js';
import type { BundleBase, SentBundle } from '../../app/bundles/read-bundle.js';
import { takeBundleCatalogue } from '../../app/bundles/take-catalogue.js';

interface ExportOptions extends DraftOptions {
  readonly version: string;
  /** `false`: none. */
  readonly catalogue?: string | false;
  readonly out: string;
}

interface ImportOptions extends DraftOptions {
  readonly acceptKey: readonly string[];
  readonly catalogueTo?: string;
  readonly all?: boolean;
  readonly confirm?: string;
  readonly name?: string;
}

interface ConfirmedOptions {
  readonly acceptKey: readonly string[];
  readonly confirm: string;
  readonly json?: boolean;
}

type CatalogueOptions = DraftOptions & ConfirmedOptions;

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `dip bundle export|import`: rulesets from one city to another. */
export function addBundleCommands(program: Command, context: Context): void {
  const bundle = program
    .command('bundle')
    .description('规则包：规则集连同所继承的、目录库、示例和签名，从一个城市带到另一个\nrulesets from one city to another');
  ofRegion(bundle.command('export').description('导出一个已发布的版本\nexport a published version'), 'READS')
    .requiredOption('--version <version>', '版本 version')
    .option(
      '--catalogue <version>',
      '一并带上的病种目录库版本；不写为它所用的 catalogue that goes with it; by default the one that it uses',
    )
    .option('--no-catalogue', '不带目录库 without one')
    .requiredOption('--out <file>', '写到此文件 file to write')
    .action((options: ExportOptions) => exportTo(context, options));
  ofRegion(
    bundle
      .command('import <file>')
      .description('先给出比较，不作更改；以 --confirm 确认哈希后成为草案\nshows the comparison; with --confirm it becomes a draft'),
    'CHANGES',
  )
    .option('--accept-key <id>', '仅此一次接受的不受信任的密钥 a key that is accepted for this bundle; repeatable', collect, [])
    .option('--catalogue-to <file>', '把包里的目录库写到此文件，再用 dip catalogue import 导入 write its catalogue to a file')
    .option('--all', '列出全部差异 every difference')
    .option('--confirm <sha256>', '所看到的规则包哈希 the hash of the bundle that was looked at')
    .option('--name <name>', '草案名称 name of the draft')
    .action((file: string, options: ImportOptions) => importFrom(context, file, options));
  confirmed(
    bundle
      .command('bases <file>')
      .description('载入它所继承而本平台没有的基础规则集，须有权在其地区发布\nload the bases that are not here')
      .option('--json', '输出 JSON print JSON'),
  ).action((file: string, options: ConfirmedOptions) => basesFrom(context, file, options));
  confirmed(
    ofRegion(
      bundle
        .command('catalogue <file>')
        .description('接收它的病种目录库：没有才导入，同名不同的拒绝\nimport its catalogue where the region has none of that version'),
      'READS',
    ),
  ).action((file: string, options: CatalogueOptions) => catalogueFrom(context, file, options));
}

function confirmed(command: Command): Command {
  return command
    .option('--accept-key <id>', '仅此一次接受的不受信任的密钥 a key that is accepted for this bundle; repeatable', collect, [])
    .requiredOption('--confirm <sha256>', '所看到的规则包哈希 the hash of the bundle that was looked at');
}

async function sentFrom({ terminal }: Context, file: string, { acceptKey }: Pick<ImportOptions, 'acceptKey'>): Promise<SentBundle> {
  return { bytes: await readAtMost(terminal, file, LARGEST_BUNDLE + 1), acceptedKeys: acceptKey };
}

async function basesFrom(context: Context, file: string, options: ConfirmedOptions): Promise<void> {
  const input = { ...(await sentFrom(context, file, options)), confirm: options.confirm };
  const bases = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => loadBundleBases(platform, caller, input));
  if (options.json === true) return await printJson(context, { bases });
  await context.terminal.out(list(bases.map(baseRow)) || '它不继承别的规则集。\n');
}

async function catalogueFrom(context: Context, file: string, options: CatalogueOptions): Promise<void> {
  const input = { regionCode: options.region, ...(await sentFrom(context, file, options)), confirm: options.confirm };
  const taken = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => takeBundleCatalogue(platform, caller, input));
  const { version, effectiveFrom, contentHash, groupCount } = taken;
  if (options.json === true) return await printJson(context, { catalogue: { version, effectiveFrom, contentHash, groupCount } });
  await context.terminal.out(`目录库 ${version}，${groupCount} 个病种，自 ${effectiveFrom} 生效，内容哈希 ${contentHash}\n`);
}

async function exportTo(context: Context, { region, version, catalogue, out, json }: ExportOptions): Promise<void> {
  const { text, sha256 } = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    exportRulesetBundle(platform, caller, { regionCode: region, version, catalogue: catalogue === false ? null : catalogue }),
  );
  await writeWhole(context.terminal, out, text);
  if (json === true) return await printJson(context, { file: out, sha256 });
  await context.terminal.out(`已导出 ${region} ${version} 到 ${out}\n哈希 ${sha256}（请以另一途径告知对方）\n`);
}

async function importFrom(context: Context, file: string, options: ImportOptions): Promise<void> {
  const { region, catalogueTo, confirm, json } = options;
  const input = { regionCode: region, ...(await sentFrom(context, file, options)) };
  if (confirm !== undefined) {
    const { name } = options;
    if (name === undefined) throw new Mistake('USAGE', '确认时请以 --name 写明草案名称。', 'State the name of the draft: --name.');
    const wanted = { ...input, confirm, name, idempotencyKey: idempotencyKeyOf(options) };
    return await withSession(context, 'NEEDS_DATA', async ({ platform, caller }) =>
      printDraft(context, options, caller, await importBundle(platform, caller, wanted)),
    );
  }
  const preview = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => previewBundle(platform, caller, input));
  if (catalogueTo !== undefined) await writeWhole(context.terminal, catalogueTo, preview.bundle.catalogue?.csv ?? '');
  if (json === true) await printJson(context, previewJson(preview));
  else await context.terminal.out(previewText(preview, options));
}

const TRUST = { TRUSTED: '受信任 trusted', ACCEPTED: '仅此一次接受 accepted once', UNKNOWN: '不受信任 unknown' } as const;
const STATES = { KNOWN: '已有，哈希相同', TO_LOAD: '没有，确认时载入' } as const;

function previewText(
  { sha256, bundle, keys, bases, before, beforeVersion, after, catalogue }: BundlePreview,
  { region, all = false }: ImportOptions,
): string {
  const { ruleset } = bundle;
  const head = list([
    ['规则包', sha256],
    ['规则集', `${ruleset.region} ${ruleset.version} ${ruleset.scheme}，${ruleset.effectiveFrom} 至 ${ruleset.effectiveTo ?? '……'}`],
    ...keys.map(({ keyId, trust }) => ['签名', `${keyId} ${TRUST[trust]}`] as const),
    ...bases.map(baseRow),
    ['目录库', catalogue === undefined ? '没有' : catalogueText(catalogue)],
    ['比较', beforeVersion === undefined ? `地区 ${region} 还没有规则可比` : `与地区 ${region} 的 ${beforeVersion}`],
  ]);
  const difference = before === undefined ? '' : `\n${all ? diffText(before, after) : diffSummary(before, after)}`;
  return `${head}${difference}\n未作更改。导入为草案：--confirm ${sha256} --name 名称；版本号和生效日在草案里改。\n`;
}

function baseRow({ region, version, state }: BundleBase): readonly [string, string] {
  return ['继承', `${region} ${version}：${STATES[state]}`];
}

function catalogueText({ version, state, beside, groups, added, removed, changed }: CatalogueComparison): string {
  const difference = `比 ${beside ?? ''} 新增 ${added.length}、删去 ${removed.length}、改动 ${changed.length}`;
  const words = {
    KNOWN: '已有，内容相同',
    ABSENT: beside === undefined ? '本地区还没有' : `本地区没有此版本，${difference}`,
    DIFFERENT: `本地区有同名而内容不同的，不能接收；${difference}`,
  };
  return `${version}，${groups} 个病种；${words[state]}`;
}

function previewJson({ sha256, bundle, keys, bases, before, beforeVersion, after, catalogue }: BundlePreview): unknown {
  const { region, version, scheme, contentHash, effectiveHash, effectiveFrom, effectiveTo } = bundle.ruleset;
  return {
    ...{ sha256, keys, bases, catalogue: catalogue ?? null },
    ruleset: { region, version, scheme, contentHash, effectiveHash, effectiveFrom, effectiveTo },
    comparedWith: beforeVersion ?? null,
    diff: before === undefined ? null : versionDiff(before, after),
  };
}
