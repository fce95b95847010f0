import { readFileSync } from 'node:fs';
import path from 'node:path';
import pino, { type Logger } from 'pino';
import type { Platform } from './app/kernel/platform.js';
import { Preparation } from './app/kernel/preparation.js';
import { Caches, MIB, YEAR_MEMORY_MIB } from './app/caches/bounded-cache.js';
import type { Config } from './app/kernel/config.js';
import { RegionCache } from './app/caches/region-cache.js';
import { currentRequestId } from './app/kernel/request-id.js';
import { RulesetLibrary } from './app/caches/ruleset-library.js';
import type { SigningKeys } from './app/ports/ports-signing.js';
import type { Store } from './app/ports/ports.js';
import { packageRoot } from './package-root.js';
import { Judge } from './rules/judge/judge.js';
import { parseNationalLimits, type NationalLimit } from './rules/limits/national-limits.js';

/** Version of the engine, out of the package: part of every reproducibility key and snapshot. */
export function engineVersion(): string {
  const value: unknown = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  return typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : '0.0.0';
}

/** 国家上限 what national texts let numbers of rulesets be at most: data beside the rulesets that ship. */
export function nationalLimits(): readonly NationalLimit[] {
  return parseNationalLimits(readFileSync(path.join(packageRoot(), 'rulesets', '_limits.json'), 'utf8'));
}

/** A structured logger. Keys and authorization headers never reach it; lines of a request bear its id. */
export function createLogger(level: string): Logger {
  const mixin = (): object => {
    const requestId = currentRequestId();
    return requestId === undefined ? {} : { requestId };
  };
  return pino({ level, base: null, mixin, redact: ['*.authorization', '*.key'] });
}

type PlatformSettings = Partial<Pick<Config, 'whatIfMemoryMib'> & Pick<Platform, 'callHelpers'>>;

/** Everything that use cases are given, over an open store. */
export function createPlatform(
  store: Store,
  log: Logger,
  signing: SigningKeys,
  wakeWorkers: () => void,
  { whatIfMemoryMib = YEAR_MEMORY_MIB, callHelpers = () => undefined }: PlatformSettings = {},
): Platform {
  const judge = new Judge();
  const caches = new Caches(whatIfMemoryMib * MIB);
  return {
    store,
    judge,
    limits: nationalLimits(),
    rulesets: new RulesetLibrary(judge, signing),
    signing,
    regions: new RegionCache(store, Date.now, { caches, signing }),
    caches,
    log,
    engineVersion: engineVersion(),
    preparation: new Preparation(),
    wakeWorkers,
    callHelpers,
  };
}
