import { everPublished, type AskedScheme } from '../caches/in-force.js';
import { versionsOfYear } from '../clearing/run/run-versions.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { yearProblems, refuseProblems } from '../requests/request-fields.js';
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
import type { BothWords } from '../../rules/document/code-words.js';
import type { EffectiveDocument, ParameterDocument } from '../../rules/document/document.js';
import { parameterInWords, rowInWords, unitInWords, valueInWords, type ValueTable } from '../../rules/explain/place-words.js';

/** 试调范围 where a value is tried: from half of it to one and a half of it, within its limits, in steps of about a hundredth. Decimal texts. */
export interface TryingRange {
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** 选项 a value that a parameter may have, and what it is called. */
export interface TargetChoice {
  readonly value: string;
  readonly label: BothWords;
}

/** 可改的值 a value that a candidate can change: its target as `set` takes it, and what it is in the year's last version that has it. */
export interface WhatIfTarget {
  readonly target: string;
  readonly label: BothWords;
  readonly value: string;
  /** With its unit, or by its word. */
  readonly valueSaid: BothWords;
  /** Empty: a ratio or a count of nothing. */
  readonly unit: BothWords;
  /** Its members, where it is one of several; none: it is a number. */
  readonly choices: readonly TargetChoice[];
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
    const { value, enum: members } = stated;
    const inWords = (text: string) => valueInWords(document, stated, text);
    const choices = typeof value === 'boolean' ? ['true', 'false'] : (members ?? []);
    return {
      ...{ target: name, label: parameterInWords(stated), value: String(value), valueSaid: inWords(String(value)) },
      choices: choices.map((choice) => ({ value: choice, label: inWords(choice) })),
      ...limitsOf(document, stated, choices.length === 0 ? String(value) : undefined),
    };
  });
  const rows = Object.entries(document.tables).flatMap(([name, table]) =>
    table.kind === 'map' || table.kind === 'bands' ? rowsOf(document, name, table) : [],
  );
  return [...parameters, ...rows];
}

function rowsOf(document: EffectiveDocument, name: string, table: ValueTable): readonly WhatIfTarget[] {
  return table.rows.map((row) => {
    const end = 'upTo' in row && row.upTo !== undefined ? row.upTo : '*';
    const keys = [...(row.key ?? []), ...(table.kind === 'bands' ? [end] : [])];
    return {
      ...{ target: `${name}[${keys.join(',')}]`, label: rowInWords(document, name, table, row), value: row.value },
      ...{ valueSaid: valueInWords(document, table, row.value), choices: [] },
      ...limitsOf(document, table, row.value),
    };
  });
}

type Limited = Pick<ParameterDocument, 'min' | 'max' | 'unit' | 'basis'>;

/** Unit, bounds and bases; `number`: the value, unless it is one of several choices. */
function limitsOf(
  document: EffectiveDocument,
  { min, max, unit, basis }: Limited,
  number: string | undefined,
): Pick<WhatIfTarget, 'unit' | 'min' | 'max' | 'range' | 'basis'> {
  return {
    ...{ min: min ?? null, max: max ?? null, unit: unitInWords(unit), basis: resolveBasis(document, basis) },
    range: number !== undefined && isDecimalText(number) ? tryingRange(number, min, max) : null,
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
