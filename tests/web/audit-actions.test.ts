import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditActionsZh } from '../../web/texts/zh/audit-actions.js';

const SRC = path.resolve(import.meta.dirname, '../../src');

/** The verbs that the platform writes into audit events: `action: 'run:start'`, and what stands where one of two is chosen. */
function verbsWritten(): readonly string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('generated'),
  );
  const lines = files.flatMap((file) => readFileSync(path.join(SRC, file), 'utf8').split('\n'));
  const stating = lines.filter((line) => /\baction: |\baudit\(unit/.test(line));
  return [
    ...new Set(
      stating.flatMap((line) =>
        [...line.replace(/permission: '[a-z:]+'/g, '').matchAll(/'([a-z-]+:[a-z-]+)'/g)].map(([, verb = '']) => verb),
      ),
    ),
  ].sort();
}

describe('the words of audit events', () => {
  it('are there for every verb that is written', () => {
    const written = verbsWritten();
    expect(written.length).toBeGreaterThan(60);
    expect(written.filter((verb) => !(verb in auditActionsZh.verbs))).toEqual([]);
  });
});
