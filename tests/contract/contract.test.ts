import { readFileSync } from 'node:fs';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  Kind,
  parse,
  print,
  printSchema,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graph/schema.js';

/** The contract that integrators program against, as it was agreed: names, arguments and shapes. */
const TEXT = readFileSync(new URL('contract.graphql', import.meta.url), 'utf8');

/** Mutations of the contract that later issues bring. */
const LATER_MUTATIONS = [
  'saveRulesetDraft',
  'submitRuleset',
  'reviewRuleset',
  'publishRuleset',
  'closePeriod',
  'saveComment',
  'acceptWarning',
  'schedulePublication',
  'startSimulation',
  'startPreSettlement',
  'confirmStatement',
];

const named = (nodes: readonly { readonly name: { readonly value: string } }[] | undefined): string[] =>
  (nodes ?? []).map(({ name }) => name.value);

type BuiltField = { readonly type: unknown; readonly args?: readonly { readonly name: string; readonly type: unknown }[] };

function fieldProblems(place: string, wanted: FieldDefinitionNode | InputValueDefinitionNode, built: BuiltField | undefined): string[] {
  const name = `${place}.${wanted.name.value}`;
  if (built === undefined) return [`${name} is missing`];
  const problems = String(built.type) === print(wanted.type) ? [] : [`${name} is ${String(built.type)}, not ${print(wanted.type)}`];
  if (wanted.kind === Kind.INPUT_VALUE_DEFINITION) return problems;
  const args = (wanted.arguments ?? []).flatMap((arg) =>
    fieldProblems(
      `${name}()`,
      arg,
      built.args?.find((one) => one.name === arg.name.value),
    ),
  );
  const required = (built.args ?? []).filter((arg) => String(arg.type).endsWith('!') && !named(wanted.arguments).includes(arg.name));
  return [...problems, ...args, ...required.map((arg) => `${name}(${arg.name}) is required, but not in the contract`)];
}

/** In what a schema falls short of one definition of the contract. */
function problemsOf(definition: DefinitionNode, built: GraphQLSchema): string[] {
  if (!('name' in definition) || definition.name === undefined) return [];
  const name = definition.name.value;
  const type = built.getType(name);
  switch (definition.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return isScalarType(type) ? [] : [`scalar ${name} is missing`];
    case Kind.ENUM_TYPE_DEFINITION: {
      const values = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
      return named(definition.values)
        .filter((value) => !values.includes(value))
        .map((value) => `enum ${name}.${value} is missing`);
    }
    case Kind.UNION_TYPE_DEFINITION: {
      const members = isUnionType(type) ? type.getTypes().map((member) => member.name) : [];
      return [...named(definition.types)].sort().join() === [...members].sort().join() ? [] : [`union ${name} is ${members.join(' | ')}`];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: {
      if (!isInputObjectType(type)) return [`input ${name} is missing`];
      const isOneOf = named(definition.directives).includes('oneOf');
      return [
        ...(isOneOf === type.isOneOf ? [] : [`input ${name} is oneOf: ${type.isOneOf}`]),
        ...(definition.fields ?? []).flatMap((field) => fieldProblems(name, field, type.getFields()[field.name.value])),
      ];
    }
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      if (!isObjectType(type) && !isInterfaceType(type)) return [`type ${name} is missing`];
      const interfaces = type.getInterfaces().map((one) => one.name);
      return [
        ...named(definition.interfaces)
          .filter((one) => !interfaces.includes(one))
          .map((one) => `${name} does not implement ${one}`),
        ...(definition.fields ?? []).flatMap((field) => fieldProblems(name, field, type.getFields()[field.name.value])),
      ];
    }
    default:
      return [];
  }
}

/** Everything in which a schema falls short of a contract. */
function shortcomings(text: string, built: GraphQLSchema): string[] {
  return parse(text).definitions.flatMap((definition) => problemsOf(definition, built));
}

describe('the contract', () => {
  it('every type, field, argument, enum value and union member of it is built, with the same type', () => {
    expect(shortcomings(TEXT, schema)).toEqual([]);
  });

  it('every mutation of it is built, or stands in the list of what later issues bring', () => {
    const lines = TEXT.split('\n').filter((line) => /^#\s{3}\w/.test(line));
    const wanted = lines.flatMap((line) =>
      [...line.replace(/\([^()]*\)/g, '').matchAll(/\b([a-z]+[A-Z]\w+)\b/g)].map(([, name]) => name ?? ''),
    );
    expect(wanted).toContain('loadRuleset');
    const built = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(wanted.filter((name) => !built.includes(name))).toEqual(LATER_MUTATIONS);
  });

  it('mutations take one `input` and answer by a union with ForbiddenError and StateError', () => {
    for (const { name, args, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      expect(
        args.map((arg) => arg.name),
        name,
      ).toEqual(['input']);
      const union = schema.getType(String(type).replace('!', ''));
      const members = isUnionType(union) ? union.getTypes().map((member) => member.name) : [];
      expect(members, name).toEqual(expect.arrayContaining(['ForbiddenError', 'StateError', 'ValidationError']));
      expect(union?.name, name).toBe(`${name.charAt(0).toUpperCase()}${name.slice(1)}Result`);
    }
  });

  it('money and points are never Float', () => {
    const text = printSchema(schema);
    expect(text).toContain(': Decimal');
    expect(text).not.toMatch(/: \[?Float/);
  });

  it('the guard is alive: each kind of difference trips it', () => {
    const contract = `type Query { node: Gone viewer: Int! region(code: Int!): Region regions(page: Int): RegionConnection! }
      enum SourceKind { GUESS } input CostInput { amount: Int! } input RulesetSelector { on: Date } union ScoreCaseResult = CaseScore
      type Basis implements Node { source: String! } type Nothing { a: Int } scalar Money`;
    expect(shortcomings(contract, schema)).toHaveLength(12);
  });
});
