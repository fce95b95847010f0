/** What kind of thing an entry of a ruleset is. */
export type EntryKind = 'PARAMETER' | 'TABLE' | 'AGGREGATE' | 'DECISION';
