import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReactNode } from 'react';
import { theme } from '../web/frame/theme.js';

// Writes `web/generated/antd.css`: the styles of all of antd's components in the console's theme. Takes seconds, so what is there is kept while
// neither the theme nor a library has changed. Run: `npm run generate`.
const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}web/generated/antd.css`;

function versionOf(name: string): string {
  const stated: unknown = JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8'));
  return typeof stated === 'object' && stated !== null && 'version' in stated ? String(stated.version) : '';
}

const made = [theme, versionOf('antd'), versionOf('@ant-design/cssinjs'), versionOf('@ant-design/static-style-extract')];
const stamp = `/* ${createHash('sha256').update(JSON.stringify(made)).digest('hex')} */`;

if (!existsSync(file) || !readFileSync(file, 'utf8').startsWith(stamp)) {
  process.env.NODE_ENV = 'production';
  const [{ extractStyle }, { createElement }, { ConfigProvider }] = await Promise.all([
    import('@ant-design/static-style-extract'),
    import('react'),
    import('antd'),
  ]);
  const css = extractStyle((node: ReactNode) => createElement(ConfigProvider, { theme: { ...theme, zeroRuntime: false } }, node));
  mkdirSync(`${root}web/generated`, { recursive: true });
  writeFileSync(file, `${stamp}\n${css}\n`);
}
