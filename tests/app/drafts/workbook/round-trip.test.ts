import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDraft } from '../../../../src/app/drafts/create-draft.js';
import { exportDraft } from '../../../../src/app/drafts/workbook/export-draft.js';
import { previewDraftImport } from '../../../../src/app/drafts/workbook/import-draft.js';
import { readRulesetFiles } from '../../../../src/app/rulesets/ruleset-files.js';
import { loadRuleset } from '../../../../src/app/rulesets/load-ruleset.js';
import { saveRegion } from '../../../../src/app/regions/region-save.js';
import { platformCaller } from '../../../../src/app/sample/first-start.js';
import { openTestDatabase, type TestDatabase } from '../../../support/database.js';
import { edited } from '../../../support/edited-workbook.js';
import { testPlatform } from '../../../support/tiny-city.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

it('every ruleset that ships leaves as a workbook and comes back without a difference, as written and saved by another program', async () => {
  const platform = testPlatform(test.store);
  const caller = platformCaller(platform);
  const files = await readRulesetFiles(path.resolve(import.meta.dirname, '../../../../rulesets'));
  const seen = new Set<string>();
  expect(files.length).toBeGreaterThan(40);
  const bases = new Set(files.map((one) => one.extends));
  for (const { region, version, text } of files) {
    if (!seen.has(region)) await saveRegion(platform, caller, { code: region, name: region });
    seen.add(region);
    if (bases.has(`${region} ${version}`)) await loadRuleset(platform, caller, text);
    const said = { regionCode: region, name: '往返', documentText: text, idempotencyKey: `${region} ${version}` };
    const { draft } = await createDraft(platform, caller, said);
    const { content } = await exportDraft(caller, { regionCode: region, draftId: draft.id });
    for (const bytes of [content, await edited(content)]) {
      const input = { regionCode: region, draftId: draft.id, fileName: 'a.xlsx', bytes, merge: false, take: [] };
      const found = await previewDraftImport(platform, caller, input);
      expect({
        region,
        version,
        differences: found.differences,
        patches: found.patches,
        ignored: found.ignored,
        stale: found.isStale,
      }).toEqual({
        ...{ region, version, differences: [], patches: [], ignored: [], stale: false },
      });
    }
  }
});
