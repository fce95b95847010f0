import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeIn, printedJson, readJson, saysSame, type JsonFaultKind } from '../../web/pages/editor/json/read-json.ts';
import { JsonText } from '../../web/pages/editor/json/json-text.ts';

const json = fc.json({ maxDepth: 5 });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON of a draft as it is typed', () => {
  it('is read as JSON.parse reads it, also with a sign taken out or put in anywhere', () => {
    const spoilt = fc.tuple(
      json,
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', '{', ':', '1', '\\', '\n', '\t', '-', 'e'),
      fc.boolean(),
    );
    fc.assert(
      fc.property(spoilt, ([text, at, sign, isTaken]) => {
        const place = at % (text.length + 1);
        const typed = text.slice(0, place) + sign + text.slice(place + (isTaken ? 1 : 0));
        const { fault } = readJson(typed);
        if (fault?.kind !== 'KEY_TWICE') expect([typed, fault === undefined]).toEqual([typed, isJson(typed)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each<readonly [string, JsonFaultKind, number, number]>([
    ['{\n  "a": 1,\n}', 'TRAILING_COMMA', 2, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 'OBJECT_GOES_ON', 3, 3],
    ['[1 2]', 'LIST_GOES_ON', 1, 4],
    ['{ "a" 1 }', 'COLON_EXPECTED', 1, 7],
    ['{ a: 1 }', 'KEY_EXPECTED', 1, 3],
    ['{ "a": 三成 }', 'VALUE_EXPECTED', 1, 8],
    ['{ "a": 012 }', 'VALUE_EXPECTED', 1, 9],
    ['{ "a": “值” }', 'WIDE_SIGN', 1, 8],
    ['{ "a": "1"， "b": "2" }', 'WIDE_SIGN', 1, 11],
    ['{ "a": "一\n二" }', 'BAD_TEXT', 1, 8],
    ['{ "a": "\\x" }', 'BAD_TEXT', 1, 8],
    ['{ "a": [1', 'ENDS_EARLY', 1, 10],
    ['{} 1', 'AFTER_END', 1, 4],
    ['{ "a": 1, "a": 2 }', 'KEY_TWICE', 1, 11],
    ['['.repeat(70), 'TOO_DEEP', 1, 66],
    ['', 'ENDS_EARLY', 1, 1],
  ])('names the first mistake of %j', (text, kind, line, column) => {
    expect(readJson(text).fault).toMatchObject({ kind, line, column });
  });

  const text =
    '{\n  "parameters": { "low": { "value": "0.4" } },\n  "decisions": [\n    { "id": "points", "rules": [{ "name": "极低/特" }] }\n  ]\n}\n';

  it.each<readonly [string, string, boolean]>([
    ['/parameters/low/value', '"value"', true],
    ['/decisions/points', '{ "id": "points", "rules": [{ "name": "极低/特" }] }', true],
    ['/decisions/0/rules/极低~1特', '{ "name": "极低/特" }', true],
    ['/parameters/high/value', '"parameters"', false],
    ['/decisions/none/rules', '"decisions"', false],
  ])('finds where %s is stated, or what is nearest', (pointer, shown, isThere) => {
    const found = placeIn(readJson(text), pointer);
    expect([text.slice(found.node.from, found.node.shownTo), found.isThere]).toEqual([shown, isThere]);
  });

  it('finds places in front of the first mistake, and prints what it can read', () => {
    const broken = text.replace('"points",', '"points"');
    expect(placeIn(readJson(broken), '/parameters/low/value').isThere).toBe(true);
    expect(printedJson(broken)).toBe(broken);
    expect(printedJson('{"b":["1"],"a":{}}')).toBe('{\n  "b": [\n    "1"\n  ],\n  "a": {}\n}\n');
  });

  it('tells whether two texts say the same: keys in any order, lists in theirs', () => {
    expect(saysSame('{"a":1,"b":{"c":2,"d":3}}', '{ "b": {"d":3,"c":2}, "a": 1 }')).toBe(true);
    expect(saysSame('[1,2]', '[2,1]')).toBe(false);
    expect(saysSame('{', '{}')).toBe(false);
  });
});

describe('the text under work', () => {
  const shownOf = (text: JsonText) => {
    const { base, isDirty, later, replaced } = text.snapshot();
    return [text.text, base?.revision, isDirty, later, replaced];
  };

  it('follows what is saved while nobody edits it, and keeps what is edited upon its revision', () => {
    const text = new JsonText();
    text.read({ revision: 1, text: '{"a":"1"}' });
    expect(shownOf(text)).toEqual(['{\n  "a": "1"\n}\n', 1, false, undefined, 1]);
    text.read({ revision: 2, text: '{"a":"2"}' });
    expect(shownOf(text)).toEqual(['{\n  "a": "2"\n}\n', 2, false, undefined, 2]);
    text.change('{"a":"3"}');
    text.read({ revision: 3, text: '{"a":"2","b":"1"}' });
    text.read({ revision: 1, text: '{"a":"1"}' });
    expect(shownOf(text)).toEqual(['{"a":"3"}', 2, true, 3, 2]);
    text.drop();
    expect(shownOf(text)).toEqual(['{\n  "a": "2",\n  "b": "1"\n}\n', 3, false, undefined, 3]);
  });

  it('takes what a save merged, and leaves one’s own lines where it says the same', () => {
    const text = new JsonText();
    text.read({ revision: 1, text: '{"a":"1"}' });
    text.change('{ "a": "2" }');
    text.saved('{ "a": "2" }', 2);
    text.read({ revision: 2, text: '{"a":"2"}' });
    expect(shownOf(text)).toEqual(['{ "a": "2" }', 2, false, undefined, 1]);
    text.change('{ "a": "3" }');
    text.read({ revision: 3, text: '{"a":"2","b":"1"}' });
    // Read before it is known that it was saved.
    text.read({ revision: 4, text: '{"a":"3","b":"1"}' });
    text.saved('{ "a": "3" }', 4);
    expect(shownOf(text)).toEqual(['{\n  "a": "3",\n  "b": "1"\n}\n', 4, false, undefined, 2]);
  });
});
