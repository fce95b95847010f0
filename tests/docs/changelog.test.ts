import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeEntries } from '../../scripts/web-plugins.js';

const entries = changeEntries(readFileSync(path.resolve(import.meta.dirname, '../../CHANGELOG.md'), 'utf8'));

/** What stands between backticks: names of the API, of commands and of codes. */
const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => name.match(/[A-Za-z][A-Za-z_]{3,}/g) ?? []);

describe('CHANGELOG.md', () => {
  it('says every entry in Chinese as well: a line that begins with 中文： and ends it', () => {
    expect(entries.length).toBeGreaterThan(250);
    const lacking = entries.filter(({ zh }) => !zh.endsWith('。') || !/[\u4e00-\u9fff]/.test(zh));
    expect(lacking.map(({ title, text }) => title || text)).toEqual([]);
  });

  it('names nothing in Chinese that its English does not name', () => {
    const other = entries.flatMap(({ title, text, zh }) => namesIn(zh).filter((name) => !`${title} ${text}`.includes(name)));
    expect(other).toEqual([]);
  });

  it('is read entry by entry: release, bold beginning, text over several lines, Chinese', () => {
    const text =
      '# Changelog\n\n## Unreleased\n\n- **A title.** One\n  and two.\n  中文：一和二。\n- Plain.\n\n## 0.1.0\n\nFirst.\n\n- Old.\n  中文：旧。\n';
    expect(changeEntries(text)).toEqual([
      { release: 'Unreleased', title: 'A title.', text: 'One and two.', zh: '一和二。' },
      { release: 'Unreleased', title: '', text: 'Plain.', zh: '' },
      { release: '0.1.0', title: '', text: 'Old.', zh: '旧。' },
    ]);
  });
});
