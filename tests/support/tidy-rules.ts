import ts from 'typescript';
import { ROOMS } from './house.js';

/** One place where a source file breaks a habit of the house. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A source file to look at: path from the project's root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A habit as a function: the places where a file breaks it. */
export type TidyRule = (file: SourceFile) => Violation[];

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;

/**
 * What each room under `src/` may import from the others (ARCHITECTURE 2). The files at
 * the top (`main.ts`, `serve.ts`, `compose.ts` …) are the composition root: they may import every room, and only `cli` shares `compose.ts`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  rules: ['engine'],
  app: ['engine', 'rules'],
  store: ['engine', 'rules', 'app', 'generated'],
  graph: ['engine', 'rules', 'app', 'generated'],
  cli: ['engine', 'rules', 'app', 'store', 'graph', 'compose.ts', 'package-root.ts'],
};

/** The only packages that `src/engine` may import. */
const ENGINE_PACKAGES = ['decimal.js'];

const parse = (file: SourceFile): ts.SourceFile => ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);

function at(file: SourceFile, node: ts.Node, tree: ts.SourceFile, message: string): Violation {
  return { file: file.path, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1, message };
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** The room of a path under `src/`: the folder, or the file itself at the top (`main.ts`). */
export function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)/.exec(path)?.[1];
}

function importsOf(tree: ts.SourceFile): { node: ts.Node; specifier: string }[] {
  const found: { node: ts.Node; specifier: string }[] = [];
  walk(tree, (node) => {
    const literal =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
    if (literal !== undefined && ts.isStringLiteral(literal)) found.push({ node, specifier: literal.text });
  });
  return found;
}

/** What a file imports, and on which lines. */
export function importSpecifiers(file: SourceFile): readonly { readonly line: number; readonly specifier: string }[] {
  const tree = parse(file);
  return importsOf(tree).map(({ node, specifier }) => ({
    line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
    specifier,
  }));
}

/** The path that a relative import of a file leads to. */
export function resolvePath(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

/** Imports run one way: engine ← rules ← app ← graph | cli; store implements app's ports; main wires. */
export const importArrows: TidyRule = (file) => {
  const room = roomOf(file.path);
  const allowed = room === undefined ? undefined : MAY_IMPORT[room];
  if (room === undefined || room === 'generated' || room.endsWith('.ts')) return [];
  const tree = parse(file);
  return importsOf(tree).flatMap(({ node, specifier }) => {
    if (!specifier.startsWith('.')) return [];
    const target = roomOf(resolvePath(file.path, specifier));
    if (target === undefined || target === room || (allowed ?? []).includes(target.replace(/\.js$/, '.ts'))) return [];
    return [at(file, node, tree, `${room} may not import from ${target} (${specifier})`)];
  });
};

/** Where in its folder under `src/` a file lives: `src/app/clearing/run/x.ts` → app, clearing/run. */
function placeOf(path: string): { readonly folder: string; readonly room: string } | undefined {
  const [top, folder, ...rest] = path.split('/');
  return top !== 'src' || folder === undefined || rest.length === 0 || ROOMS[folder] === undefined
    ? undefined
    : { folder, room: rest.slice(0, -1).join('/') };
}

/** Within a folder too, imports run one way: each room knows those that `ROOMS` lists, and stands in it. */
export const roomArrows: TidyRule = (file) => {
  const place = placeOf(file.path);
  if (place === undefined) return [];
  const { folder, room } = place;
  const allowed = ROOMS[folder]?.[room];
  if (allowed === undefined) return [{ file: file.path, line: 1, message: `tests/support/house.ts has no room ${folder}/${room}` }];
  const tree = parse(file);
  return importsOf(tree).flatMap(({ node, specifier }) => {
    const target = specifier.startsWith('.') ? placeOf(resolvePath(file.path, specifier)) : undefined;
    if (target?.folder !== folder || target.room === room || allowed.includes(target.room)) return [];
    return [at(file, node, tree, `${folder}/${room} may not import from ${folder}/${target.room} (${specifier})`)];
  });
};

const IMPURE = /\b(?:Date\.now|new Date|Math\.random|process\.|setTimeout|setInterval|performance\.|crypto\.|fetch\(|await |async )/;

/** `src/engine` is pure and synchronous: no I/O, clock, randomness, environment, and only decimal.js from outside. */
export const enginePurity: TidyRule = (file) => {
  if (roomOf(file.path) !== 'engine') return [];
  const tree = parse(file);
  const imports = importsOf(tree)
    .filter(({ specifier }) => !specifier.startsWith('.') && !ENGINE_PACKAGES.includes(specifier))
    .map(({ node, specifier }) => at(file, node, tree, `engine may not import ${specifier}`));
  const code = withoutComments(file.text).split('\n');
  const impure = code.flatMap((line, index) =>
    IMPURE.test(line) ? [{ file: file.path, line: index + 1, message: `engine must be pure: ${line.trim()}` }] : [],
  );
  return [...imports, ...impure];
};

function withoutComments(text: string): string {
  const blank = (match: string): string => match.replace(/[^\n]/g, ' ');
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|\s)\/\/[^\n]*/g, blank);
}

/** Files are at most 400 lines. */
export const fileLength: TidyRule = (file) => {
  const lines = file.text.trimEnd().split('\n').length;
  return lines > MAX_FILE_LINES
    ? [{ file: file.path, line: MAX_FILE_LINES, message: `file has ${lines} lines, at most ${MAX_FILE_LINES}` }]
    : [];
};

/** Functions are at most 70 lines. */
export const functionLength: TidyRule = (file) => {
  const tree = parse(file);
  const found: Violation[] = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    const start = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
    const lines = tree.getLineAndCharacterOfPosition(node.getEnd()).line - start + 1;
    if (lines > MAX_FUNCTION_LINES) found.push(at(file, node, tree, `function has ${lines} lines, at most ${MAX_FUNCTION_LINES}`));
  });
  return found;
};

function isExported(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

function hasDoc(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length > 0;
}

/** What people read and others build on: the same habits for the platform and its console. */
const isHouse = ({ path }: SourceFile): boolean => path.startsWith('src/') || path.startsWith('web/');

/** Exported things have a doc comment. Consecutive exports of one kind (types, constants) may share the first one's. */
export const docComments: TidyRule = (file) => {
  if (!isHouse(file)) return [];
  const tree = parse(file);
  const found: Violation[] = [];
  let previous: { documented: boolean; end: number; kind: ts.SyntaxKind } | undefined;
  for (const statement of tree.statements) {
    if (!isExported(statement)) {
      previous = undefined;
      continue;
    }
    const start = tree.getLineAndCharacterOfPosition(statement.getStart(tree)).line;
    const shares = previous?.documented === true && previous.kind === statement.kind && start === previous.end + 1;
    const documented = hasDoc(statement) || shares;
    if (!documented)
      found.push(at(file, statement, tree, `exported without a doc comment: ${statement.getText(tree).split('\n')[0] ?? ''}`));
    previous = { documented, kind: statement.kind, end: tree.getLineAndCharacterOfPosition(statement.getEnd()).line };
  }
  return found;
};

/** Parsers turn the unknown into the typed: only they may assert a type. */
const PARSERS = /(?:^|\/)(?:[^/]*-)?(?:parse|parser|scalars?|codec|decode|rows|judge)(?:-[^/]*)?\.ts$/;

/** No `any`, no `!`, and no `as` outside a parser. */
export const typeEscapes: TidyRule = (file) => {
  if (!isHouse(file)) return [];
  const tree = parse(file);
  const found: Violation[] = [];
  walk(tree, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(at(file, node, tree, '`any` hides a mistake'));
    if (ts.isNonNullExpression(node)) found.push(at(file, node, tree, '`!` hides a mistake: use must() or a branch'));
    if (ts.isAsExpression(node) && node.type.getText(tree) !== 'const' && !PARSERS.test(file.path)) {
      found.push(at(file, node, tree, `\`as ${node.type.getText(tree)}\` outside a parser`));
    }
  });
  return found;
};

const COLLECTIONS = /^new (?:Map|Set|WeakMap|WeakSet|Array)\b/;
const WHOLE_TYPES = /^(?:readonly |ReadonlyMap<|ReadonlySet<|ReadonlyArray<|Readonly<)/;

/** What a declaration at the top of a module keeps for the whole process and may change: a `let`, a collection not typed as read-only. */
function isKept(declaration: ts.VariableDeclaration, tree: ts.SourceFile): boolean {
  const { type, initializer } = declaration;
  if (type !== undefined && WHOLE_TYPES.test(type.getText(tree))) return false;
  if (initializer === undefined) return true;
  // A list or set that is written out where it is declared is a constant; what is filled later begins empty.
  if (ts.isArrayLiteralExpression(initializer)) return initializer.elements.length === 0;
  if (!ts.isNewExpression(initializer) || !COLLECTIONS.test(initializer.getText(tree))) return false;
  const [first] = initializer.arguments ?? [];
  return first === undefined || initializer.getText(tree).startsWith('new Array');
}

/** No module keeps anything of its own: caches are owned by what uses them, or by the platform (`BoundedCache`, `CacheKind`). */
export const nothingKept: TidyRule = (file) => {
  if (!isHouse(file)) return [];
  const tree = parse(file);
  return tree.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
    const isLet = (declarationList.flags & ts.NodeFlags.Const) === 0;
    return declarationList.declarations
      .filter((declaration) => isLet || isKept(declaration, tree) || /\.fill\(/.test(declaration.initializer?.getText(tree) ?? ''))
      .map((node) => at(file, node, tree, `kept by the module: ${node.getText(tree).split('\n')[0] ?? ''}`));
  });
};

/** A barrel re-exports: import from where the thing is. */
export const noBarrels: TidyRule = (file) => {
  const tree = parse(file);
  return tree.statements
    .filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)
    .map((node) => at(file, node, tree, 're-export: import from where the thing is'));
};

/** `src/graph` reads and calls use cases: no writes, no arithmetic on money. */
export const graphWritesNothing: TidyRule = (file) => {
  if (roomOf(file.path) !== 'graph') return [];
  const writes =
    /\.(?:create|createMany|update|updateMany|upsert|delete|deleteMany|executeRaw|executeRawUnsafe|\$executeRaw|\$executeRawUnsafe)\(/;
  return file.text
    .split('\n')
    .flatMap((line, index) =>
      writes.test(line) ? [{ file: file.path, line: index + 1, message: `graph writes nothing: ${line.trim()}` }] : [],
    );
};

/** File names are kebab-case. */
export const kebabCase: TidyRule = (file) => {
  const name = file.path.split('/').at(-1) ?? '';
  return /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*$/.test(name) ? [] : [{ file: file.path, line: 1, message: `not kebab-case: ${name}` }];
};

/** Every habit, by the name under which exceptions are listed. */
export const TIDY_RULES: Readonly<Record<string, TidyRule>> = {
  importArrows,
  roomArrows,
  enginePurity,
  fileLength,
  functionLength,
  docComments,
  typeEscapes,
  noBarrels,
  nothingKept,
  graphWritesNothing,
  kebabCase,
};
