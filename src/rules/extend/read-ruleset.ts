import { dateFindings } from '../document/dates.js';
import type { EffectiveDocument, RulesetDocument } from '../document/document.js';
import { extendDocument, type ResolveBase } from './extend.js';
import type { Finding } from '../findings/finding.js';
import { Origins } from './origins.js';
import { parseDocument } from '../shape/parse.js';

/** A ruleset that was read: its document, and with its base merged in. Either is absent when it could not be had. */
export interface ReadRuleset {
  readonly document?: RulesetDocument;
  readonly effective?: EffectiveDocument;
  /** Points findings about `effective` back into the text. */
  readonly origins: Origins;
  readonly findings: readonly Finding[];
}

/** The front of a load (ARCHITECTURE 5.1): text → strict JSON → shape → dates → base merged in. What it means is checked after. */
export function readRuleset(input: string | Uint8Array, resolveBase: ResolveBase): ReadRuleset {
  const { document, findings } = parseDocument(input);
  if (document === undefined) return { origins: new Origins(), findings };
  const extended = extendDocument(document, resolveBase);
  return { document, ...extended, findings: [...dateFindings(document.effective), ...extended.findings] };
}
