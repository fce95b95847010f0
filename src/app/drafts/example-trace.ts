import { draftVersion } from './draft-version.js';
import { lastText, openDraft, type OpenDraft } from './kit/open-draft.js';
import { requirePermission } from '../kernel/command.js';
import { NotFoundError } from '../base/errors.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { EffectiveDocument, ExampleDocument } from '../../rules/document/document.js';
import { traceExample, type TracedExample } from '../../rules/examples/examples.js';
import { ExampleParts } from '../../rules/examples/run-examples.js';
import { isObject } from '../../rules/shape/shape-words.js';

/** An example of a draft as a list of them names it. */
export interface ExampleName {
  readonly id: string;
  /** What it is called; undefined: by its id only. */
  readonly label: string | undefined;
}

/** The examples of a draft's last text, also where it can't be read as rules. Throws FORBIDDEN, NOT_FOUND. */
export async function draftExamples(caller: Caller, regionCode: string, draftId: string): Promise<readonly ExampleName[]> {
  requirePermission(caller.actor, 'draft:read', regionCode);
  const { document } = await caller.read(async (unit) => await lastText(unit, await openDraft(unit, regionCode, draftId)));
  const list: unknown = document['examples'];
  return (Array.isArray(list) ? list.filter(isObject) : []).flatMap(({ id, label }) => {
    if (typeof id !== 'string') return [];
    const zh = isObject(label) && typeof label['zh'] === 'string' ? label['zh'] : undefined;
    return [{ id, label: zh }];
  });
}

/** 算例的步骤 an example as the draft decides it now. */
export interface DraftExample extends TracedExample {
  readonly example: ExampleDocument;
  readonly effective: EffectiveDocument;
}

/**
 * Works an example of a draft out by its last text, step by step; what the example expects is not compared. Nothing is stored. Throws FORBIDDEN, NOT_FOUND,
 * RULESET_INVALID with everything that keeps the text from deciding anything.
 */
export async function draftExample(platform: Platform, caller: Caller, { draft }: OpenDraft, id: string): Promise<DraftExample> {
  const { compiled } = await draftVersion(platform, caller, draft.regionCode, draft.id);
  const { effective, plan, tables, quality } = compiled;
  const at = effective.examples.findIndex((one) => one.id === id);
  const example = effective.examples[at];
  if (example === undefined) throw new NotFoundError({ zh: '算例', en: 'example of the draft' }, id);
  const parts = new ExampleParts(effective, { SCORING: { plan, tables }, QUALITY: quality ?? { plan, tables } }, platform.judge);
  const trial = await parts.of(example, `/examples/${at}`);
  const traced = 'findings' in trial ? { findings: trial.findings, steps: [] } : await traceExample(trial, example);
  return { example, effective, ...traced };
}
