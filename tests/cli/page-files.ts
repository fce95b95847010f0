import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { Step } from '../support/walk-through.js';

/** A step that changes a file. */
type Edit = Extract<Step, { readonly file: string }>;

/** Changes a file under a folder as a page says. What is to be replaced must stand there once. */
export async function edit(folder: string, step: Edit): Promise<void> {
  const place = path.join(folder, step.file);
  await writeFile(place, step.kind === 'CREATE' ? step.text : changed(await readFile(place, 'utf8'), step));
}

function changed(text: string, step: Exclude<Edit, { readonly kind: 'CREATE' }>): string {
  switch (step.kind) {
    case 'APPEND':
      return `${text}${step.text}`;
    case 'INSERT':
      return onlyOnce(text, step.after, `${step.after}\n${step.text.trimEnd()}`);
    case 'REPLACE':
      return onlyOnce(text, step.from, step.to);
  }
}

function onlyOnce(text: string, from: string, to: string): string {
  expect(text.split(from).length - 1, `“${from}” stands once in the file`).toBe(1);
  return text.replace(from, () => to);
}

/** `cp a/*.csv b.json folder/` or `cp a.json folder/b.json`, under a folder. */
export async function copy(folder: string, words: readonly string[]): Promise<void> {
  const target = words.at(-1) ?? '';
  for (const source of words.slice(0, -1)) {
    const { dir, base } = path.parse(source);
    const names = base.startsWith('*') ? (await readdir(path.join(folder, dir))).filter((name) => name.endsWith(base.slice(1))) : [base];
    expect(names, source).not.toEqual([]);
    const isFolder = path.extname(target) === '';
    for (const name of names) await cp(path.join(folder, dir, name), path.join(folder, target, isFolder ? name : ''));
  }
}
