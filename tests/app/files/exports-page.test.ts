import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RUN_EXPORT_KINDS, RUN_EXPORTS } from '../../../src/app/files/export-run.js';

const PAGE = readFileSync(new URL('../../../docs/exports.md', import.meta.url), 'utf8');
const SECTIONS = new Map(
  PAGE.split(/^## what=/m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
);

describe('docs/exports.md', () => {
  it('has a section for every export of a run, and for nothing else', () => {
    expect([...SECTIONS.keys()].sort()).toEqual([...RUN_EXPORTS].sort());
  });

  it.each(RUN_EXPORTS)('%s: every column in order, the scopes, and whether it is for the agency only', (what) => {
    const text = SECTIONS.get(what) ?? '';
    const kind = RUN_EXPORT_KINDS[what];
    expect([...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, column]) => column)).toEqual(kind.columns);
    for (const scope of kind.scopes) expect(text).toContain(`\`${scope}\``);
    expect(text.includes('经办，权限')).toBe('isForAgency' in kind);
  });
});
