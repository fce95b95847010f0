import { editionFindings } from './ruleset-edition-codes.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { grouperOf } from '../caches/grouper-library.js';
import { declaredRange, publishedOf } from '../caches/in-force.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { Reader } from '../ports/ports.js';
import type { RulesetRecord, RulesetSummary } from '../ports/ports-ruleset.js';
import { requireUntampered } from '../caches/ruleset-library.js';
import { must } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import { dateFindings, publishFindings, takeoverFindings, type DeclaredRange } from '../../rules/document/dates.js';
import { EffectiveDocumentSchema } from '../../rules/document/document.js';
import type { Base, ResolveBase } from '../../rules/extend/extend.js';
import { finding, sortFindings } from '../../rules/findings/finding-codes.js';
import type { Finding } from '../../rules/findings/finding.js';
import { canonicalJson } from '../../rules/document/hash.js';
import { checkRuleset, type CheckedRuleset } from '../../rules/load.js';
import { parseDocument } from '../../rules/shape/parse.js';
import { yearAggregateFindings } from '../../rules/compiled/year-aggregates.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/**
 * Finds the base that a text extends among published versions. A stored version has its own bases merged in already, so one look-up is
 * enough; its dates do not limit the extender.
 */
export async function resolverFor(read: Reader, text: string): Promise<ResolveBase> {
  const wanted = parseDocument(text).document?.extends;
  if (wanted === undefined) return () => undefined;
  const record = await read((unit) => unit.rulesets.findByVersion(wanted.region, wanted.version));
  const base = record?.status === 'PUBLISHED' ? baseFrom(record) : undefined;
  return (region, version) => (region === wanted.region && version === wanted.version ? base : undefined);
}

/** A stored version as a base. Throws RULESET_TAMPERED: what a base was changed to must not reach the versions that extend it. */
function baseFrom(record: RulesetRecord): Base {
  requireUntampered(record.effectiveText, record);
  return { effective: EffectiveDocumentSchema.parse(JSON.parse(record.effectiveText)), effectiveHash: record.effectiveHash };
}

/**
 * Checks a document without storing anything (C01), and says which days would change hands were it published. Any key may, with the scope
 * `ruleset:check`; of versions that it may not read nothing is said.
 */
export async function checkRulesetText(platform: Platform, { read }: Pick<Caller, 'read'>, text: string): Promise<CheckedRuleset> {
  const checked = await checkRuleset(text, await resolverFor(read, text), platform.judge);
  const more = [
    ...(await takeover({ read }, checked.document)),
    ...(await grouperFindings({ read }, checked.ruleset)),
    ...(await editionFindings(platform, { read }, checked.ruleset)),
  ];
  return { ...checked, findings: sortFindings([...checked.findings, ...more]) };
}

/** A DRG grouper that the version names and nobody can group by yet: it may be imported later, so it is only a warning. */
async function grouperFindings({ read }: Pick<Caller, 'read'>, ruleset: CompiledRuleset | undefined): Promise<readonly Finding[]> {
  const method = ruleset?.plan.grouping?.grouper;
  if (ruleset === undefined || method === undefined) return [];
  const { region } = ruleset.plan;
  const record = await read((unit) => grouperOf(unit, region, method));
  const isThere = record !== undefined && (method.contentHash ?? record.contentHash) === record.contentHash;
  return isThere ? [] : [finding('GROUPER_UNKNOWN', '/methods/grouping/grouper', { code: method.code, version: method.version })];
}

/** Which days change hands when a document is published, and which are left without rules. */
export async function takeover({ read }: Pick<Caller, 'read'>, document: CheckedRuleset['document']): Promise<readonly Finding[]> {
  if (document === undefined || dateFindings(document.effective).length > 0) return [];
  const { region, scheme } = document;
  const versions = await read((unit) => unit.rulesets.list(region));
  return takeoverFindings({ version: rangeOf(document), published: publishedOf(versions, scheme).map(namedRange) });
}

/** The days that a version declares, by its name: what people know it by. */
function namedRange(version: RulesetSummary): DeclaredRange {
  return { ...declaredRange(version), id: version.version };
}

/** Findings as the fields of a RULESET_INVALID error: the path is the JSON pointer's steps. */
export function findingFields(findings: readonly Finding[]): readonly FieldProblem[] {
  return findings
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ pointer, code, message, suggestion }) => ({
      path: pointer === '' ? ['(document)'] : pointer.slice(1).split('/'),
      code,
      messages: { zh: `${message.zh} ${suggestion.zh}`, en: `${message.en ?? message.zh} ${suggestion.en ?? ''}`.trim() },
    }));
}

/** A ruleset that was not loaded, with everything that was found: the fields are its errors. */
export class RulesetRefused extends ValidationError {
  constructor(
    readonly findings: readonly Finding[],
    fields: readonly FieldProblem[],
    messages: Label,
  ) {
    super(fields, messages, 'RULESET_INVALID');
  }
}

/** The refusal of a document, with its errors as fields. */
export function refuse(findings: readonly Finding[]): RulesetRefused {
  const fields = findingFields(findings);
  const zh = `规则集有 ${fields.length} 处错误，未载入。第一处：${fields[0]?.path.join('/') ?? ''} ${fields[0]?.messages.zh ?? ''}`;
  const en = `The ruleset has ${fields.length} errors and was not loaded. First: ${fields[0]?.path.join('/') ?? ''} ${fields[0]?.messages.en ?? ''}`;
  return new RulesetRefused(findings, fields, { zh, en });
}

/**
 * Loads a document and publishes it at once, for a key with `ruleset:publish`: checked, its examples run, hashed, stored; the predecessor is
 * cut to the day before (derived when read). Loading the same document again gives the version that is there.
 */
export async function loadRuleset(platform: Platform, caller: Caller, text: string): Promise<RulesetRecord> {
  const checked = await checkRulesetText(platform, caller, text);
  const { document, ruleset } = checked;
  if (document !== undefined) requirePermission(caller.actor, 'ruleset:publish', document.region);
  if (document === undefined || ruleset === undefined) throw refuse(checked.findings);
  let isNew = false;
  return await runCommand(platform, caller.actor, {
    permission: 'ruleset:publish',
    regionCode: document.region,
    action: 'ruleset:publish',
    work: async (unit) => {
      await unit.lock(document.region, 'rulesets');
      const same = await unit.rulesets.findByVersion(document.region, document.version);
      if (same !== undefined && same.contentHash === checked.contentHash) return same;
      const published = publishedOf(await unit.rulesets.list(document.region), document.scheme);
      const neighbours = await compiledNeighbours(platform, async (work) => await work(unit), published, ruleset);
      const findings = [
        ...publishFindings({ version: rangeOf(document), published: published.map(namedRange) }),
        ...yearAggregateFindings(ruleset, neighbours),
      ];
      if (findings.length > 0) throw refuse(findings);
      const { effective: days } = document;
      isNew = true;
      return await unit.rulesets.insertPublished({
        regionCode: document.region,
        version: document.version,
        scheme: document.scheme,
        title: document.title,
        documentText: text,
        effectiveText: canonicalJson(ruleset.effective),
        contentHash: must(checked.contentHash, 'content hash'),
        effectiveHash: ruleset.effectiveHash,
        groupingHash: ruleset.plan.groupingHash,
        effectiveFrom: days.from,
        effectiveTo: days.to ?? null,
        basedOn: await baseOf(async (work) => await work(unit), document.extends),
        settlementReady: ruleset.plan.settlementReady,
      });
    },
    audit: ({ id, version, effectiveHash }) => (isNew ? { subject: id, detail: { version, effectiveHash } } : undefined),
  });
}

function rangeOf({ version, effective }: NonNullable<CheckedRuleset['document']>): DeclaredRange {
  return { id: version, from: effective.from, to: effective.to };
}

async function baseOf(
  read: Reader,
  wanted: { readonly region: string; readonly version: string } | undefined,
): Promise<RulesetRecord['basedOn']> {
  if (wanted === undefined) return null;
  const base = await read((unit) => unit.rulesets.findByVersion(wanted.region, wanted.version));
  return base === undefined ? null : { regionCode: base.regionCode, id: base.id };
}

/** The versions that stand just before and just after in time: they may share a settlement year with the new one. */
async function compiledNeighbours(
  platform: Platform,
  read: Reader,
  published: readonly RulesetSummary[],
  { effective }: CompiledRuleset,
): Promise<readonly CompiledRuleset[]> {
  const { from } = effective.effective;
  const before = published.filter(({ effectiveFrom }) => effectiveFrom < from).at(-1);
  const after = published.find(({ effectiveFrom }) => effectiveFrom > from);
  const neighbours: CompiledRuleset[] = [];
  for (const version of [before, after]) if (version !== undefined) neighbours.push(await platform.rulesets.get(read, version));
  return neighbours;
}
