import { everPublished, type AskedScheme } from '../caches/in-force.js';
import { versionsOfYear } from '../clearing/run/run-versions.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { yearProblems, refuseProblems } from '../requests/request-fields.js';
import type { Label } from '../../engine/plan/plan.js';
import {
  add,
  compare,
  decimal,
  divide,
  Fraction,
  isDecimalText,
  multiply,
  negate,
  pow10,
  printFixed,
  printShort,
  sign,
  subtract,
  whole,
} from '../../engine/number/quantity.js';
import { must } from '../../engine/kit/assert.js';
import { resolveBasis, type Basis } from '../../rules/document/basis.js';
import type { BandsTableDocument, EffectiveDocument, MapTableDocument } from '../../rules/document/document.js';
import { codeWord, unitWord } from '../../rules/explain/explain-words.js';

/** 试调范围 where a value is tried: from half of it to one and a half of it, within its limits, in steps of about a hundredth. Decimal texts. */
export interface TryingRange {
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** 可改的值 a value that a candidate can change: its target as `set` takes it, and what it is in the year's last version that has it. */
export interface WhatIfTarget {
  readonly target: string;
  readonly label: Label;
  readonly value: string;
  /** In Chinese; empty: a ratio or a count of nothing. */
  readonly unit: string;
  /** Its members, where it is one of several; none: it is a number. */
  readonly choices: readonly string[];
  readonly min: string | null;
  readonly max: string | null;
  /** Null where it is no number. */
  readonly range: TryingRange | null;
  readonly basis: readonly Basis[];
}

/** Which year. */
export interface TargetsOfYear {
  readonly regionCode: string;
  readonly year: number;
  readonly scheme: AskedScheme;
}

/**
 * The parameters and the rows of tables that a what-if of a year can change, parameters first, as the versions of the year have them; where
 * several have one, the last counts. Throws FORBIDDEN, VALIDATION_FAILED (the year), NO_RULESET_IN_FORCE, RULESET_TAMPERED.
 */
export async function whatIfTargets(platform: Platform, { actor, read }: Caller, asked: TargetsOfYear): Promise<readonly WhatIfTarget[]> {
  requirePermission(actor, 'simulation:run', asked.regionCode);
  refuseProblems(yearProblems(asked.year, ['year']));
  const published = everPublished(await read((unit) => unit.rulesets.list(asked.regionCode)));
  const { versions } = await versionsOfYear(platform, read, published, asked);
  const found = versions.flatMap(({ compiled }) => targetsOf(compiled.effective));
  return [...new Map(found.map((one) => [one.target, one])).values()];
}

/** What of a merged document can be changed value by value. */
function targetsOf(document: EffectiveDocument): readonly WhatIfTarget[] {
  const parameters = Object.entries(document.parameters).map(([name, stated]): WhatIfTarget => {
    const { value, enum: members, min, max, unit, label, basis } = stated;
    const choices = typeof value === 'boolean' ? ['true', 'false'] : (members ?? []);
    return valueOf(document, { target: name, label, value: String(value), choices, min, max, unit, basis });
  });
  const rows = Object.entries(document.tables).flatMap(([name, table]) =>
    table.kind === 'map' || table.kind === 'bands' ? rowsOf(document, name, table) : [],
  );
  return [...parameters, ...rows];
}

function rowsOf(document: EffectiveDocument, name: string, table: MapTableDocument | BandsTableDocument): readonly WhatIfTarget[] {
  const { unit, min, max, basis, label: stated } = table;
  const words = document.words ?? {};
  return table.rows.map((row) => {
    const end = 'upTo' in row && row.upTo !== undefined ? row.upTo : '*';
    const keys = [...(row.key ?? []), ...(table.kind === 'bands' ? [end] : [])];
    const named = [
      ...(row.key ?? []).map((key) => words[key]?.zh ?? codeWord(key)),
      ...(table.kind === 'bands' ? [end === '*' ? '末档' : `至 ${end}`] : []),
    ];
    const label = { zh: `${stated?.zh ?? name}：${named.join('、')}` };
    return valueOf(document, { target: `${name}[${keys.join(',')}]`, label, value: row.value, choices: [], min, max, unit, basis });
  });
}

interface StatedTarget extends Pick<WhatIfTarget, 'target' | 'label' | 'value' | 'choices'> {
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly unit: string | undefined;
  readonly basis: readonly string[];
}

function valueOf(document: EffectiveDocument, { min, max, unit, basis, ...stated }: StatedTarget): WhatIfTarget {
  const isNumber = stated.choices.length === 0 && isDecimalText(stated.value);
  return {
    ...stated,
    ...{ min: min ?? null, max: max ?? null, unit: unit === undefined ? '' : unitWord(unit), basis: resolveBasis(document, basis) },
    range: isNumber ? tryingRange(stated.value, min, max) : null,
  };
}

const HALF = must(divide(whole(1), whole(2)), 'half');
/** Most places of a step: the places that a document's numbers may have. */
const MOST_PLACES = 8;

/** From half to one and a half of a value, cut to its limits; of 0, one step of a hundredth each way of it up to 1. */
export function tryingRange(text: string, min: string | undefined, max: string | undefined): TryingRange {
  const value = decimal(text);
  const size = sign(value) < 0 ? negate(value) : value;
  const width = sign(size) === 0 ? whole(1) : multiply(size, HALF);
  const places = Math.min(MOST_PLACES, Math.max(placesOf(text), hundredthPlaces(size)));
  const [low, high] = [subtract(value, width), add(value, width)];
  const from = min !== undefined && compare(low, decimal(min)) < 0 ? decimal(min) : sign(value) >= 0 && sign(low) < 0 ? whole(0) : low;
  const to = max !== undefined && compare(high, decimal(max)) > 0 ? decimal(max) : high;
  return { from: printFixed(from, places), to: printFixed(to, places), step: printShort(new Fraction(1n, pow10(places))) };
}

const placesOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** The places of the first power of ten that is no more than a hundredth of a size: 2 of 1.2, 3 of 0.4, none of 100 and more; 2 of 0. */
function hundredthPlaces(size: Fraction): number {
  if (sign(size) === 0) return 2;
  for (let places = 0; places < MOST_PLACES; places++) {
    if (compare(multiply(size, whole(pow10(places))), whole(100)) >= 0) return places;
  }
  return MOST_PLACES;
}
