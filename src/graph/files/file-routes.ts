import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sendRefusal } from './file-errors.js';
import { dateParameter, flagParameter, idOfPath, uploadFormat, wantedFormat, wordParameter } from './file-requests.js';
import { sendJson, type Handler } from '../server/http-server.js';
import { importView } from './import-view.js';
import { badGlobalId, uuidKey } from '../base/node-key.js';
import { stated } from '../kit/stated.js';
import { unauthenticated } from '../base/refusal.js';
import { actorOfHeader, type Credentials } from '../server/request-context.js';
import { paced, type UploadPace } from './upload-pace.js';
import { UploadPlaces, type UploadPlacesLimits } from './upload-places.js';
import type { Authenticate } from '../server/wrong-keys.js';
import { translateStoreErrors } from '../../app/kernel/command.js';
import { ForbiddenError } from '../../app/base/errors.js';
import type { Actor } from '../../app/ports/kit/permissions.js';
import type { RefusalLog } from '../../app/kernel/refusal-log.js';
import { exportBundleOf } from '../../app/bundles/export-bundle.js';
import { exportDraft } from '../../app/drafts/workbook/export-draft.js';
import { blankCatalogueWorkbook } from '../../app/files/blank-catalogue.js';
import { exportCases } from '../../app/files/export-cases.js';
import { exportCatalogueFile, exportCatalogueWorkbook } from '../../app/files/export-catalogue.js';
import { exportRejectedRows } from '../../app/files/export-rejected-rows.js';
import { exportRejects, REJECT_WORDS } from '../../app/files/export-rejects.js';
import { exportRun, RUN_EXPORTS } from '../../app/files/export-run.js';
import { exportSwitchCsv, exportSwitchWorkbook } from '../../app/files/export-switch.js';
import { exportBundle, exportPublicationCsv, exportPublicationWorkbook, PUBLICATION_TABLES } from '../../app/publications/bundle-tables.js';
import { SWITCH_TABLES } from '../../app/switch/switch-tables.js';
import { spool, tooLarge, type SpooledFile } from '../../app/files/spool.js';
import type { ExportFormat } from '../../app/sheets/table-text.js';
import { importCaseFile, type ImportCaseFile } from '../../app/case-files/import-case-file.js';
import type { Caller, Platform } from '../../app/kernel/platform.js';
import { accessOf } from '../../app/ports/ports.js';
import type { ImportRecord } from '../../app/ports/cases/ports-import.js';
import type { QualityFilter } from '../../app/ports/cases/ports-quality.js';
import { exportQuality } from '../../app/cases/quality-results.js';
import { caseImport } from '../../app/case-files/start-case-import.js';
import { askedFor } from '../../app/caches/in-force.js';
import { PAYMENT_SCHEMES } from '../../app/ports/ports-ruleset.js';
import { INSURANCE_SCHEMES } from '../../engine/plan/inpatient-case.js';
import { QUALITY_DIMENSIONS, QUALITY_LEVELS } from '../../engine/plan/quality.js';

/** Limits on files that come in: how large, how many at once, how slowly. */
export interface FileLimits extends UploadPlacesLimits, UploadPace {
  readonly bytes: number;
}

const FILE_LIMITS: FileLimits = {
  bytes: 1024 * 1024 * 1024,
  ...{ uploads: 12, uploadsByRegion: 4, uploadsByKey: 2 },
  ...{ leastBytesPerSecond: 4 * 1024, windowMs: 10_000, mostMs: 3_600_000 },
};

/** How long a reader of an export may take nothing. */
const IDLE_MS = 60_000;

/** The routes for large files beside GraphQL, with the same keys: PUT /imports/{id} and GET /exports/{id}. */
export function fileRoutes(
  platform: Platform,
  authenticate: Authenticate,
  { refusals, ...stated }: Partial<FileLimits> & { readonly refusals?: Pick<RefusalLog, 'note'> } = {},
): { readonly imports: Handler; readonly exports: Handler } {
  const limits = { ...FILE_LIMITS, ...stated };
  const doors = { platform, authenticate, limits, places: new UploadPlaces(limits) };
  return {
    imports: answering(async (request, response, url) => {
      const caller = await callerOf(platform, authenticate, request);
      await noting('PUT /imports', caller.actor, refusals, () => receive(doors, caller, { request, response, url }));
    }),
    exports: answering(async (request, response, url) => {
      const caller = await callerOf(platform, authenticate, request);
      await noting('GET /exports', caller.actor, refusals, () => send(platform, caller, { request, response, url }));
    }),
  };
}

/** Records what the caller is refused. */
async function noting(
  action: string,
  actor: Actor,
  refusals: Pick<RefusalLog, 'note'> | undefined,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ForbiddenError) refusals?.note({ actor, action, error });
    throw error;
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Tells users' mistakes; bugs go on to the server, which masks and logs them. A sender that went away is told nothing. */
function answering(handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>): Handler {
  return async (request, response, url) => {
    try {
      await handle(request, response, url);
    } catch (error) {
      if (request.socket.destroyed) return;
      if (response.headersSent) throw error; // half a file must not look like a whole one
      if (!request.complete) response.setHeader('connection', 'close');
      if (!sendRefusal(request, response, error)) throw error;
    }
  };
}

async function callerOf({ store }: Platform, authenticate: Authenticate, request: IncomingMessage): Promise<Caller> {
  const actor = await actorOfHeader(credentialsOf(request), authenticate);
  if (actor === null) throw unauthenticated('MISSING');
  const access = accessOf(actor);
  return { actor, read: (work) => translateStoreErrors(() => store.transaction(access, 'READ', work)) };
}

function credentialsOf({ headers, socket }: IncomingMessage): Credentials {
  return { authorization: headers.authorization ?? null, cookie: headers.cookie, address: socket.remoteAddress };
}

interface Doors {
  readonly platform: Platform;
  readonly authenticate: Authenticate;
  readonly limits: FileLimits;
  readonly places: UploadPlaces;
}

/** What can be refused is refused before the file is received: unknown import, wrong type, too large, no place. */
async function receive(doors: Doors, caller: Caller, { request, response, url }: Exchange): Promise<void> {
  const { platform, limits, places } = doors;
  const { typename, id } = idOfPath(url, '/imports/');
  if (typename !== 'ImportJob') throw badGlobalId(url.pathname);
  const { regionCode, id: importId } = uuidKey(id);
  await caseImport(caller, regionCode, importId);
  const format = uploadFormat(request);
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) throw tooLarge(limits.bytes);
  const answer = wordParameter(url, 'answer', UPLOAD_ANSWERS);
  const file = await received(doors, request, places.take({ keyId: caller.actor.keyId, regionCode }));
  if (answer === 'rejected') return await sendRejectedRows(caller, response, { regionCode, importId, ...format }, file);
  const done = await importSpooled(platform, caller, { regionCode, importId, ...format }, file);
  sendJson(response, done.status === 'SUCCEEDED' ? 200 : 422, importView(request, done));
}

/** What a sent file is answered with where it is not what became of the import: the records of it that were rejected, to be mended. */
const UPLOAD_ANSWERS = ['rejected'] as const;

/** Nothing is imported: the file of an import that has ended is read once more for what was rejected of it. */
async function sendRejectedRows(
  caller: Caller,
  response: ServerResponse,
  input: Omit<ImportCaseFile, 'file'>,
  file: SpooledFile,
): Promise<void> {
  try {
    const text = await exportRejectedRows(caller, { ...input, file });
    response.writeHead(200, exportHeaders(`rejected-${input.regionCode}-${input.importId}`, input.format));
    response.setTimeout(IDLE_MS, () => response.destroy());
    await pipeline(Readable.from(text), response);
  } finally {
    await file.remove();
  }
}

/** Receives a file at the sender's pace, and leaves its place. A key that was revoked on the way ends it; so does the end of a file. */
async function received({ authenticate, limits }: Doors, request: IncomingMessage, leave: () => void): Promise<SpooledFile> {
  const stillWelcome = async (): Promise<void> => {
    await actorOfHeader(credentialsOf(request), authenticate);
  };
  try {
    const file = await spool(paced(request, limits, stillWelcome), limits.bytes);
    await stillWelcome().catch(async (error: unknown) => {
      await file.remove();
      throw error;
    });
    return file;
  } finally {
    leave();
  }
}

/** The received file is gone before the answer leaves, whatever becomes of the import. */
async function importSpooled(
  platform: Platform,
  caller: Caller,
  input: Omit<ImportCaseFile, 'file'>,
  file: SpooledFile,
): Promise<ImportRecord> {
  try {
    const done = await importCaseFile(platform, caller, { ...input, file });
    platform.log.info({ importId: done.id, status: done.status, read: Number(done.done), bytes: file.bytes }, 'a file was imported');
    return done;
  } finally {
    await file.remove();
  }
}

const MEDIA_TYPE: Readonly<Record<ExportFormat, string>> = { CSV: 'text/csv; charset=utf-8', JSONL: 'application/x-ndjson; charset=utf-8' };

function exportHeaders(name: string, format: ExportFormat): Readonly<Record<string, string>> {
  return {
    'content-type': MEDIA_TYPE[format],
    'content-disposition': `attachment; filename="${name}.${format.toLowerCase()}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
}

async function send(platform: Platform, caller: Caller, { request, response, url }: Exchange): Promise<void> {
  if (idOfPath(url, '/exports/').typename === 'SwitchStudy') return await sendSwitch(caller, { response, url });
  if (idOfPath(url, '/exports/').typename === 'Catalogue' && url.searchParams.get('format')?.toLowerCase() === 'xlsx')
    return await sendCatalogueWorkbook(caller, { response, url });
  if (idOfPath(url, '/exports/').typename === 'Region' && url.searchParams.get('what') === 'blankCatalogue')
    return await sendBlankCatalogue(caller, { response, url });
  if (idOfPath(url, '/exports/').typename === 'Publication') return await sendPublication(caller, { response, url });
  if (idOfPath(url, '/exports/').typename === 'RulesetDraft') return await sendDraft(caller, { response, url });
  if (idOfPath(url, '/exports/').typename === 'RulesetVersion') return await sendBundle(platform, caller, { response, url });
  const format = wantedFormat(request, url);
  const { name, text } = await exported(platform, caller, url, format);
  response.writeHead(200, exportHeaders(name, format));
  response.setTimeout(IDLE_MS, () => response.destroy()); // whoever reads nothing must not hold a transaction open
  await pipeline(Readable.from(text), response);
}

const SWITCH_MEDIA_TYPES = {
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  CSV: MEDIA_TYPE.CSV,
} as const;

/** 切换测算 a study's tables: all of them as a workbook, or the one that `what` names as CSV. */
async function sendSwitch(caller: Caller, { response, url }: Omit<Exchange, 'request'>): Promise<void> {
  const study = uuidKey(idOfPath(url, '/exports/').id);
  const what = wordParameter(url, 'what', SWITCH_TABLES);
  const format = what === undefined ? 'XLSX' : 'CSV';
  const content = what === undefined ? await exportSwitchWorkbook(caller, study) : await exportSwitchCsv(caller, study, what);
  response.writeHead(200, {
    'content-type': SWITCH_MEDIA_TYPES[format],
    'content-disposition': `attachment; filename="switch-${study.regionCode}-${study.id}${what === undefined ? '' : `-${what}`}.${format.toLowerCase()}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** 病种目录库 a catalogue as a workbook that can be edited and imported again. */
async function sendCatalogueWorkbook(caller: Caller, { response, url }: Omit<Exchange, 'request'>): Promise<void> {
  const { regionCode, id: catalogueId } = uuidKey(idOfPath(url, '/exports/').id);
  const content = await exportCatalogueWorkbook(caller, { regionCode, catalogueId });
  response.writeHead(200, {
    'content-type': SWITCH_MEDIA_TYPES.XLSX,
    'content-disposition': `attachment; filename="catalogue-${regionCode}-${catalogueId}.xlsx"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** 空白目录库 a workbook in which a region fills in its first catalogue. */
async function sendBlankCatalogue(caller: Caller, { response, url }: Omit<Exchange, 'request'>): Promise<void> {
  const { id } = idOfPath(url, '/exports/');
  if (!/^\d{6}$/.test(id)) throw badGlobalId(id);
  const content = await blankCatalogueWorkbook(caller, id);
  response.writeHead(200, {
    'content-type': SWITCH_MEDIA_TYPES.XLSX,
    'content-disposition': `attachment; filename="catalogue-${id}-blank.xlsx"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** 公布 a publication as it was published: its whole text, a table of it as CSV, or all tables as a workbook. */
async function sendPublication(caller: Caller, { response, url }: Omit<Exchange, 'request'>): Promise<void> {
  const asked = uuidKey(idOfPath(url, '/exports/').id);
  const what = wordParameter(url, 'what', ['bundle', ...PUBLICATION_TABLES] as const);
  const [ending, type, content] =
    what === undefined
      ? (['xlsx', SWITCH_MEDIA_TYPES.XLSX, await exportPublicationWorkbook(caller, asked)] as const)
      : what === 'bundle'
        ? (['json', 'application/json; charset=utf-8', await exportBundle(caller, asked)] as const)
        : (['csv', MEDIA_TYPE.CSV, await exportPublicationCsv(caller, asked, what)] as const);
  response.writeHead(200, {
    'content-type': type,
    'content-disposition': `attachment; filename="publication-${asked.regionCode}-${asked.id}${what === undefined ? '' : `-${what}`}.${ending}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** 规则草案 a draft's tables as a workbook to be edited, or the one that `sheet` names as CSV. */
async function sendDraft(caller: Caller, { response, url }: Omit<Exchange, 'request'>): Promise<void> {
  const { regionCode, id } = uuidKey(idOfPath(url, '/exports/').id);
  const sheet = url.searchParams.get('sheet');
  const { fileName, content } = await exportDraft(caller, { regionCode, draftId: id, ...(sheet === null ? {} : { sheet }) });
  response.writeHead(200, {
    'content-type': SWITCH_MEDIA_TYPES[sheet === null ? 'XLSX' : 'CSV'],
    'content-disposition': `attachment; filename="${fileName}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}

/** 规则包 a published version with what it rests on: with the catalogue that it uses, or the one that `catalogue` names; empty: none. */
async function sendBundle(platform: Platform, caller: Caller, { response, url }: Omit<Exchange, 'request'>): Promise<void> {
  const asked = uuidKey(idOfPath(url, '/exports/').id);
  const catalogue = url.searchParams.get('catalogue');
  const wanted = catalogue === null ? undefined : catalogue === '' ? null : catalogue;
  const { text } = await exportBundleOf(platform, caller, { ...asked, catalogue: wanted });
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="bundle-${asked.regionCode}-${asked.id}.json"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

/** What leaves of a region: its cases, or what quality control found. */
const REGION_EXPORTS = ['cases', 'quality'] as const;

interface Exported {
  /** Of the file, without its ending: ASCII. */
  readonly name: string;
  readonly text: AsyncIterable<string>;
}

async function exported(platform: Platform, caller: Caller, url: URL, format: ExportFormat): Promise<Exported> {
  const { typename, id } = idOfPath(url, '/exports/');
  switch (typename) {
    case 'ImportJob': {
      const { regionCode, id: importId } = uuidKey(id);
      const words = wordParameter(url, 'words', REJECT_WORDS) ?? 'names';
      return { name: `rejects-${regionCode}-${importId}`, text: await exportRejects(caller, { regionCode, importId, words }, format) };
    }
    case 'ClearingRun': {
      const { regionCode, id: runId } = uuidKey(id);
      const what = wordParameter(url, 'what', RUN_EXPORTS) ?? 'statements';
      return { name: `${what}-${regionCode}-${runId}`, text: await exportRun(platform, caller, { regionCode, runId, what }, format) };
    }
    case 'Catalogue': {
      const { regionCode, id: catalogueId } = uuidKey(id);
      return {
        name: `catalogue-${regionCode}-${catalogueId}`,
        text: await exportCatalogueFile(caller, { regionCode, catalogueId }, format),
      };
    }
    case 'Region': {
      if (!/^\d{6}$/.test(id)) throw badGlobalId(id);
      if (wordParameter(url, 'what', REGION_EXPORTS) === 'quality')
        return { name: `quality-${id}`, text: exportQuality(caller, id, qualityWanted(url), format) };
      const insurance = wordParameter(url, 'insurance', INSURANCE_SCHEMES);
      const scheme = wordParameter(url, 'scheme', PAYMENT_SCHEMES);
      const [from, to] = [url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? ''];
      const period = { regionCode: id, from, to, ...(insurance === undefined ? {} : { insurance }), ...askedFor(scheme) };
      const of = scheme === undefined ? '' : `-${scheme}`;
      return { name: `cases-${id}-${from}-${to}${of}`, text: await exportCases(platform, caller, period, format) };
    }
    default:
      throw badGlobalId(url.pathname);
  }
}

/** Which findings: the filter that GraphQL takes. */
function qualityWanted(url: URL): QualityFilter {
  return stated({
    institutionCode: url.searchParams.get('institution'),
    dimension: wordParameter(url, 'dimension', QUALITY_DIMENSIONS),
    level: wordParameter(url, 'level', QUALITY_LEVELS),
    returned: flagParameter(url, 'returned'),
    open: flagParameter(url, 'open'),
    from: dateParameter(url, 'from'),
    to: dateParameter(url, 'to'),
  });
}
