import { Decimal } from 'decimal.js';
import type { BandsTableDocument, TableDocument } from '../../src/rules/document/document.js';

/** Digits that a calculation keeps: far more than any printed number has. */
const Exact = Decimal.clone({ precision: 90, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 });
/** Quotients that do not end are cut far behind this place: before whole parts are taken, they are put back. */
const SURE_PLACES = 60;

/** Modes of rounding by their printed name. */
const MODES: Readonly<Record<string, Decimal.Rounding>> = {
  HALF_UP: Decimal.ROUND_HALF_UP,
  HALF_EVEN: Decimal.ROUND_HALF_EVEN,
  UP: Decimal.ROUND_UP,
  DOWN: Decimal.ROUND_DOWN,
  CEIL: Decimal.ROUND_CEIL,
  FLOOR: Decimal.ROUND_FLOOR,
};

/** A band as a ruleset's document states it. */
export interface PrintedBands {
  readonly mode: string;
  readonly includes: string;
  readonly keys: number;
  readonly rows: readonly {
    readonly key: readonly string[];
    readonly upTo: string | undefined;
    readonly includes: string | undefined;
    readonly value: string;
  }[];
}

function printedRow({ key = [], upTo, includes, value }: BandsTableDocument['rows'][number]): PrintedBands['rows'][number] {
  return { key, upTo, includes, value };
}

/** The bands among a document's tables, by name. */
export function bandsOf(tables: Readonly<Record<string, TableDocument>>): ReadonlyMap<string, PrintedBands> {
  return new Map(
    Object.entries(tables).flatMap(([id, table]) =>
      table.kind === 'bands' ? [[id, { ...table, keys: table.key?.length ?? 0, rows: table.rows.map(printedRow) }]] : [],
    ),
  );
}

function rounded(value: Decimal, places: number, mode: string): Decimal {
  const rounding = MODES[mode];
  if (rounding === undefined) throw new Error(`no such rounding: ${mode}`);
  return value.toDecimalPlaces(SURE_PLACES).toDecimalPlaces(places, rounding);
}

/**
 * Works out a printed formula the way somebody with a calculator would: knows the text, the tables of the ruleset, and nothing of our engine.
 */
export class PrintedFormula {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(
    readonly text: string,
    readonly tables: ReadonlyMap<string, PrintedBands>,
  ) {
    this.#tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[-+*/(),]|\S/g) ?? [];
  }

  /** The value, not rounded. */
  value(): Decimal {
    const value = this.#sum();
    if (this.#at !== this.#tokens.length) throw new Error(`not understood from "${this.#tokens.slice(this.#at).join(' ')}": ${this.text}`);
    return value;
  }

  /** The value rounded as declared, printed with that many places. */
  printed({ scale, mode }: { readonly scale: number; readonly mode: string }): string {
    return rounded(this.value(), scale, mode).toFixed(scale);
  }

  #sum(): Decimal {
    let value = this.#product();
    for (let sign = this.#one('+', '-'); sign !== undefined; sign = this.#one('+', '-')) {
      const next = this.#product();
      value = sign === '+' ? value.plus(next) : value.minus(next);
    }
    return value;
  }

  #product(): Decimal {
    let value = this.#signed();
    for (let sign = this.#one('*', '/'); sign !== undefined; sign = this.#one('*', '/')) {
      const next = this.#signed();
      value = sign === '*' ? value.times(next) : value.div(next);
    }
    return value;
  }

  #signed(): Decimal {
    return this.#one('-') === undefined ? this.#closed() : this.#signed().negated();
  }

  #closed(): Decimal {
    const token = this.#next();
    if (token === '(') {
      const value = this.#sum();
      this.#expect(')');
      return value;
    }
    return /^\d/.test(token) ? new Exact(token) : this.#call(token);
  }

  #call(name: string): Decimal {
    this.#expect('(');
    if (name === 'lookup') {
      const bands = this.#chosen(this.#bands());
      this.#expect(',');
      return this.#ended(bandOf(bands, this.#sum()));
    }
    const args = [this.#sum()];
    if (name === 'tiered') {
      this.#expect(',');
      return this.#ended(tiered(this.#chosen(this.#bands()), args[0] ?? new Exact(0)));
    }
    let mode = '';
    while (this.#one(',') !== undefined) {
      if (/^[A-Z]/.test(this.#tokens[this.#at] ?? '')) mode = this.#next();
      else args.push(this.#sum());
    }
    return this.#ended(called(name, args, mode));
  }

  #bands(): PrintedBands {
    const id = this.#next();
    const bands = this.tables.get(id);
    if (bands === undefined) throw new Error(`no table ${id}: ${this.text}`);
    return bands;
  }

  /** The bands of the keys that are printed behind the table's name. */
  #chosen(bands: PrintedBands): PrintedBands {
    const keys = Array.from({ length: bands.keys }, () => {
      this.#expect(',');
      return this.#next();
    });
    return { ...bands, rows: bands.rows.filter(({ key }) => key.join() === keys.join()) };
  }

  #ended(value: Decimal): Decimal {
    this.#expect(')');
    return value;
  }

  #one(...wanted: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at += 1;
    return token;
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error(`ends too early: ${this.text}`);
    this.#at += 1;
    return token;
  }

  #expect(token: string): void {
    if (this.#one(token) === undefined)
      throw new Error(`"${token}" expected before "${this.#tokens.slice(this.#at).join(' ')}": ${this.text}`);
  }
}

function called(name: string, args: readonly Decimal[], mode: string): Decimal {
  const [a = new Exact(NaN), b = new Exact(NaN), c = new Exact(NaN)] = args;
  switch (name) {
    case 'min':
      return Exact.min(...args);
    case 'max':
      return Exact.max(...args);
    case 'ratio':
      return a.div(b);
    case 'clamp':
      return Exact.min(Exact.max(a, b), c);
    case 'abs':
      return a.abs();
    case 'floor':
      return rounded(a, 0, 'FLOOR');
    case 'ceil':
      return rounded(a, 0, 'CEIL');
    case 'round':
      return rounded(a, b.toNumber(), mode);
    case 'step':
      if (a.lte(0)) return new Exact(0);
      if (mode === 'STRICT') return rounded(a.div(b), 0, 'CEIL').minus(1).times(c);
      return mode === 'LINEAR' ? a.div(b).times(c) : rounded(a.div(b), 0, mode).times(c);
    default:
      throw new Error(`no such function: ${name}`);
  }
}

function bandOf({ rows, includes }: PrintedBands, x: Decimal): Decimal {
  const row = rows.find((row) => row.upTo === undefined || ((row.includes ?? includes) === 'UPPER' ? x.lte(row.upTo) : x.lt(row.upTo)));
  return new Exact(row?.value ?? NaN);
}

function tiered(bands: PrintedBands, x: Decimal): Decimal {
  if (x.lte(0)) return new Exact(0);
  if (bands.mode === 'WHOLE') return x.times(bandOf(bands, x));
  let sum = new Exact(0);
  let from = new Exact(0);
  for (const { upTo, value } of bands.rows) {
    const to = upTo === undefined ? x : Exact.min(x, upTo);
    if (to.gt(from)) sum = sum.plus(to.minus(from).times(value));
    from = Exact.max(from, to);
  }
  return sum;
}
