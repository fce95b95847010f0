import { z } from 'zod';

/** What a key is, for someone who writes a ruleset: Chinese, then English. Units, allowed values and the default stand in it. */
export type Said = readonly [zh: string, en: string];

/** Every key of a shape with its description: a key without one does not compile. */
type SaidOf<Shape> = { readonly [Key in keyof Shape]-?: Said };

/** A shape whose keys carry their descriptions into `schema/ruleset.schema.json`, Chinese on the first line and English on the second. */
export function said<Shape extends Record<string, z.ZodType>>(words: SaidOf<Shape>, shape: Shape): Shape {
  const described = Object.entries<z.ZodType>(shape).map(([key, value]) => [key, value.describe(saidText(words, key))] as const);
  return Object.assign({}, shape, Object.fromEntries(described));
}

/** A strict object with such a shape. */
export function described<Shape extends Record<string, z.ZodType>>(words: SaidOf<Shape>, shape: Shape) {
  return z.strictObject(said(words, shape));
}

function saidText(words: Readonly<Record<string, Said>>, key: string): string {
  return (words[key] ?? []).join('\n');
}
