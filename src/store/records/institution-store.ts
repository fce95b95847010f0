import { dateOf, dayOf, pick, textByName } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type {
  InstitutionChangeRecord,
  InstitutionFigureRecord,
  InstitutionProfileRecord,
  InstitutionRecord,
  Institutions,
  NewInstitutionChange,
} from '../../app/ports/ports-region.js';
import { CHANGE_KINDS } from '../../engine/clearing/institution-changes.js';
import { must } from '../../engine/kit/assert.js';

const FIELDS = { regionCode: true, code: true, name: true } as const;

/** Institutions behind the port. */
export function institutions(session: Session): Institutions {
  const { tx } = session;
  return {
    find: async (regionCode, code) =>
      (await tx.institution.findUnique({ where: { regionCode_code: { regionCode, code } }, select: FIELDS })) ?? undefined,
    list: (regionCode) => tx.institution.findMany({ where: { regionCode }, select: FIELDS, orderBy: { code: 'asc' } }),
    save: (rows) => save(session, rows),
    profiles: (regionCode) => profiles(session, regionCode),
    addProfiles: (rows) => addProfiles(session, rows),
    figures: (regionCode, year) => figures(session, 'institution_figure WHERE region_code = $1 AND year = $2', regionCode, year),
    figuresOfAll: (regionCode, year) => figures(session, 'figures_of_all($1, $2)', regionCode, year),
    addFigures: (rows) => addFigures(session, rows),
    changes: (regionCode) => changes(session, regionCode),
    addChanges: (rows) => addChanges(session, rows),
  };
}

async function save(session: Session, rows: readonly InstitutionRecord[]): Promise<void> {
  await session.run(
    `INSERT INTO institution (region_code, code, name) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (region_code, code) DO UPDATE SET name = excluded.name`,
    [rows.map((row) => row.regionCode), rows.map((row) => row.code), rows.map((row) => row.name)],
  );
}

interface ProfileRow {
  readonly institutionCode: string;
  readonly effectiveFrom: string;
  readonly level: string;
  readonly attributes: unknown;
}

async function profiles(session: Session, regionCode: string): Promise<readonly InstitutionProfileRecord[]> {
  const rows = await session.rows<ProfileRow>(
    `SELECT DISTINCT ON (institution_code, effective_from) institution_code AS "institutionCode", effective_from::text AS "effectiveFrom",
       level, attributes FROM institution_profile WHERE region_code = $1 ORDER BY institution_code, effective_from, seq DESC`,
    [regionCode],
  );
  return rows.map((row) => ({ ...row, regionCode, attributes: textByName(row.attributes) }));
}

async function addProfiles(session: Session, rows: readonly InstitutionProfileRecord[]): Promise<void> {
  await session.tx.institutionProfile.createMany({
    data: rows.map((row) => ({
      ...pick(row, ['regionCode', 'institutionCode', 'level']),
      attributes: { ...row.attributes },
      effectiveFrom: dateOf(row.effectiveFrom),
    })),
  });
}

type FigureRow = Omit<InstitutionFigureRecord, 'regionCode' | 'year'>;

async function figures(session: Session, source: string, regionCode: string, year: number): Promise<readonly InstitutionFigureRecord[]> {
  const rows = await session.rows<FigureRow>(
    `SELECT DISTINCT ON (insurance, institution_code, name) institution_code AS "institutionCode", insurance, name, value
     FROM ${source} ORDER BY insurance, institution_code, name, seq DESC`,
    [regionCode, year],
  );
  return rows.map((row) => ({ ...row, regionCode, year }));
}

async function addFigures(session: Session, rows: readonly InstitutionFigureRecord[]): Promise<void> {
  const column = <K extends keyof InstitutionFigureRecord>(name: K): InstitutionFigureRecord[K][] => rows.map((row) => row[name]);
  await session.run(
    `INSERT INTO institution_figure (region_code, institution_code, year, insurance, name, value)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::insurance_scheme[], $5::text[], $6::text[])`,
    [column('regionCode'), column('institutionCode'), column('year'), column('insurance'), column('name'), column('value')],
  );
}

async function changes({ tx }: Session, regionCode: string): Promise<readonly InstitutionChangeRecord[]> {
  const rows = await tx.institutionChange.findMany({
    where: { regionCode },
    orderBy: [{ institutionCode: 'asc' }, { revision: 'asc' }],
    omit: { createdById: true },
  });
  return rows.map(({ kind, effectiveFrom, ...row }) => ({
    ...row,
    kind: must(
      CHANGE_KINDS.find((one) => one === kind),
      'kind of a change',
    ),
    effectiveFrom: dayOf(effectiveFrom),
  }));
}

async function addChanges({ tx, access }: Session, rows: readonly NewInstitutionChange[]): Promise<void> {
  const made = { createdById: access.holderId, createdByName: access.holderName };
  await tx.institutionChange.createMany({
    data: rows.map((row) => ({
      ...pick(row, ['regionCode', 'institutionCode', 'revision', 'kind', 'otherCode', 'corrects', 'reason', 'source']),
      effectiveFrom: dateOf(row.effectiveFrom),
      ...made,
    })),
  });
}
