import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from '../endpoint.js';

const STATE = `mutation ($input: StateCalendarInput!) { stateCalendar(input: $input) {
  __typename ... on StateCalendarPayload { read recorded dryRun } ... on ValidationError { fields { path code } } } }`;

describe('working days over GraphQL (N26-4)', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('are stated and counted', async () => {
    const put = async (day: string, kind: string): Promise<unknown> => {
      const input = { regionCode: '990300', days: [{ day, kind, note: '春节', source: '国办发明电〔2024〕12号' }] };
      return (await endpoint.ask<{ stateCalendar: unknown }>(STATE, { variables: { input } })).data?.stateCalendar;
    };
    expect(await put('2025-01-28', 'HOLIDAY')).toMatchObject({ read: 1, recorded: 1, dryRun: false });
    expect(await put('2025-01-29', 'WORKDAY')).toMatchObject({ __typename: 'ValidationError', fields: [{ path: ['days', '0', 'day'] }] });
    const { data, errors } = await endpoint.ask<object>(`{ workingCalendar(regionCode: "990300", year: 2025) {
      year workingDays days { day kind note source createdBy } workingDayAfter(day: "2025-01-27", count: 1) } }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      workingCalendar: {
        year: 2025,
        workingDays: 260,
        days: [{ day: '2025-01-28', kind: 'HOLIDAY', note: '春节' }],
        workingDayAfter: '2025-01-29',
      },
    });
  });
});
