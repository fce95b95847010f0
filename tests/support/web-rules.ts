import ts from 'typescript';
import { importSpecifiers, resolvePath, type TidyRule, type Violation } from './tidy-rules.js';

/**
 * The rooms of `web/` and what each may import of the others. Generated operations may be imported by all; pages know no other page; nothing
 * of `src/` is known to any of them. `''` is `main.tsx`.
 */
export const WEB_ROOMS: Readonly<Record<string, readonly string[]>> = {
  texts: [],
  api: ['texts'],
  parts: ['api', 'texts'],
  frame: ['api', 'parts', 'texts'],
  pages: ['api', 'frame', 'parts', 'texts'],
  '': ['frame', 'parts'],
};

/** The room of a file of `web/`; of a page its folder too: `pages/rulesets`. */
function webRoomOf(path: string): { readonly room: string; readonly page: string } | undefined {
  const [top, room = '', page = '', ...rest] = path.split('/');
  if (top !== 'web') return undefined;
  if (page === '') return { room: '', page: '' };
  return { room, page: room === 'pages' && rest.length > 0 ? page : '' };
}

/** Imports of `web/` run one way: texts ← api ← parts ← frame ← pages. */
export const webArrows: TidyRule = (file) => {
  const from = webRoomOf(file.path);
  if (from === undefined) return [];
  return importSpecifiers(file).flatMap(({ line, specifier }): Violation[] => {
    if (!specifier.startsWith('.')) return [];
    const target = resolvePath(file.path, specifier);
    const to = webRoomOf(target);
    const isAllowed =
      to !== undefined &&
      (to.room === 'generated' ||
        (to.room === from.room ? to.page === from.page : (WEB_ROOMS[from.room] ?? []).includes(to.room)) ||
        to.room === '');
    return isAllowed ? [] : [{ file: file.path, line, message: `web/${from.room} may not import ${target}` }];
  });
};

const ARITHMETIC = /\b(?:parseFloat|toFixed|BigInt)\(|\bMath\.|\bNumber\((?!\))/;

/** `web/` shows what the API states: no amount passes through a binary fraction, and nothing is worked out there. */
export const webCountsNothing: TidyRule = (file) => {
  if (!file.path.startsWith('web/')) return [];
  return file.text
    .split('\n')
    .flatMap((line, index) =>
      ARITHMETIC.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line)
        ? [{ file: file.path, line: index + 1, message: `web calculates nothing: ${line.trim()}` }]
        : [],
    );
};

const CHINESE = /[\u4e00-\u9fff]/;

/** Every text stands in `web/texts`: no string, template or text of JSX elsewhere is in Chinese. Comments may be. */
export const webTexts: TidyRule = (file) => {
  if (!file.path.startsWith('web/') || file.path.startsWith('web/texts/')) return [];
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  const found: Violation[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isJsxText(node);
    if (isText && CHINESE.test(node.text)) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
      found.push({ file: file.path, line, message: `a text outside web/texts: ${node.text.trim()}` });
    }
    node.forEachChild(visit);
  };
  visit(tree);
  return found;
};

/** The habits of `web/` alone; those of length, names, comments and types are the same as those of `src/`. */
export const WEB_RULES: Readonly<Record<string, TidyRule>> = { webArrows, webCountsNothing, webTexts };
