import { enter } from '../database/access.js';
import type { Session } from '../database/session.js';
import type { RegionRecord, Regions } from '../../app/ports/ports-region.js';

const FIELDS = { code: true, name: true, parentCode: true, sandbox: true } as const;

/** Regions behind the port. */
export function regions(session: Session): Regions {
  const { tx } = session;
  return {
    find: async (code) => (await tx.region.findUnique({ where: { code }, select: FIELDS })) ?? undefined,
    list: () => tx.region.findMany({ select: FIELDS, orderBy: { code: 'asc' } }),
    save: (region) => save(session, region),
  };
}

async function save(session: Session, region: RegionRecord): Promise<void> {
  const { code, name, parentCode, sandbox } = region;
  await session.run(
    `INSERT INTO region (code, name, parent_code, sandbox) VALUES ($1, $2, $3, $4)
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent_code = excluded.parent_code, sandbox = excluded.sandbox`,
    [code, name, parentCode, sandbox],
  );
  // An access to all regions, or to all sandboxes, covers the new one too.
  if (typeof session.access.regions === 'string') await enter(session.client, session.access, 'WRITE');
}
