import { z } from 'zod';
import { sourcesOf } from './basis.js';
import type { EffectiveDocument } from './document.js';
import type { Label } from '../../engine/plan/plan.js';

/** 称呼 what a stored version calls its parameters and sources. */
export interface StoredNames extends Pick<EffectiveDocument, 'sources'> {
  readonly parameters: Readonly<Record<string, { readonly label: Label }>>;
}

const Labelled = z.object({
  parameters: z.record(z.string(), z.object({ label: z.object({ zh: z.string(), en: z.string().optional() }) })),
});

/** The names in a stored effective text; none where it was written in an earlier form of the language. */
export function storedNames(effectiveText: string): StoredNames {
  const { parameters } = Labelled.safeParse(JSON.parse(effectiveText)).data ?? { parameters: {} };
  return { parameters, ...sourcesOf(effectiveText) };
}
