import { groupBatch, judgeEach, moreCases } from './grouper/contenders.js';
import { cheapest, thousands } from './measure.js';
import { machine, record } from './report.js';
import type { GrouperCase } from '../src/engine/grouper/group-rule.js';
import { adrgsOf, type Grouper } from '../src/engine/grouper/grouper.js';
import { indexGrouper } from '../src/engine/grouper/grouper-index.js';
import { hasPublicChsDrg, publicCases, readPublicChsDrg } from '../tests/support/grouping-3/chs-drg-public.js';
import { DRG_CASES } from '../tests/support/grouping-3/drg-cases.js';
import { drgDocument } from '../tests/support/grouping-3/drg-document.js';
import { openedGrouper } from '../tests/support/grouping-3/opened-grouper.js';

const ALL = { bulk: 500_000, judged: 1_000 };
/** Only to see that the bench works: it records nothing. */
const FEW = { bulk: 2_000, judged: 20 };
const TIMES = 5;

interface Measured {
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

async function measure(name: string, grouper: Grouper, given: readonly GrouperCase[], counts: typeof ALL): Promise<Measured> {
  const index = indexGrouper(grouper);
  const cases = moreCases(given, counts.bulk);
  const judged = cases.slice(0, counts.judged);
  const [group, judge] = [groupBatch(index, cases), judgeEach(index, judged)];
  const [ours, theirs] = [group(), await judge()];
  const differing = theirs.findIndex((code, i) => code !== ours[i]);
  if (differing >= 0) throw new Error(`${name}, case ${differing}: ${theirs[differing]} judged, ${ours[differing]} in bulk`);
  const bulk = cases.length / (await cheapest(TIMES, group));
  const single = judged.length / (await cheapest(2, judge));
  const distinct = new Set(ours).size;
  const drgs = adrgsOf(grouper).reduce((sum, adrg) => sum + adrg.drgs.length, 0);
  const row = (what: string, count: number, rate: number): string[] => [
    name,
    what,
    thousands(count),
    thousands(rate),
    `${thousands(rate / single)} ×`,
  ];
  return {
    rows: [row('json-rules-engine, case by case', judged.length, single), row('in bulk, as a run groups', cases.length, bulk)],
    note: `${name}: ${thousands(drgs)} DRGs, ${thousands(grouper.sets.size)} sets; ${thousands(distinct)} different answers; the ${thousands(judged.length)} cases that were asked of json-rules-engine came out alike.`,
  };
}

/** Grouping by a DRG grouper on one core: the path of a run beside json-rules-engine asked case by case, on the same cases. */
export async function benchGrouper(isTrial = process.env.DIP_BENCH_TRIAL !== undefined): Promise<void> {
  const counts = isTrial ? FEW : ALL;
  const before = machine();
  const piece = DRG_CASES.map(({ facts }) => facts);
  const measured = [await measure('piece of DRG 3.0', openedGrouper(drgDocument()), piece, counts)];
  if (hasPublicChsDrg) {
    const given = publicCases().map(({ facts }) => facts);
    measured.push(await measure('CHS-DRG 1.1', openedGrouper(readPublicChsDrg().document), given, counts));
  } else console.log('CHS-DRG 1.1 is not beside the checkout: only the piece of DRG 3.0 is measured');
  record(
    {
      name: 'grouper',
      title: 'DRG grouping',
      header: ['grouper', 'way', 'cases', 'cases a cpu-second', 'against case by case'],
      rows: measured.flatMap(({ rows }) => rows),
      notes: [
        'Aim: at least 100,000 cases a second on one core in bulk.',
        ...measured.map(({ note }) => note),
        'In bulk: cases stand in the columns of a batch, as the store hands them out; their codes are split and folded, the grouper finds the group, the catalogue its row. One core. Cases are those at hand, then the same with other ages and further codes.',
        'json-rules-engine is asked as the self-check of a run asks it: what its conditions read (the sets that hold each code) is worked out anew for each case.',
        'The open Python grouper of CHS-DRG 1.1 is said to group some 2,500 cases a second on such a machine: stated by others, not measured here.',
      ],
    },
    before,
  );
}
