import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenText, firstCharacters, lastCharacters, shownText, soundText } from '../../../src/engine/kit/text.js';

describe('texts of users in messages (B2)', () => {
  it('are cut by characters, never through one', () => {
    expect(shownText(`${'x'.repeat(39)}𠮷y`)).toBe(`${'x'.repeat(39)}𠮷…`);
    expect([firstCharacters('𠮷𠮷𠮷', 2), lastCharacters('𠮷𠮷𠮷', 2)]).toEqual(['𠮷𠮷', '𠮷𠮷']);
  });

  it('can be stored and sent, whatever they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, most) => {
        expect(brokenText(shownText(text, most))).toBeUndefined();
        expect([...firstCharacters(text, most)].length).toBeLessThanOrEqual(most);
      }),
    );
    expect([brokenText('a\0'), brokenText('\ud800x'), brokenText('𠮷')]).toEqual(['NUL', 'LONE_SURROGATE', undefined]);
    expect(soundText('a\0\ud800𠮷')).toBe('a\ufffd\ufffd𠮷');
  });
});
