import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graph/schema.js';

const CHINESE = /[\u4e00-\u9fff]/;

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): Described[] {
  const own = { name: type.name, description: type.description };
  if (isEnumType(type)) return [own, ...type.getValues().map(({ name, description }) => ({ name: `${type.name}.${name}`, description }))];
  if (isInputObjectType(type)) {
    return [own, ...Object.values(type.getFields()).map(({ name, description }) => ({ name: `${type.name}.${name}`, description }))];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  return [
    own,
    ...Object.values(type.getFields()).flatMap(({ name, description, args }) => [
      { name: `${type.name}.${name}`, description },
      ...args.map((arg) => ({ name: `${type.name}.${name}(${arg.name})`, description: arg.description })),
    ]),
  ];
}

/** Types, fields, arguments, enum values and input fields whose description lacks the Chinese term. */
function undescribed(checked: GraphQLSchema): readonly string[] {
  return Object.values(checked.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !(isScalarType(type) && isSpecifiedScalarType(type)))
    .flatMap(partsOf)
    .filter(({ description }) => !CHINESE.test(description ?? ''))
    .map(({ name }) => name);
}

describe('descriptions', () => {
  it('every type, field, argument, enum value and input field has one with the Chinese term', () => {
    expect(undescribed(schema)).toEqual([]);
  });

  it('English stands beside the Chinese in every one', () => {
    const parts = Object.values(schema.getTypeMap())
      .filter((type) => !isIntrospectionType(type) && !(isScalarType(type) && isSpecifiedScalarType(type)))
      .flatMap(partsOf);
    expect(parts.filter(({ description }) => !/[A-Za-z]{2}/.test(description ?? '')).map(({ name }) => name)).toEqual([]);
  });

  it('the guard is alive: each kind of thing without one trips it', () => {
    const bad = buildSchema(`
      "查询" type Query { "名称" a("参数" x: In): E b: Int "english only" c(y: Int): Int }
      "枚举" enum E { "值" ONE TWO }
      "输入" input In { "字段" p: Int q: Int }
      type Bare { "字段" f: Int }
    `);
    expect(undescribed(bad)).toEqual(['Query.b', 'Query.c', 'Query.c(y)', 'E.TWO', 'In.q', 'Bare']);
  });
});
