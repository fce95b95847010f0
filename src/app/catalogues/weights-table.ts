import type { CsvRecord, CsvTable } from '../sheets/csv-records.js';

/** Names of a grouper's groups by code. */
export type GroupNames = ReadonlyMap<string, string>;

const CODE = /^(?:drg|drg编码|drg代码|病组编码|病组代码|code)$/i;
const WEIGHT = /^(?:weight|rw|权重|points)$/i;
const KIND = /^(?:kind|病种类型|分组层)$/i;
const NAME = /^(?:name|病种名称|病组名称|drg名称)$/i;

/**
 * 权重表 a table of DRG codes and weights, as cities publish them, made a table of groups: names and the layer come from the grouper. Any
 * other table stays as it is. A group that the grouper lacks is called by its code: it is reported, not guessed.
 */
export function weightsTable({ header, records }: CsvTable, names: GroupNames): CsvTable {
  if (header === undefined) return { header, records };
  const plain = header.cells.map((cell) => cell.trim());
  const code = plain.findIndex((cell) => CODE.test(cell));
  const weight = plain.findIndex((cell) => WEIGHT.test(cell));
  if (code < 0 || weight < 0 || plain.some((cell) => KIND.test(cell))) return { header, records };
  const name = plain.findIndex((cell) => NAME.test(cell));
  const titles = plain.map((cell, i) => (i === code ? 'code' : i === weight ? 'points' : i === name ? 'name' : cell));
  const added = (cells: readonly string[]): readonly string[] => {
    const stated = (cells[code] ?? '').trim();
    return name < 0 ? ['DRG', names.get(stated) ?? stated] : ['DRG'];
  };
  const widened = ({ line, cells }: CsvRecord): CsvRecord => ({
    line,
    cells: cells.length === plain.length ? [...cells, ...added(cells)] : cells,
  });
  return { header: { line: header.line, cells: [...titles, ...(name < 0 ? ['kind', 'name'] : ['kind'])] }, records: records.map(widened) };
}
