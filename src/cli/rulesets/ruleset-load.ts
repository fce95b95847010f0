import path from 'node:path';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { requireRegion } from '../host/region.js';
import { fileOfVersion } from './ruleset-bases.js';
import { nearby } from './ruleset-check.js';
import { countWords, findingLines } from './ruleset-report.js';
import { readText } from './ruleset-text.js';
import { table } from '../terminal/table.js';
import { loadRuleset, takeover } from '../../app/rulesets/load-ruleset.js';
import { RulesetRefused } from '../../app/rulesets/refused.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import type { RulesetDocument } from '../../rules/document/document.js';
import type { Finding } from '../../rules/findings/finding.js';
import { parseDocument } from '../../rules/shape/parse.js';

/** What `dip ruleset load` takes. */
export interface LoadOptions extends CommonOptions {
  readonly name?: string;
}

/** A file that was loaded, with the days that changed hands. */
interface LoadedFile {
  readonly file: string;
  readonly text: string;
  readonly record: RulesetRecord;
  readonly days: readonly Finding[];
}

/** Loads and publishes files, one after the other. */
export async function loadFiles(context: Context, files: readonly string[], { json, name }: LoadOptions): Promise<void> {
  const loaded = await withSession(context, 'MAY_BE_EMPTY', async (session) => {
    const { platform, caller } = session;
    const records: LoadedFile[] = [];
    for (const file of files) {
      const text = await readText(context.terminal, file);
      const { document } = parseDocument(text);
      if (document !== undefined) {
        await requireBase(context, session, file, document);
        await requireRegion(platform, caller, document.region, name);
      }
      const days = await takeover(caller, document); // before it is there: afterwards nothing changes hands any more
      const record = await loadRuleset(platform, caller, text).catch((error: unknown) => {
        throw json !== true && error instanceof RulesetRefused ? refused(file, text, error) : error;
      });
      records.push({ file, text, record, days });
    }
    return records;
  });
  if (json === true)
    return await printJson(context, { loaded: loaded.map(({ file, record, days }) => ({ file, ...summaryOf(record), findings: days })) });
  const columns = ['文件', '地区', '版本', '生效日', '可结算', '合并哈希'].map((title) => ({ title }));
  const rows = loaded.map(({ file, record }) => {
    const { regionCode, version, effectiveFrom, settlementReady, effectiveHash } = record;
    return [file, regionCode, version, effectiveFrom, settlementReady ? '是' : '否（含假设）', effectiveHash];
  });
  const days = loaded.flatMap(({ file, text, days: findings }) =>
    findings.length === 0 ? [] : [`${file}\n`, findingLines({ text, findings }, ['ERROR', 'WARNING', 'INFO'])],
  );
  await context.terminal.out(`已载入并发布 ${loaded.length} 个版本。\n${table(columns, rows)}${days.join('')}`);
}

/** A file that was not loaded, with its findings as `dip ruleset check` prints them. */
function refused(file: string, text: string, { code, findings }: RulesetRefused): Mistake {
  const lines = findingLines({ text, findings }, ['ERROR', 'WARNING']);
  return new Mistake(
    code,
    `${file} 未载入。${countWords(findings)}\n${lines}`,
    `${file} was not loaded: ${findings.filter(({ severity }) => severity === 'ERROR').length} errors, above.`,
  );
}

function summaryOf(record: RulesetRecord): Readonly<Record<string, unknown>> {
  const { id, regionCode, version, scheme, title, effectiveFrom, effectiveTo, contentHash, effectiveHash, settlementReady } = record;
  return { id, regionCode, version, scheme, title, effectiveFrom, effectiveTo, contentHash, effectiveHash, settlementReady };
}

/** A base that is not loaded yet is named with its file, so that the command can be typed again with it in front. */
async function requireBase(context: Context, { caller }: OpenPlatform, file: string, { extends: wanted }: RulesetDocument): Promise<void> {
  if (wanted === undefined) return;
  const { region, version } = wanted;
  const stored = await caller.read(({ rulesets }) => rulesets.findByVersion(region, version));
  if (stored !== undefined) return;
  const { cwd } = context.terminal;
  const found = fileOfVersion(nearby(context, [file]), region, version);
  const base = found === undefined ? `<${region} ${version} 的文件>` : path.relative(cwd, found);
  throw new Mistake(
    'BASE_NOT_LOADED',
    `${file} 继承的基础规则集 ${region} ${version} 还没有载入。请把它写在前面一起载入：dip ruleset load ${base} ${file}`,
    `The base ${region} ${version}, which ${file} extends, is not loaded yet. Name it first: dip ruleset load ${base} ${file}`,
  );
}
