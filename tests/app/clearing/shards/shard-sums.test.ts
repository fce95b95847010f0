import { expect, it } from 'vitest';
import { sumsOfShard } from '../../../../src/app/clearing/shards/shard-sums.js';

type Scores = Parameters<typeof sumsOfShard>[0]['scores'];

it('counts excluded cases and exceptions of a shard as the database counts stored scores', () => {
  const scores = {
    count: 4,
    institutionCode: ['H1', 'H1', 'H1', 'H1'],
    month: new Uint8Array([1, 1, 1, 1]),
    inclusion: ['INCLUDED', 'EXCLUDED', 'UNSCORED', 'BY_ITEM'],
    exceptionCode: [null, null, 'NO_PROFILE', null],
    points: ['10', '0', '0', '0'],
    sums: [],
    aggregateMasks: [],
  } satisfies Partial<Record<keyof Scores, unknown>>;
  const rows = sumsOfShard({ scores: scores as unknown as Scores }, [
    { id: 'cases' },
    { id: 'excluded', sum: 'EXCLUDED' },
    { id: 'exceptions', sum: 'EXCEPTIONS' },
    { id: 'points', sum: 'POINTS' },
  ]);
  expect(rows).toEqual([
    { institutionCode: 'H1', month: 1, values: { cases: '4', excluded: '1', exceptions: '1', points: '10.00000000' } },
  ]);
});
