import { ValidationError, type FieldProblem } from '../base/errors.js';
import { importInstitutions, type ImportedInstitutions, type ImportInstitutions } from './import-institutions.js';
import { readInstitutionCsv, type InstitutionLine } from './institution-csv.js';
import type { Caller, Platform } from '../kernel/platform.js';

/** 机构文件 a CSV of institutions: what `importInstitutions` takes, as a table. */
export interface ImportInstitutionFile extends Pick<ImportInstitutions, 'regionCode' | 'dryRun' | 'scheme' | 'idempotencyKey'> {
  readonly file: Uint8Array;
}

/** Imports institutions from a CSV, all or none. Throws as `importInstitutions`, with the file's lines and columns as places. */
export async function importInstitutionFile(
  platform: Platform,
  caller: Caller,
  { file, ...input }: ImportInstitutionFile,
): Promise<ImportedInstitutions> {
  const lines = await readInstitutionCsv(file);
  const place = (problem: FieldProblem): FieldProblem => ({ ...problem, path: placeInFile(problem.path, lines) });
  try {
    const imported = await importInstitutions(platform, caller, { ...input, institutions: lines.map(({ row }) => row) });
    const read = lines.flatMap(({ notices }, index) =>
      notices.map((notice) => place({ ...notice, path: ['institutions', String(index), ...notice.path] })),
    );
    return { ...imported, warnings: [...read, ...imported.warnings.map(place)] };
  } catch (error) {
    if (!(error instanceof ValidationError) || error.code !== 'VALIDATION_FAILED') throw error;
    throw new ValidationError(error.fields.map(place));
  }
}

/** `institutions.0.level` is `line 2.level` of the file; a figure is named, not counted. */
function placeInFile(path: readonly string[], lines: readonly InstitutionLine[]): readonly string[] {
  const [first, index, ...rest] = path;
  const found = first === 'institutions' ? lines[Number(index)] : undefined;
  if (found === undefined) return path;
  const [part, figureIndex, ...more] = rest;
  const figure = part === 'figures' ? found.row.figures[Number(figureIndex)] : undefined;
  const column = figure === undefined ? rest : [['figure', figure.name, figure.year, figure.insurance].join('.'), ...more];
  return [`第 ${found.line} 行 line ${found.line}`, ...column];
}
