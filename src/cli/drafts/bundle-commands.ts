import type { Command } from 'commander';
import { idempotencyKeyOf, ofRegion, type DraftOptions } from './draft-options.js';
import { printDraft } from './draft-text.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { diffText, versionDiff } from '../rulesets/ruleset-diff-text.js';
import { list } from '../terminal/table.js';
import { Mistake } from '../terminal/mistake.js';
import { readAtMost, writeWhole } from '../terminal/terminal.js';
import { LARGEST_BUNDLE } from '../../app/bundles/bundle.js';
import type { CatalogueComparison } from '../../app/bundles/compare-catalogues.js';
import { exportRulesetBundle } from '../../app/bundles/export-bundle.js';
import { importBundle, previewBundle, type BundlePreview } from '../../app/bundles/import-bundle.js';

interface ExportOptions extends DraftOptions {
  readonly version: string;
  readonly catalogue?: string;
  readonly out: string;
}

interface ImportOptions extends DraftOptions {
  readonly acceptKey: readonly string[];
  readonly catalogueTo?: string;
  readonly confirm?: string;
  readonly name?: string;
}

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `dip bundle export|import`: rulesets from one city to another. */
export function addBundleCommands(program: Command, context: Context): void {
  const bundle = program
    .command('bundle')
    .description('规则包：规则集连同所继承的、目录库、示例和签名，从一个城市带到另一个\nrulesets from one city to another');
  ofRegion(bundle.command('export').description('导出一个已发布的版本\nexport a published version'), 'READS')
    .requiredOption('--version <version>', '版本 version')
    .option('--catalogue <version>', '一并带上的病种目录库版本；不写不带 catalogue that goes with it')
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
    .option('--confirm <sha256>', '所看到的规则包哈希 the hash of the bundle that was looked at')
    .option('--name <name>', '草案名称 name of the draft')
    .action((file: string, options: ImportOptions) => importFrom(context, file, options));
}

async function exportTo(context: Context, { region, version, catalogue, out, json }: ExportOptions): Promise<void> {
  const { text, sha256 } = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    exportRulesetBundle(platform, caller, { regionCode: region, version, catalogue }),
  );
  await writeWhole(context.terminal, out, text);
  if (json === true) return await printJson(context, { file: out, sha256 });
  await context.terminal.out(`已导出 ${region} ${version} 到 ${out}\n哈希 ${sha256}（请以另一途径告知对方）\n`);
}

async function importFrom(context: Context, file: string, options: ImportOptions): Promise<void> {
  const { region, acceptKey, catalogueTo, confirm, json } = options;
  const input = { regionCode: region, bytes: await readAtMost(context.terminal, file, LARGEST_BUNDLE + 1), acceptedKeys: acceptKey };
  if (confirm !== undefined) {
    const { name } = options;
    if (name === undefined) throw new Mistake('USAGE', '确认时请以 --name 写明草案名称。', 'State the name of the draft: --name.');
    const wanted = { ...input, confirm, name, idempotencyKey: idempotencyKeyOf(options) };
    const opened = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => importBundle(platform, caller, wanted));
    return await printDraft(context, options, opened);
  }
  const preview = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) => previewBundle(platform, caller, input));
  if (catalogueTo !== undefined) await writeWhole(context.terminal, catalogueTo, preview.bundle.catalogue?.csv ?? '');
  if (json === true) await printJson(context, previewJson(preview));
  else await context.terminal.out(previewText(preview, region));
}

const TRUST = { TRUSTED: '受信任 trusted', ACCEPTED: '仅此一次接受 accepted once', UNKNOWN: '不受信任 unknown' } as const;
const STATES = { KNOWN: '已有，哈希相同', TO_LOAD: '没有，确认时载入' } as const;

function previewText({ sha256, bundle, keys, bases, before, beforeVersion, after, catalogue }: BundlePreview, region: string): string {
  const { ruleset } = bundle;
  const head = list([
    ['规则包', sha256],
    ['规则集', `${ruleset.region} ${ruleset.version} ${ruleset.scheme}，${ruleset.effectiveFrom} 至 ${ruleset.effectiveTo ?? '……'}`],
    ...keys.map(({ keyId, trust }) => ['签名', `${keyId} ${TRUST[trust]}`] as const),
    ...bases.map((base) => ['继承', `${base.region} ${base.version}：${STATES[base.state]}`] as const),
    ['目录库', catalogue === undefined ? '没有' : catalogueText(catalogue)],
    ['比较', beforeVersion === undefined ? `地区 ${region} 还没有规则可比` : `与地区 ${region} 的 ${beforeVersion}`],
  ]);
  const difference = before === undefined ? '' : `\n${diffText(before, after)}`;
  return `${head}${difference}\n未作更改。导入为草案：--confirm ${sha256} --name 名称；版本号和生效日在草案里改。\n`;
}

function catalogueText({ version, beside, groups, added, removed, changed }: CatalogueComparison): string {
  const difference =
    beside === undefined ? '本地区还没有' : `比 ${beside} 新增 ${added.length}、删去 ${removed.length}、改动 ${changed.length}`;
  return `${version}，${groups} 个病种；${difference}`;
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
