import type { searchZh } from '../zh/search.ts';

/** Texts of the search in the head of every page. */
export const searchEn: typeof searchZh = {
  failed: 'The search failed: try again',
  hint: 'Group, case number, rule or parameter, institution (code, name or initials in pinyin), run',
  insurances: { EMPLOYEE: 'employees', RESIDENT: 'residents' },
  keys: '/ or Ctrl+K to search, ↓ to choose, Esc to close',
  kinds: {
    AGGREGATE: 'aggregate',
    DECISION: 'decision',
    FACT: 'fact',
    INDICATOR: 'indicator',
    METHOD: 'method',
    PARAMETER: 'parameter',
    TABLE: 'table',
  },
  noStatement: 'no statement that you may see',
  nothing: (typed) => `Nothing found for "${typed}"`,
  of: { cases: 'Cases', entries: 'Rules and parameters', groups: 'Disease groups', institutions: 'Institutions', runs: 'Clearing runs' },
  inVersion: (version) => `version ${version}`,
  month: (month) => `month ${month}`,
  quarter: (quarter) => `quarter ${quarter}`,
  year: 'whole year',
  run: (runNo) => `Run ${runNo}`,
  search: 'Search',
  searching: 'Searching…',
  statement: (runNo) => `statement of run ${runNo}`,
};
