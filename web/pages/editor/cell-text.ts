import { isDay } from '../../parts/days.ts';
import { isDecimalText } from '../../parts/decimal-text.ts';
import { conditionOf } from './rules/condition-text.ts';
import type { Cell, Patch } from './use-edits.ts';

/** Why a text can't stand in a cell; `undefined`: it can. */
export type Wrong = 'notDecimal' | 'notDay' | 'notListed' | 'notEmpty';

/** What was typed or pasted, in half-width letters and without spaces around it. */
function meant(typed: string): string {
  return typed.normalize('NFKC').trim();
}

/** The edit that puts a text into a cell, or why it can't stand there. */
export function editOf(cell: Cell, typed: string): Patch | Wrong {
  const pointer = cell.pointer ?? '';
  const text = cell.input === 'TEXT' ? typed.trim() : meant(typed);
  if (text === '') return cell.mayBeEmpty ? { pointer, remove: true } : 'notEmpty';
  switch (cell.input) {
    case 'TEXT':
      return { pointer, text };
    case 'DECIMAL':
      return isDecimalText(text) ? { pointer, text } : 'notDecimal';
    case 'DAY':
      return isDay(text) ? { pointer, text } : 'notDay';
    case 'LIST': {
      const members = typed
        .split(/[；;]/)
        .map((one) => one.trim())
        .filter((one) => one !== '');
      return { pointer, json: JSON.stringify(members) };
    }
    case 'CONDITION':
      return { pointer, json: JSON.stringify(conditionOf(text)) };
    case 'CHOICE': {
      const isMeant = (one: Cell['choices'][number]): boolean =>
        meant(one.text) === text || meant(one.text).split(' ').includes(text) || one.json === JSON.stringify(text);
      const found = cell.choices.find(isMeant);
      return found === undefined ? 'notListed' : { pointer, json: found.json };
    }
  }
}

/** The edit that puts back what stood in a cell. */
export function undoOf(cell: Cell): readonly Patch[] {
  const edit = editOf(cell, cell.text);
  return typeof edit === 'string' ? [] : [edit];
}

/** A block of a spreadsheet, as it comes from the clipboard: rows of cells. One cell alone is none. */
export function blockOf(pasted: string): readonly (readonly string[])[] | undefined {
  const lines = pasted.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.length > 1 || pasted.includes('\t') ? lines.map((line) => line.split('\t')) : undefined;
}
