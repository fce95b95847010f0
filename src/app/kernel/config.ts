import { availableParallelism } from 'node:os';
import { YEAR_MEMORY_MIB } from '../caches/bounded-cache.js';

/** 统一身份认证 an OpenID Connect provider that people sign in by. */
export interface ProviderConfig {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim that is a person's login name here. */
  readonly claim: string;
  readonly scope: string;
  /** The address under which browsers reach this platform. */
  readonly publicUrl: URL;
}

/** Configuration by environment, all optional. A wrong value is refused at start by a message that names it. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** PostgreSQL; absent: the embedded default in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** The first administrator's API key; absent: one is made and printed once. */
  readonly adminKey: string | undefined;
  /** The private key that signs published rulesets; absent: `keys/signing.pem` in the data directory, made at the first start. */
  readonly signingKey: string | undefined;
  /** Folder of trusted public keys; absent: `keys/trusted` in the data directory. */
  readonly trustedKeys: string | undefined;
  readonly logLevel: string;
  /** The address under which browsers reach this platform; where it is https, cookies are for encrypted connections only. */
  readonly publicUrl: URL | undefined;
  /** Absent: people sign in by password. */
  readonly provider: ProviderConfig | undefined;
  /** Minutes after which a session ends without use. */
  readonly sessionMinutes: number;
  /** 模拟测算内存 how much memory what-ifs keep of years, so that another candidate is quick, in MiB. */
  readonly whatIfMemoryMib: number;
  /** 计分线程 how many threads score cases beside the process's own, on PostgreSQL. */
  readonly scoringThreads: number;
}

/** A configuration value that can't be used: which, why, and what is wanted. */
export class ConfigError extends Error {
  constructor(
    readonly variable: string,
    zh: string,
    en: string,
  ) {
    super(`${variable}：${zh}\n${variable}: ${en}`);
    this.name = 'ConfigError';
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

function port(text: string | undefined): number {
  if (text === undefined) return 4000;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 65_535))
    throw new ConfigError('PORT', `应为 0 到 65535 的整数，现为“${text}”`, `must be a whole number from 0 to 65535, is "${text}"`);
  return value;
}

function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'postgresql:' || protocol === 'postgres:') return text;
  throw new ConfigError(
    'DATABASE_URL',
    '应为 postgresql:// 开头的连接地址；不设则使用内置数据库',
    'must be a postgresql:// address; leave it unset for the embedded database',
  );
}

function adminKey(text: string | undefined): string | undefined {
  if (text === undefined || /^dip_(?:live|test)_[A-Za-z0-9_-]{32,}$/.test(text)) return text;
  throw new ConfigError(
    'DIP_ADMIN_KEY',
    '应为 dip_live_ 后接至少 32 个字母数字',
    'must be dip_live_ followed by at least 32 letters and digits',
  );
}

function logLevel(text: string | undefined): string {
  if (text === undefined || LOG_LEVELS.includes(text)) return text ?? 'info';
  throw new ConfigError(
    'LOG_LEVEL',
    `应为 ${LOG_LEVELS.join('、')} 之一，现为“${text}”`,
    `must be one of ${LOG_LEVELS.join(', ')}, is "${text}"`,
  );
}

type Get = (name: string) => string | undefined;

function address(variable: string, text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url;
  throw new ConfigError(variable, `应为 https:// 开头的地址，现为“${text}”`, `must be an https:// address, is "${text}"`);
}

function provider(get: Get, publicUrl: URL | undefined): ProviderConfig | undefined {
  const issuer = address('DIP_OIDC_ISSUER', get('DIP_OIDC_ISSUER'));
  if (issuer === undefined) return undefined;
  const required = (variable: string): string => {
    const text = get(variable);
    if (text !== undefined) return text;
    throw new ConfigError(variable, '设了 DIP_OIDC_ISSUER 时必须给出', 'is needed where DIP_OIDC_ISSUER is set');
  };
  const [clientId, clientSecret] = [required('DIP_OIDC_CLIENT_ID'), required('DIP_OIDC_CLIENT_SECRET')];
  if (publicUrl === undefined) required('DIP_PUBLIC_URL');
  const [claim, scope] = [get('DIP_OIDC_CLAIM') ?? 'sub', get('DIP_OIDC_SCOPE') ?? 'openid profile'];
  return publicUrl && { issuer, clientId, clientSecret, claim, scope, publicUrl };
}

/** What a whole number may be. */
interface WholeBounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}
const SESSION_MINUTES: WholeBounds = { least: 5, most: 480, usual: 30 };
const WHAT_IF_MIB: WholeBounds = { least: 0, most: 65_536, usual: YEAR_MEMORY_MIB };
/** One processor is the process's own, another the database's, which may be on the same machine. */
const SCORING_THREADS: WholeBounds = { least: 0, most: 64, usual: Math.min(Math.max(availableParallelism() - 2, 0), 6) };

function wholeNumber(variable: string, text: string | undefined, { least, most, usual }: WholeBounds): number {
  if (text === undefined) return usual;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const zh = `应为 ${least} 到 ${most} 的整数，现为“${text}”`;
  throw new ConfigError(variable, zh, `must be a whole number from ${least} to ${most}, is "${text}"`);
}

/** Reads the configuration; empty values count as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const get: Get = (name) => environment[name]?.trim() || undefined;
  const publicUrl = address('DIP_PUBLIC_URL', get('DIP_PUBLIC_URL'));
  return {
    host: get('HOST') ?? '127.0.0.1',
    port: port(get('PORT')),
    databaseUrl: databaseUrl(get('DATABASE_URL')),
    dataDir: get('DIP_DATA_DIR') ?? '.dip',
    adminKey: adminKey(get('DIP_ADMIN_KEY')),
    signingKey: get('DIP_SIGNING_KEY'),
    trustedKeys: get('DIP_TRUSTED_KEYS'),
    logLevel: logLevel(get('LOG_LEVEL')),
    publicUrl,
    provider: provider(get, publicUrl),
    sessionMinutes: wholeNumber('DIP_SESSION_MINUTES', get('DIP_SESSION_MINUTES'), SESSION_MINUTES),
    whatIfMemoryMib: wholeNumber('DIP_WHAT_IF_MIB', get('DIP_WHAT_IF_MIB'), WHAT_IF_MIB),
    scoringThreads: wholeNumber('DIP_SCORING_THREADS', get('DIP_SCORING_THREADS'), SCORING_THREADS),
  };
}
