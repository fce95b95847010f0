import { expect, it, test } from 'vitest';
import { yearsOf } from '../../../src/cli/switch/years-option.js';

it('reads the years of a study as a range or one year', () => {
  expect([yearsOf('2023-2025'), yearsOf('2024')]).toEqual([
    { firstYear: 2023, lastYear: 2025 },
    { firstYear: 2024, lastYear: 2024 },
  ]);
});

test.each(['2024,2024', '2024, 2025', '2023–2025', '23-25', '2024-', ''])('refuses the years %s in both languages (9.4)', (text) => {
  expect(() => yearsOf(text)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
  expect(() => yearsOf(text)).toThrow(/应写作 2023-2025 或 2025/);
});
