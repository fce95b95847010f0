import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/** What of a published contract a new one breaks: one line a breaking change. Additions break nothing. */
export async function schemaBreaks(published: string, current: string): Promise<readonly string[]> {
  const changes = await diff(buildSchema(published), buildSchema(current));
  return changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(({ message }) => message);
}
