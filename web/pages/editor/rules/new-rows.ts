import { editOf, type Wrong } from '../cell-text.ts';
import type { Patch, Row, Sheet } from '../use-edits.ts';

/** Rows that are added, and what takes them out again; or why they can't be. */
export type Added = { readonly patches: readonly Patch[]; readonly undo: readonly Patch[] } | { readonly wrong: Wrong };

/** 规则名 how a row of a decision table may be called. */
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;

/** The list that a row is a member of. */
const listOf = ({ pointer }: Row): string => pointer.slice(0, pointer.lastIndexOf('/'));

/** A value with another one at a place within it; places that are numbers are of lists. */
function withAt(whole: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (/^\d+$/.test(step)) {
    const list: readonly unknown[] = Array.isArray(whole) ? whole : [];
    const isThere = list.some((_, index) => String(index) === step);
    return isThere
      ? list.map((one, index) => (String(index) === step ? withAt(one, rest, value) : one))
      : [...list, withAt(undefined, rest, value)];
  }
  const own: object = typeof whole === 'object' && whole !== null ? whole : {};
  const known: unknown = Reflect.get(own, step);
  return { ...own, [step]: withAt(known, rest, value) };
}

/** A name that no row has: what was pasted, or else a number behind. */
function nameFor(taken: ReadonlySet<string>, wanted: string | undefined): string {
  const name = wanted?.trim() ?? '';
  if (NAME.test(name) && !taken.has(name)) return name;
  for (let at = taken.size + 1; ; at += 1) if (!taken.has(`row-${at}`)) return `row-${at}`;
}

/** A row like another one, with texts in the place of its own, as a value of the document. */
function valueLike(row: Row, texts: ReadonlyMap<number, string>): { readonly value: unknown } | { readonly wrong: Wrong } {
  let value: unknown = undefined;
  for (const [column, cell] of row.cells.entries()) {
    if (cell.pointer === null) continue;
    const edit = editOf(cell, texts.get(column) ?? cell.text);
    if (typeof edit === 'string') return { wrong: edit };
    if (edit.remove === true) continue;
    const stated: unknown = typeof edit.json === 'string' ? JSON.parse(edit.json) : edit.text;
    const within = cell.pointer.slice(row.pointer.length + 1);
    value = withAt(value, within === '' ? [] : within.split('/'), stated);
  }
  return { value };
}

/** New rows behind those of the list that a row is in, each like it, with the texts of a line by column. */
export function addedRows(sheet: Sheet, like: Row, lines: readonly ReadonlyMap<number, string>[]): Added {
  const isNamed = sheet.id.startsWith('decisions/');
  const list = listOf(like);
  const count = sheet.rows.filter((row) => listOf(row) === list).length;
  const taken = new Set(sheet.rows.map(({ cells }) => cells[0]?.text ?? ''));
  const patches: Patch[] = [];
  const undo: Patch[] = [];
  for (const [index, texts] of lines.entries()) {
    const made = valueLike(like, texts);
    if ('wrong' in made) return made;
    if (isNamed) {
      const name = nameFor(taken, texts.get(0));
      taken.add(name);
      patches.push({ pointer: `${list}/${name}`, json: JSON.stringify(withAt(made.value, ['name'], name)) });
      undo.unshift({ pointer: `${list}/${name}`, remove: true });
    } else {
      patches.push({ pointer: `${list}/-`, json: JSON.stringify(made.value) });
      undo.unshift({ pointer: `${list}/${count + index}`, remove: true });
    }
  }
  return { patches, undo };
}
