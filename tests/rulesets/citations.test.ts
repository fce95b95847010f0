import { describe, expect, test } from 'vitest';
import { compiledOf, fileOf, FILES } from './ruleset-library.js';

/** How many articles each official text has, or the places that it numbers itself. */
const ARTICLES: Readonly<Record<string, (article: string) => boolean>> = {
  cn2021: (article) => inRange(article, 44),
  cn2025: (article) => inRange(article, 45),
  zb: (article) => /^二\((?:一\)[1-7]?|二\)[1-6]|三\)(?:[1-5]|4\([1-4]\)))$/.test(article),
  yy: (article) => /^二\((?:一|二|三)\)[12]$/.test(article),
};

function inRange(article: string, last: number): boolean {
  const number = /^([1-9]\d?)(?:\([一二三四五六七]\))?$/.exec(article)?.[1];
  return number !== undefined && Number.parseInt(number, 10) <= last;
}

/** Every basis of a document, wherever it stands. */
function bases(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(bases);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'basis' && Array.isArray(inner) ? inner.filter((one) => typeof one === 'string') : bases(inner),
  );
}

const cited = (name: string): string[] => FILES.filter((one) => one.name === name).flatMap(({ document }) => bases(document));

describe('citations', () => {
  test.each(FILES.map((one) => [one.name, one] as const))('%s cites official texts by articles that they have', (_, { document }) => {
    const wrong = bases(document).filter((basis) => {
      const [source = '', article = ''] = basis.split('#');
      return ARTICLES[source]?.(article) === false;
    });
    expect(wrong).toEqual([]);
  });

  test('an article that a text does not have is noticed', () => {
    expect(ARTICLES['cn2021']?.('45')).toBe(false);
    expect(ARTICLES['cn2021']?.('30(三)')).toBe(true);
    expect(ARTICLES['zb']?.('二(三)4(5)')).toBe(false);
    expect(ARTICLES['zb']?.('二(一)7')).toBe(true);
  });

  test('the articles that state something for rules are cited (N21-05 … N21-37)', () => {
    const articles = new Set(cited('100000-national/2021.1.json').map((basis) => basis.split('(')[0]));
    const wanted = [5, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 26, 27, 28, 30, 37].map((article) => `cn2021#${article}`);
    expect(wanted.filter((article) => !articles.has(article))).toEqual([]);
  });

  test('the articles that state something for rules are cited (N25-03 … N25-35)', () => {
    const articles = new Set(cited('100000-national/2025.1.json'));
    const wanted = [3, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 25, 26, 27, 30, 33, 35].map((article) => `cn2025#${article}`);
    expect(wanted.filter((article) => !articles.has(article))).toEqual([]);
  });

  test('Zibo’s budget and settlement items are cited (ZB-1 … ZB-16)', () => {
    const articles = new Set(cited('370300-zibo/2021.1.json'));
    const wanted = ['二(一)', '二(一)1', '二(一)2', '二(一)3', '二(一)4', '二(一)5', '二(一)6', '二(一)7', '二(二)3', '二(二)4', '二(二)6'];
    const wantedToo = ['二(三)2', '二(三)3', '二(三)4(1)', '二(三)4(2)', '二(三)4(3)', '二(三)4(4)'];
    expect([...wanted, ...wantedToo].filter((article) => !articles.has(`zb#${article}`))).toEqual([]);
  });
});

/** Worked examples that a document can say; the rest belong to catalogues, grouping and clearing, whose tests cite them. */
const WORKED_EXAMPLES = [
  ...['WE-06', 'WE-06b', 'WE-07', 'WE-07b', 'WE-08', 'WE-09', 'WE-10', 'WE-11', 'WE-12', 'WE-13', 'WE-15', 'WE-16', 'WE-17', 'WE-18'],
  ...['WE-19', 'WE-20', 'WE-21', 'WE-22', 'WE-23', 'WE-24', 'WE-25'],
];

describe('worked examples', () => {
  test.each(WORKED_EXAMPLES)('%s stands in a document as an example', (id) => {
    const places = FILES.filter(({ document }) => document.examples?.some((example) => example.cites?.includes(id)));
    expect(places.length).toBeGreaterThan(0);
  });

  test('what lies below two stars is never shown under a real region’s code', () => {
    const secondHand = ['WE-07', 'WE-07b', 'WE-13', 'WE-18', 'WE-19', 'WE-20', 'WE-21', 'WE-25'];
    const real = FILES.filter(({ document }) => !document.region.startsWith('99'));
    const cites = real.flatMap(({ document }) => document.examples?.flatMap((example) => example.cites ?? []) ?? []);
    expect(cites.filter((id) => secondHand.includes(id))).toEqual([]);
  });

  /** Sources whose articles are the ruleset's own sentences. */
  const OWN_WORDS = new Set(['assumption', 'sandbox']);

  test.each([
    ['100000', '2021.1'],
    ['100000', '2025.1'],
    ['370300', '2021.1'],
    ['430900', '2022.1'],
    ['990300', '2021.1'],
    ['990300', '2025.1'],
  ])('every article that %s %s cites has a summary beside it, and says that it is one', async (region, version) => {
    const { effective } = await compiledOf(region, version);
    const wanted = new Set([...bases(effective), ...bases(fileOf(region, version).document)]);
    const silent = [...wanted].filter((basis) => {
      const [source = '', article = ''] = basis.split('#');
      const said = effective.sources[source]?.articles?.[article];
      return !OWN_WORDS.has(source) && (said === undefined || said.summary !== true);
    });
    expect(silent).toEqual([]);
    expect(wanted.size).toBeGreaterThan(10);
  });
});
