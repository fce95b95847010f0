import { readFileSync } from 'node:fs';
import type { SampleCity } from './seed-city.js';
import { CatalogueMethodSchema, type CatalogueMethodDocument } from '../catalogues/catalogue-method-document.js';

/** 沙盒地区 the sandbox region that the sample city is made in. */
export const SAMPLE_REGION = '990300';

/** How big the sample city is where nobody says otherwise. */
export const SAMPLE_DEFAULTS = { seed: 20_260_101, institutions: 40, cases: 20_000, year: 2025 } as const;

/** How the sample city's catalogue is built: data beside the generator, every number an assumption. */
export function sampleCatalogueMethod(): CatalogueMethodDocument {
  const value: unknown = JSON.parse(readFileSync(new URL('./data/catalogue-method.json', import.meta.url), 'utf8'));
  if (!isMethod(value)) throw new TypeError('data/catalogue-method.json is not a catalogue method');
  return value;
}

function isMethod(value: unknown): value is CatalogueMethodDocument {
  return CatalogueMethodSchema.safeParse(value).success;
}

/** The sample city, with what differs from its defaults. */
export function sampleCity(
  overrides: Partial<Pick<SampleCity, 'seed' | 'institutions' | 'cases' | 'historyCases' | 'year'>> = {},
): SampleCity {
  return { regionCode: SAMPLE_REGION, name: '演示市（合成数据）', ...SAMPLE_DEFAULTS, ...overrides, method: sampleCatalogueMethod() };
}
