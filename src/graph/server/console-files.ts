import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

/** Answers a request for a file or a page of the console; false where it is for neither. */
export type ConsoleFiles = (request: IncomingMessage, response: ServerResponse, urlPath: string) => boolean;

/** Files whose names hold the hash of what is in them: a browser need never ask again. */
const HASHED = '/assets/';
const PAGE = '/index.html';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * The console's policy: everything from this server, nothing inline, nobody frames it. Its style sheet is a file; the few styles that are made
 * in the browser are adopted by scripts (web/frame/adopted-styles.ts).
 */
const POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** How a file can be sent: as it is, and as the build compressed it, the smallest first. */
const ENCODINGS = [
  { suffix: '.br', encoding: 'br' },
  { suffix: '.gz', encoding: 'gzip' },
] as const;

interface Sent {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly encoding: string | undefined;
}

type Kept = ReadonlyMap<string, readonly Sent[]>;

function readFolder(folder: string): Kept {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const known = new Set(paths);
  const read = (file: string, encoding: string | undefined): Sent => {
    const bytes = readFileSync(path.join(folder, file));
    return { bytes, etag: `"${hash('sha256', bytes, 'base64url')}"`, encoding };
  };
  const plain = paths.filter((file) => !file.startsWith('.') && !ENCODINGS.some(({ suffix }) => file.endsWith(suffix)));
  return new Map(
    plain.map((file) => {
      const compressed = ENCODINGS.filter(({ suffix }) => known.has(file + suffix));
      return [`/${file}`, [...compressed.map(({ suffix, encoding }) => read(file + suffix, encoding)), read(file, undefined)]];
    }),
  );
}

/** The encodings that a browser takes, by its Accept-Encoding; what it gives no weight is refused. */
function takenEncodings({ headers }: IncomingMessage): ReadonlySet<string> {
  const stated = String(headers['accept-encoding'] ?? '').slice(0, 1_000);
  const parts = stated.split(',').map((part) => part.split(';').map((word) => word.trim().toLowerCase()));
  return new Set(parts.filter(([, weight]) => !/^q=0(?:\.0*)?$/.test(weight ?? '')).map(([encoding = '']) => encoding));
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: string, forms: readonly Sent[]): void {
  const taken = takenEncodings(request);
  const form = forms.find(({ encoding }) => encoding === undefined || taken.has(encoding));
  if (form === undefined) throw new Error(`${file} was not read as it is`);
  const headers = {
    'cache-control': file.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': POLICY,
    etag: form.etag,
    vary: 'Accept-Encoding',
  };
  const known = (request.headers['if-none-match'] ?? '').slice(0, 1_000).split(',');
  if (known.some((tag) => tag.trim().replace(/^W\//, '') === form.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': TYPES[path.posix.extname(file)] ?? 'application/octet-stream',
    'content-length': form.bytes.length,
    ...(form.encoding === undefined ? {} : { 'content-encoding': form.encoding }),
  });
  response.end(request.method === 'HEAD' ? undefined : form.bytes);
}

/** Whether a person's browser asks for a page: then every address that is no file is one of the console's own. */
function asksForPage({ headers }: IncomingMessage): boolean {
  return (headers.accept ?? '').slice(0, 1_000).includes('text/html');
}

/**
 * Serves the console as it was built into a folder: its files, held in memory (a few MB), so that a rebuild beside a running server changes
 * nothing and no path leaves the folder; and `index.html` for every page's address. Where it was not built, it serves nothing.
 */
export function consoleFiles(folder: string): ConsoleFiles {
  const kept: Kept = existsSync(path.join(folder, PAGE)) ? readFolder(folder) : new Map();
  return (request, response, urlPath) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const isPage = !kept.has(urlPath) && !urlPath.startsWith(HASHED) && (urlPath === '/' || asksForPage(request));
    const file = isPage ? PAGE : urlPath;
    const forms = kept.get(file);
    if (forms === undefined) return false;
    sendFile(request, response, file, forms);
    return true;
  };
}
