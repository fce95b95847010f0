import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql';
import { must } from '../../src/engine/kit/assert.js';

/** A global id of a row that is not there. */
export function missingId(typename: string): string {
  return Buffer.from(`${typename}:990300/00000000-0000-7000-8000-00000000ffff`).toString('base64');
}

const SCALARS: Readonly<Record<string, string>> = {
  Int: '2024',
  Boolean: 'true',
  Decimal: '"1.00"',
  Date: '"2024-01-01"',
  DateTime: '"2034-01-01T00:00:00Z"',
  String: '"x"',
};

/** Texts and ids that must say something certain. */
const BY_NAME: Readonly<Record<string, string>> = { regionCode: '"990300"', regions: '["990300"]' };

function literal(name: string, type: GraphQLInputType, idType: string): string {
  if (isNonNullType(type)) return literal(name, type.ofType, idType);
  const stated = BY_NAME[name];
  if (stated !== undefined) return stated;
  if (isListType(type)) return `[${literal(name, type.ofType, idType)}]`;
  if (isEnumType(type)) return must(type.getValues()[0], name).name;
  if (isInputObjectType(type)) {
    const all = Object.values(type.getFields());
    const fields = type.isOneOf ? all.slice(-1) : all.filter((field) => isNonNullType(field.type));
    return `{${fields.map((field) => `${field.name}: ${literal(field.name, field.type, idType)}`).join(', ')}}`;
  }
  return type.name === 'ID' ? `"${missingId(idType)}"` : must(SCALARS[type.name], `a value of ${type.name}`);
}

function selection(type: GraphQLNamedType): string {
  if (isScalarType(type) || isEnumType(type)) return '';
  const plain = isObjectType(type)
    ? Object.values(type.getFields()).find(
        ({ args, type: own }) => args.length === 0 && (isScalarType(getNamedType(own)) || isEnumType(getNamedType(own))),
      )
    : undefined;
  return ` { __typename ${plain?.name ?? ''} }`;
}

/** The smallest request for a root field, with values that are of the right type and no more. Ids are of rows that are not there. */
export function sampleRequest(
  operation: 'query' | 'mutation' | 'subscription',
  field: GraphQLField<unknown, unknown>,
  idType: string,
): string {
  const args = field.args.filter((arg) => isNonNullType(arg.type)).map((arg) => `${arg.name}: ${literal(arg.name, arg.type, idType)}`);
  return `${operation} { ${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`}${selection(getNamedType(field.type))} }`;
}
