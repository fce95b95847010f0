import type { Finding } from '../findings/finding.js';
import { isObject } from '../shape/shape-words.js';
import type { Label } from '../../engine/plan/plan.js';

/** What names of a document are called; a name that stands for several things that are called otherwise has none. */
type NameLabels = ReadonlyMap<string, Label>;

/**
 * 意见用名称 findings as people read them: names of decisions, rules, parameters and tables in their messages are said by their labels, with the name in brackets:
 * “费用极低（points-low）”. `document`: as far as it can be read; the merged one where there is one.
 */
export function labelledFindings<One extends Finding>(findings: readonly One[], document: unknown): readonly One[] {
  const labels = namesOf(document);
  return findings.map((one) => ({ ...one, message: labelled(one.message, labels), suggestion: labelled(one.suggestion, labels) }));
}

function labelled({ zh, en }: Label, labels: NameLabels): Label {
  return {
    zh: said(zh, (name) => labels.get(name)?.zh, ['（', '）']),
    ...(en === undefined ? {} : { en: said(en, (name) => labels.get(name)?.en, [' (', ')']) }),
  };
}

/** Quoted names; unquoted ones only where they can be nothing else, having a hyphen or a capital within. */
const NAMES = /“([A-Za-z][\w-]*)”|(?<![\w“/.=-])([a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*|(?:-[A-Za-z0-9]+)+))(?![\w”/.-])/g;

function said(text: string, labelOf: (name: string) => string | undefined, [open, close]: readonly [string, string]): string {
  return text.replace(NAMES, (whole, quoted: string | undefined, bare: string | undefined, at: number) => {
    const name = quoted ?? bare ?? '';
    const label = labelOf(name);
    if (label === undefined || label === name || text.slice(0, at).trimEnd().endsWith(label)) return whole;
    return quoted === undefined ? `${label}${open}${name}${close}` : `“${label}${open}${name}${close}”`;
  });
}

function namesOf(document: unknown): NameLabels {
  const found = new Map<string, Label | null>();
  const add = (name: unknown, entry: unknown): void => {
    const label = isObject(entry) ? entry['label'] : undefined;
    if (typeof name !== 'string' || !isObject(label) || typeof label['zh'] !== 'string') return;
    const own: Label = { zh: label['zh'], ...(typeof label['en'] === 'string' ? { en: label['en'] } : {}) };
    const known = found.get(name);
    found.set(name, known === undefined || known?.zh === own.zh ? own : null);
  };
  if (!isObject(document)) return new Map();
  for (const section of ['parameters', 'tables', 'facts'])
    for (const [name, entry] of Object.entries(isObject(document[section]) ? document[section] : {})) add(name, entry);
  for (const section of ['decisions', 'aggregates', 'indicators']) {
    const entries: unknown = document[section];
    for (const entry of Array.isArray(entries) ? entries : []) {
      if (!isObject(entry)) continue;
      add(entry['id'], entry);
      const rules: unknown = entry['rules'];
      for (const rule of Array.isArray(rules) ? rules : []) if (isObject(rule)) add(rule['name'], rule);
    }
  }
  return new Map([...found].flatMap(([name, label]) => (label === null ? [] : [[name, label] as const])));
}
