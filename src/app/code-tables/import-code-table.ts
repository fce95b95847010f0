import type { CodeRowProblem } from './code-row-problems.js';
import { readCodeTable } from './code-table-file.js';
import { ConflictError, invalidField } from '../base/errors.js';
import { codeTableHash, codeTableText } from '../caches/code-library.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CodeTableRecord, NewCodeTable } from '../ports/ports-code-table.js';
import { isRealDate } from '../../engine/kit/calendar.js';

/** A file of codes to be imported. */
export interface ImportCodeTable extends Pick<NewCodeTable, 'regionCode' | 'kind' | 'codeSystem' | 'version' | 'validFrom'> {
  readonly validTo?: string;
  readonly title?: NewCodeTable['title'];
  readonly sources?: readonly string[];
  /** CSV, a workbook with such a sheet, or text with a code and its name a line. */
  readonly file: Uint8Array;
  /** CHECK: report only, nothing is stored. */
  readonly mode: 'CHECK' | 'STORE';
}

/** What became of a file. `table` is null when it was only checked, or when anything in it is wrong. */
export interface ImportedCodeTable {
  readonly table: CodeTableRecord | null;
  /** Codes that were read. */
  readonly rowCount: number;
  /** Hash of what the table says; null where anything is wrong. */
  readonly contentHash: string | null;
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: readonly CodeRowProblem[];
}

/** Most problems that are reported. */
const MOST_PROBLEMS = 1_000;
const LONGEST_VERSION = 60;

/**
 * Imports a version of an edition's codes, whole or not at all. The same content again is the record that is there; the same version with
 * another content is refused: stored tables never change. Throws FORBIDDEN, NOT_FOUND (region), VALIDATION_FAILED (file, days), CONFLICT.
 */
export async function importCodeTable(platform: Platform, caller: Caller, input: ImportCodeTable): Promise<ImportedCodeTable> {
  requirePermission(caller.actor, 'catalogue:write', input.regionCode);
  requireNamed(input);
  const { rows, problems } = await readCodeTable(input.file, input.kind);
  const report = { rowCount: rows.length, problemCount: problems.length, problems: problems.slice(0, MOST_PROBLEMS) };
  if (problems.length > 0) return { table: null, contentHash: null, ...report };
  const content = codeTableText(rows);
  const table = tableOf(input, content, rows.length);
  const stored = input.mode === 'CHECK' ? null : await store(platform, caller, table, content);
  return { table: stored, contentHash: table.contentHash, ...report };
}

function tableOf(input: ImportCodeTable, content: Uint8Array, rowCount: number): NewCodeTable {
  const { regionCode, kind, codeSystem, version, validFrom, validTo, title, sources } = input;
  const what = kind === 'DIAGNOSIS' ? { zh: '诊断编码', en: 'diagnoses' } : { zh: '手术操作编码', en: 'operations' };
  const facts = {
    ...{ kind, codeSystem, version: version.trim(), validFrom, validTo: validTo ?? null },
    title: title ?? { zh: `${what.zh}（${version.trim()}）`, en: `Codes of ${what.en} (${version.trim()})` },
    sources: [...(sources ?? [])],
  };
  return { regionCode, ...facts, contentHash: codeTableHash(facts, content), rowCount };
}

async function store(platform: Platform, { actor }: Caller, table: NewCodeTable, content: Uint8Array): Promise<CodeTableRecord> {
  const { regionCode, kind, codeSystem, version, contentHash } = table;
  let isNew = false;
  return await runCommand(platform, actor, {
    permission: 'catalogue:write',
    regionCode,
    action: 'codes:import',
    work: async (unit) => {
      await unit.lock(regionCode, 'code tables');
      const known = await unit.codeTables.find(regionCode, { kind, codeSystem, version });
      if (known?.contentHash === contentHash) return known;
      if (known !== undefined) throw taken(known);
      isNew = true;
      return await unit.codeTables.insert(table, content);
    },
    audit: ({ id }) => (isNew ? { subject: id, detail: { kind, codeSystem, version, contentHash } } : undefined),
  });
}

function requireNamed({ version, validFrom, validTo }: ImportCodeTable): void {
  const name = version.trim();
  if (name === '' || name.length > LONGEST_VERSION) {
    const messages = {
      zh: `版本名称应有 1 至 ${LONGEST_VERSION} 个字符，如“医保版 2.0”。`,
      en: `A version has 1 to ${LONGEST_VERSION} characters.`,
    };
    throw invalidField(['version'], 'LENGTH', messages);
  }
  for (const [field, day] of [
    ['validFrom', validFrom],
    ['validTo', validTo],
  ] as const) {
    if (day !== undefined && !isRealDate(day))
      throw invalidField([field], 'INVALID_DATE', {
        zh: `“${day}”不是日期，应为 YYYY-MM-DD。`,
        en: `"${day}" is no day; write YYYY-MM-DD.`,
      });
  }
  if (validTo !== undefined && validTo < validFrom)
    throw invalidField(['validTo'], 'OUT_OF_RANGE', { zh: '停用日不能早于启用日。', en: 'The last day is before the first.' });
}

function taken({ version, contentHash }: CodeTableRecord): ConflictError {
  return new ConflictError(
    {
      zh: `编码表 ${version} 已入库，内容不同（哈希 ${contentHash.slice(0, 12)}…），未作任何更改。入库的编码表不再改变：请换一个版本名称。`,
      en: `The code table ${version} is stored with another content (hash ${contentHash.slice(0, 12)}…); nothing was changed. Stored tables never change: choose another version.`,
    },
    { currentHash: contentHash },
  );
}
