import './api-key.js';
import './audit-event.js';
import './audit-verification.js';
import './case-lists.js';
import './catalogue-job.js';
import './catalogue.js';
import './check-report.js';
import './clearing-run.js';
import './disease-group.js';
import './fund-year.js';
import './import-job.js';
import './inpatient-case.js';
import './inpatient-case-fields.js';
import './institution.js';
import './job-progress.js';
import './mutations-admin.js';
import './mutations-cases.js';
import './mutations-catalogue.js';
import './mutations-fund-year.js';
import './mutations-institutions.js';
import './mutations-ruleset.js';
import './mutations-run.js';
import './quality.js';
import './region-catalogues.js';
import './region-rulesets.js';
import './region.js';
import './replay.js';
import './ruleset-diff.js';
import './ruleset-version.js';
import './roles.js';
import './run-evidence.js';
import './score-queries.js';
import './stands-out.js';
import './statement.js';
import './viewer.js';
import { isObjectType, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { builder } from './builder.js';
import { gateCursors } from './cursor-gate.js';
import { noteRefusals } from './noted-refusals.js';

/** The Prisma plugin adds `totalCount` to connections without a description of ours. */
function describeTotals(built: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(built.getTypeMap())) {
    const total = isObjectType(type) && type.name.endsWith('Connection') ? type.getFields().totalCount : undefined;
    if (total !== undefined) total.description ??= '总数 how many there are in all';
  }
  return built;
}

/** The schema: every noun's file is imported for effect. */
export const schema = noteRefusals(gateCursors(describeTotals(builder.toSchema())));

/** The published contract, in a fixed order: `schema/schema.graphql`. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
