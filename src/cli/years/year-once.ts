import { randomUUID } from 'node:crypto';
import type { OpenPlatform } from '../host/host.js';
import type { ShownRows, ShownValue } from '../print/printed-rows.js';
import { hashOf } from '../../app/kernel/command.js';
import { tryingOut } from '../../app/kernel/try-out.js';

/** What a command records, and how to tell that it is there already. */
export interface Recording {
  /** ADD: a row beside others (payments, adjustments). SET: what holds from now on (budgets, actuals, assessments). */
  readonly kind: 'ADD' | 'SET';
  /** Everything that makes the command what it is. */
  readonly content: unknown;
  readonly work: (session: OpenPlatform, idempotencyKey: string) => Promise<ShownRows>;
  /** What the year has now. */
  readonly stored: (session: OpenPlatform) => Promise<ShownRows>;
}

/** How a command was asked: with a key of its own, or to check only. */
export interface Asked {
  readonly key?: string;
  readonly check?: boolean;
}

/** What became of a command: the rows, its key, and whether they had been recorded before. */
export interface Recorded {
  readonly shown: ShownRows;
  readonly key: string;
  readonly wasThere: boolean;
}

/** Records once: the same command again finds what is there. With `check` it answers as it would, and changes nothing. */
export async function recordOnce(session: OpenPlatform, recording: Recording, asked: Asked): Promise<Recorded> {
  const before = await recording.stored(session);
  return recording.kind === 'ADD' ? await addOnce(session, recording, asked, before) : await setOnce(session, recording, asked, before);
}

/** The key follows from the content: the same row again is the first one, known by its id. */
async function addOnce(session: OpenPlatform, { content, work }: Recording, { key, check }: Asked, before: ShownRows): Promise<Recorded> {
  const own = key ?? derivedKey(content);
  const shown = await work(check === true ? trial(session) : session, own);
  const known = new Set(before.rows.map(({ id }) => id));
  return { shown, key: own, wasThere: shown.rows.every(({ id }) => known.has(id)) };
}

/**
 * What would be set is compared with what holds, and that alone makes it happen once: the key is a new one, since a year that was set to A, B and
 * A again may be set to B again, too.
 */
async function setOnce(session: OpenPlatform, { work }: Recording, { key, check }: Asked, before: ShownRows): Promise<Recorded> {
  const own = key ?? `dip-${randomUUID()}`;
  if (key !== undefined && check !== true) return { shown: await work(session, own), key: own, wasThere: false };
  const tried = await work(trial(session), randomUUID());
  const held = new Set(before.rows.map(contentOf));
  if (tried.rows.every((row) => held.has(contentOf(row)))) {
    const wanted = new Set(tried.rows.map(contentOf));
    // What is told is of what holds, not of the revision that was tried.
    const { note: _, beside: __, ...columns } = tried;
    const told = {
      ...(before.note === undefined ? {} : { note: before.note }),
      ...(before.beside === undefined ? {} : { beside: before.beside }),
    };
    return { shown: { ...columns, ...told, rows: before.rows.filter((row) => wanted.has(contentOf(row))) }, key: own, wasThere: true };
  }
  return { shown: check === true ? tried : await work(session, own), key: own, wasThere: false };
}

function trial(session: OpenPlatform): OpenPlatform {
  return { ...session, platform: tryingOut(session.platform) };
}

function derivedKey(content: unknown): string {
  return `dip-${hashOf(JSON.parse(JSON.stringify(content))).slice(0, 40)}`;
}

/** A row without the number of its revision, whoever recorded it. */
function contentOf({ revision: _, recordedBy: __, ...row }: Readonly<Record<string, ShownValue>>): string {
  return JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}
