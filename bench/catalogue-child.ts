import { openBench, REGION, YEAR } from './city.js';
import { must } from '../src/engine/kit/assert.js';
import { buildCatalogue } from '../src/app/catalogues/build-catalogue.js';
import { sampleCatalogueMethod } from '../src/app/sample/sample-city.js';
import type { StoreLocation } from '../src/store/open-store.js';

const { open, platform, caller } = await openBench(JSON.parse(process.argv[2] ?? '{}') as StoreLocation);
const start = performance.now();
const { report } = await buildCatalogue(platform, caller, {
  regionCode: REGION,
  version: `bench.${Date.now()}`,
  effectiveFrom: must(process.argv[3], 'the day from which it holds'),
  lastYear: YEAR - 1,
  method: sampleCatalogueMethod(),
});
const seconds = (performance.now() - start) / 1000;
await open.close();
console.log(
  JSON.stringify({ seconds, cases: Number(report.cases), groups: report.groupCount, peak: process.resourceUsage().maxRSS / 1024 }),
);
