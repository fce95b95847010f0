import { describe, expect, it } from 'vitest';
import { bothLanguages, problemTable, warningLine } from '../../../src/cli/terminal/problem-text.js';

describe('what is wrong with a file is told in both languages, Chinese first (B1)', () => {
  const message = { zh: '编码重复。', en: 'the code stands twice.' };

  it('in a table, a line, and by itself', () => {
    expect(problemTable(['行', '列'], [{ place: ['3', '编码'], code: 'TWICE', message }])).toMatch(
      /^行\s+列\s+代码\s+问题\n3\s+编码\s+TWICE\s+编码重复。\n\s+the code stands twice\.\n$/,
    );
    expect(warningLine('TWICE 3', message)).toBe('警告 TWICE 3：编码重复。\n  the code stands twice.\n');
    expect([bothLanguages({ zh: '同' }), bothLanguages({ zh: 'DRG', en: 'DRG' })]).toEqual(['同', 'DRG']);
  });
});
