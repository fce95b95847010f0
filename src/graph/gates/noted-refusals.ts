import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { GraphContext } from '../base/context.js';
import { ForbiddenError } from '../../app/base/errors.js';

type Resolver = GraphQLFieldResolver<unknown, GraphContext, object>;

function noting(name: string, resolve: Resolver): Resolver {
  return async (parent, args, context, info): Promise<unknown> => {
    try {
      const result: unknown = await resolve(parent, args, context, info);
      if (result instanceof ForbiddenError) context.noteRefusal(name, result);
      return result;
    } catch (error) {
      if (error instanceof ForbiddenError) context.noteRefusal(name, error);
      throw error;
    }
  };
}

/** Notes what use cases refuse: the answers of queries and mutations, thrown or as a member of a result union. */
export function noteRefusals(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(
    (type): type is GraphQLObjectType => type !== null && type !== undefined,
  );
  for (const type of roots) {
    for (const field of Object.values(type.getFields())) {
      if (field.resolve !== undefined) field.resolve = noting(`${type.name}.${field.name}`, field.resolve as Resolver);
    }
  }
  return schema;
}
