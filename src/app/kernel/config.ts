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

/** Reads the configuration; empty values count as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const get = (name: string): string | undefined => environment[name]?.trim() || undefined;
  return {
    host: get('HOST') ?? '127.0.0.1',
    port: port(get('PORT')),
    databaseUrl: databaseUrl(get('DATABASE_URL')),
    dataDir: get('DIP_DATA_DIR') ?? '.dip',
    adminKey: adminKey(get('DIP_ADMIN_KEY')),
    signingKey: get('DIP_SIGNING_KEY'),
    trustedKeys: get('DIP_TRUSTED_KEYS'),
    logLevel: logLevel(get('LOG_LEVEL')),
  };
}
