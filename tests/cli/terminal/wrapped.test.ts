import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { wrapped } from '../../../src/cli/terminal/wrapped.js';

test('no line of a page is wider than 100 columns, where a Chinese character takes two, and no character is lost', () => {
  const text = `  ${'病种分值乘以机构系数'.repeat(20)} and ${'words in between '.repeat(12)}\n短行\n\n    ${'长'.repeat(49)}`;
  const lines = wrapped(text, 100).split('\n');
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(100);
  expect(lines.length).toBeGreaterThan(6);
  expect(wrapped(text, 100).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  expect(lines).toContain('短行');
  expect(lines.filter((line) => line.startsWith('  病'))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('    ')).length).toBeGreaterThan(3);
});
