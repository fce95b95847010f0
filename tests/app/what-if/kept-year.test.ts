import { afterAll, beforeAll, expect, it } from 'vitest';
import { Caches } from '../../../src/app/caches/bounded-cache.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { freezeYear, openWhatIf } from '../../../src/app/what-if/open/open-what-if.js';
import { scoreSides, type ScoredSide } from '../../../src/app/what-if/score/score-sides.js';
import type { SideSums } from '../../../src/app/what-if/score/side-sums.js';
import type { WhatIfCandidate } from '../../../src/app/what-if/open/what-if-request.js';
import { casesOfYear } from '../../../src/app/what-if/work-out-what-if.js';
import { must } from '../../../src/engine/kit/assert.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { edits, parameter, testPlatform, tinyCities, tinyCase, tinyDocument, upTo, type Edit, TinyCity } from '../../support/tiny-city.js';

let test: TestDatabase;
let nextCity: () => TinyCity;
beforeAll(async () => {
  test = await openTestDatabase();
  nextCity = tinyCities(testPlatform(test.store));
});
afterAll(() => test.close());

type Decision = NonNullable<RulesetDocument['decisions']>[number];

/** A decision written otherwise; the document's examples, which hold for the old one, go. */
function decision(id: string, change: (old: string) => string): Edit {
  return (document) => ({
    ...document,
    decisions: must(document.decisions, 'decisions').map((one) =>
      one.id === id ? (JSON.parse(change(JSON.stringify(one))) as Decision) : one,
    ),
    examples: [],
  });
}

const written = (from: string, to: string) => (old: string) => {
  expect(old).toContain(from);
  return old.replace(from, to);
};

/** Everything that a side's cases come to. */
function everything({ accumulator, groups, problems, cases }: SideSums, moves?: ScoredSide['moves']): unknown {
  const printed = (sums: { at: (index: number) => unknown }, count: number) =>
    Array.from({ length: count }, (_, index) => String(sums.at(index)));
  return {
    ...{ cases, problems: [...problems].sort() },
    places: accumulator.places().map(({ sums, ...place }) => ({ ...place, sums: printed(sums, accumulator.ids.length) })),
    grouped: accumulator.groups().map(({ sums, ...place }) => ({ ...place, sums: printed(sums, accumulator.grouped.length) })),
    groups: [...groups].map(([code, sums]) => [code, printed(sums, 2)]).sort(),
    ...(moves && {
      moved: moves.moved,
      by: [...moves.by].sort(),
      ways: moves.ways(1_000),
      pairs: moves
        .pairs()
        .map((pair) => JSON.stringify(pair, plain))
        .sort(),
    }),
  };
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** Scores candidates twice: from what is kept of the year in force, as far as that goes, and from the facts of every case. */
async function twice(city: TinyCity, candidates: readonly WhatIfCandidate[]) {
  const { platform, key } = city;
  const { read } = platformCaller(platform);
  const { snapshot, baseline, candidates: opened } = await openWhatIf(platform, read, await freezeYear(platform, read, key), candidates);
  const asked = { baseline, candidates: opened.map(({ plan }) => plan), selection: casesOfYear(snapshot) };
  const kept = await scoreSides(platform, asked);
  const facts = await scoreSides(platform, { ...asked, fromFacts: true });
  expect(facts.begun).toBe(0);
  for (const [index, { sums, moves }] of kept.candidates.entries()) {
    const fromFacts = must(facts.candidates[index], 'candidate');
    expect(everything(sums, moves), candidates[index]?.name).toEqual(everything(fromFacts.sums, fromFacts.moves));
  }
  return kept;
}

/** Cases of high cost can't be scored. */
const DIVIDED = decision('points', written('group(points) * (costRatio', 'group(points) / (costRatio - costRatio) * (costRatio'));

/** What may be written otherwise, and whether cases begin from what is kept. */
const CHANGES: readonly { readonly name: string; readonly edit: Edit; readonly begins: boolean }[] = [
  { name: 'a threshold', edit: parameter('deviationHigh', '1.5'), begins: true },
  { name: 'both thresholds', edit: edits(parameter('deviationLow', '0.7'), parameter('deviationHigh', '1.2')), begins: true },
  { name: 'a parameter of institutions', edit: parameter('addOnStep', '0.03'), begins: true },
  { name: 'a parameter that no score reads', edit: parameter('extremeRatio', '3'), begins: true },
  { name: 'excluded cases come in', edit: decision('inclusion', written('"value":"EXCLUDED"', '"value":"INCLUDED"')), begins: true },
  {
    name: 'all others go out',
    edit: decision('inclusion', written('"operator":"equal","value":true', '"operator":"equal","value":false')),
    begins: true,
  },
  { name: 'another operator', edit: decision('deviation', written('greaterThanInclusive', 'greaterThan')), begins: true },
  { name: 'a formula', edit: decision('costRatio', written('totalCost /', 'totalCost * 1.03 /')), begins: true },
  {
    name: 'a formula that divides by nothing',
    edit: decision('points', written('group(points) * costRatio', 'group(points) * costRatio / (costRatio - costRatio)')),
    begins: true,
  },
  {
    name: 'a fact that nobody read before',
    edit: decision(
      'institutionCoefficient',
      written(
        '"fact":"groupFlag.PRIMARY_CARE","operator":"equal","value":true',
        '"fact":"lengthOfStay","operator":"greaterThan","value":"3"',
      ),
    ),
    begins: false,
  },
  {
    name: 'what is collected',
    edit: decision('flags', written('"operator":"known","value":false', '"operator":"known","value":true')),
    begins: true,
  },
];

it('N25-32 whatever is changed: cases that begin from what is kept of the year in force come to what they come to from their facts', async () => {
  const city = await nextCity().make({ cases: 400 });
  for (const { name, edit, begins } of CHANGES) {
    const text = await tinyDocument(edits(edit, (document) => ({ ...document, region: city.regionCode })));
    const { begun } = await twice(city, [{ name, rulesetText: text }]);
    expect([name, begun]).toEqual([name, begins ? 400 : 0]);
  }
  // Several beside each other, one of which reads what was not kept: all cases are read for that one.
  const [one, , , , , , , , , unread] = CHANGES;
  const texts = await Promise.all(
    [one, unread].map(
      async (change) => await tinyDocument(edits(must(change, 'change').edit, (document) => ({ ...document, region: city.regionCode }))),
    ),
  );
  const { begun } = await twice(
    city,
    texts.map((rulesetText, index) => ({ name: String(index), rulesetText })),
  );
  expect(begun).toBe(400);
});

it('N25-32 a year with cases that could not be scored: these go by their facts, and the others begin from what is kept', async () => {
  const city = nextCity();
  await city.makeRegion();
  const { groupingHash } = await city.load(DIVIDED);
  await city.putCatalogue(groupingHash);
  await city.putCases(upTo(200).map((i) => tinyCase(i)));
  await city.putYear();
  const text = async (edit: Edit): Promise<string> =>
    await tinyDocument(edits(edit, (document) => ({ ...document, region: city.regionCode })));
  const { baseline } = await twice(city, [{ name: '无误', rulesetText: await text(parameter('deviationHigh', '2.1')) }]);
  expect([...baseline.problems.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  const other = edits(DIVIDED, parameter('addOnStep', '0.03'));
  const { begun } = await twice(city, [{ name: '另一参数', rulesetText: await text(other) }]);
  expect(begun).toBe(200);
});

it('N25-32 keeps no more than it may: with no room every what-if reads the year again, and comes to the same', async () => {
  const { regionCode, platform } = await nextCity().make({ cases: 60 });
  const scoredWith = async (yearBytes: number): Promise<readonly number[]> => {
    const city = new TinyCity({ ...platform, caches: new Caches(yearBytes) }, regionCode);
    const change = (value: string): WhatIfCandidate => ({ name: value, set: [{ target: 'deviationHigh', value }] });
    const first = await twice(city, [change('1.5')]);
    const second = await twice(city, [change('1.4')]);
    return [first.scored, second.scored];
  };
  expect(await scoredWith(1 << 20)).toEqual([120, 60]);
  // Room for what was noted of each case (48 bytes), not for columns: cases are read, and compared with what was noted.
  expect(await scoredWith(60 * 60)).toEqual([120, 60]);
  expect(await scoredWith(1)).toEqual([120, 120]);
});
