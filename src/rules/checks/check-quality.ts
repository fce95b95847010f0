import type { DecisionDocument, EffectiveDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Names } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';

/** 质控 refuses quality keys where they do not belong, and quality decisions or rules that lack theirs (QUALITY_FORM). */
export function checkQualityForm({ decisions }: EffectiveDocument, report: Report): void {
  decisions.forEach((decision, index) => {
    const pointer = pointerTo('/decisions', index);
    if (decision.quality === true) checkDecision(decision, pointer, report);
    (decision.rules ?? []).forEach(({ name, quality }, at) => {
      if ((quality === undefined) !== (decision.quality === true)) return;
      const why =
        quality === undefined
          ? bilingual(`规则 “${name}” 没有写 quality`, `rule “${name}” has no quality`)
          : bilingual(`规则 “${name}” 写了 quality，而判定没有`, `rule “${name}” has quality, while the decision has not`);
      report.add('QUALITY_FORM', pointerTo(pointer, 'rules', at), { decision: decision.id, why });
    });
  });
}

function checkDecision({ id, scope, hit, otherwise, line }: DecisionDocument, pointer: string, report: Report): void {
  const refuse = (key: string, zh: string, en: string): void =>
    report.add('QUALITY_FORM', `${pointer}/${key}`, { decision: id, why: bilingual(zh, en) });
  if (scope !== 'case') refuse('scope', 'scope 须为 case', 'its scope must be case');
  if (hit !== 'collect') refuse('quality', 'hit 须为 collect', 'its hit policy must be collect');
  if (otherwise !== undefined) refuse('otherwise', '不能有 otherwise', 'it has no otherwise');
  if (line !== undefined) refuse('line', '不能有 line', 'it is no line');
}

/** Each rule names a fact of the case that it finds wrong (QUALITY_FORM). */
export function checkQualityFields(names: Names, report: Report): void {
  for (const entity of names.entities.values()) {
    if (entity.kind !== 'decision') continue;
    (entity.document.rules ?? []).forEach(({ quality }, index) => {
      if (quality === undefined || names.entities.get(quality.field)?.kind === 'fact') return;
      const why = bilingual(`“${quality.field}” 不是病例的事实`, `“${quality.field}” is no fact of the case`);
      report.add('QUALITY_FORM', `${pointerTo(entity.pointer, 'rules', index)}/quality/field`, { decision: entity.name, why });
    });
  }
}

/**
 * Parameters and tables that nothing but quality decisions names: no money depends on them. Any other mention in the document counts as
 * money's, also in a text of a formula or of a note.
 */
export function qualityOnly({ decisions, aggregates, methods, parameters, tables }: EffectiveDocument): ReadonlySet<string> {
  const quality = decisions.filter((decision) => decision.quality === true).map(({ rules }) => rules?.map(({ conditions }) => conditions));
  const others = decisions.filter((decision) => decision.quality !== true);
  const mentioned = wordsMentioned(quality);
  const elsewhere = wordsMentioned([others, aggregates, methods, Object.values(tables)]);
  return new Set([...Object.keys(parameters), ...Object.keys(tables)].filter((name) => mentioned.has(name) && !elsewhere.has(name)));
}

/** Every word of parts of a document that may be a name. */
export function wordsMentioned(parts: unknown): ReadonlySet<string> {
  return new Set(JSON.stringify(parts).match(/[A-Za-z][A-Za-z0-9_]*/g) ?? []);
}
