import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FUND_YEAR_RECORDS } from '../../../src/app/ports/clearing/ports-fund-year-history.js';
import { ROLE_PERMISSIONS, ROLES } from '../../../src/app/ports/kit/permissions.js';
import { permissionOfRecords } from '../../../src/app/year-files/import-year-records.js';
import { columnsOf, YEAR_COLUMNS, yearHeadings } from '../../../src/app/year-files/year-columns.js';

const PAGE = readFileSync(new URL('../../../docs/year-records.md', import.meta.url), 'utf8');
const USES = { required: '必填 required', optional: '选填 optional', shown: '由平台写出，不读 written by the platform, not read' } as const;

describe('docs/year-records.md', () => {
  it('lists every column of every kind with its headings and use', () => {
    const rows = FUND_YEAR_RECORDS.flatMap((kind) =>
      columnsOf(kind).map((column) => {
        const use = YEAR_COLUMNS[kind][column];
        return `| \`${kind}\` | \`${column}\` | ${yearHeadings(column).join('、')} | ${use === undefined ? '' : USES[use]} |`;
      }),
    );
    expect(PAGE.match(/^\| `[A-Z]+` \| `\w+` \| .*$/gm)).toEqual(rows);
  });

  it.each(FUND_YEAR_RECORDS)('says which roles may record %s', (kind) => {
    const permission = permissionOfRecords(kind);
    const roles = ROLES.filter((role) => ROLE_PERMISSIONS[role].includes(permission));
    const row = PAGE.split('\n').find((line) => line.includes(`| \`${kind}\` | \`${permission}\` |`));
    expect(row?.split('|').at(-2)?.trim()).toBe(roles.join('、'));
  });
});
