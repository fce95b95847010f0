import type { partsZh } from '../zh/parts.ts';

/** Texts of the shared pieces. */
export const partsEn: typeof partsZh = {
  asCsv: 'CSV (.csv)',
  asWorkbook: 'Excel (.xlsx)',
  columns: 'Columns',
  copied: 'Copied',
  copyAsGraphql: 'Copy as GraphQL',
  exportAs: 'Export',
  failures: {
    BROKEN: {
      title: 'The server did not answer properly',
      doThis: 'Try again in a while; if it stays, tell the operator the request id below.',
    },
    OFFLINE: { title: 'The server is not reached', doThis: 'Look at the network, or whether the platform is running, and try again.' },
    REFUSED: { title: 'The request was refused', doThis: 'Look at the region, the day and your permissions, and try again.' },
    SIGNED_OUT: {
      title: 'Please sign in',
      doThis: 'The session has ended, or the key does not work. Sign in again; this page stays as it is.',
    },
  },
  filter: 'Filter: type anything',
  filterOf: (table) => `Filter ${table}`,
  more: 'Load more',
  notCopied: 'The browser does not allow copying',
  nothingFound: 'No row fits the filter',
  requestId: (id) => `Request id ${id}`,
  retry: 'Try again',
  rows: (shown, all) => (shown === all ? `${all} rows` : `${shown} of ${all} rows`),
  waiting: 'Reading',
};
