/** What a page asked: its operation and the variables that it was asked with. */
export interface AskedOperation {
  readonly operation: { toString(): string };
  readonly variables: unknown;
}

const count = (text: string, of: RegExp): number => text.match(of)?.length ?? 0;

/** The text of an operation and its fragments: each from the margin on, two spaces a level, an empty line between them. */
export function operationText(operation: { toString(): string }): string {
  let depth = 0;
  const lines = operation
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const text = line.trim();
      const closes = count(text, /[})]/g) - count(text, /[{(]/g);
      if (closes > 0) depth -= closes;
      const indented = `${'  '.repeat(depth)}${text}`;
      if (closes < 0) depth -= closes;
      return text.startsWith('fragment ') ? `\n${indented}` : indented;
    });
  return lines.join('\n').trim();
}

/** The fields of the inputs of a schema and their types: `{ AuditFilter: { actor: 'String', … } }`. */
type InputTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The inputs that a schema's text defines. */
function inputTypes(schemaText: string): InputTypes {
  const plain = schemaText.replace(/"""[\s\S]*?"""/g, '');
  const inputs = [...plain.matchAll(/^input (\w+) \{([^}]*)\}/gm)];
  return new Map(
    inputs.map(([, name = '', fields = '']) => [
      name,
      new Map([...fields.matchAll(/^ {2}(\w+): ([\w![\]]+)/gm)].map(([, field = '', type = '']) => [field, type])),
    ]),
  );
}

/** Types whose values are written in quotes where they are texts; a text of any other is a member of an enum. */
const QUOTED: readonly (string | undefined)[] = ['String', 'ID', 'Decimal', 'Date', 'DateTime', 'YearMonth', 'JSON', undefined];

/** A value as GraphQL writes it. */
function literal(value: unknown, stated: string | undefined, inputs: InputTypes): string {
  const type = stated?.replace(/!$/, '');
  const item = (type?.startsWith('[') === true ? type.slice(1, -1) : type)?.replace(/!$/, '');
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, item, inputs)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = inputs.get(item ?? '');
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${entries.map(([name, one]) => `${name}: ${literal(one, fields?.get(name), inputs)}`).join(', ')}}`;
  }
  return typeof value === 'string' && !QUOTED.includes(item) ? value : JSON.stringify(value ?? null);
}

/** The longest line of variables; longer ones have a line each. */
const MOST = 120;

/** The operation as it runs where it is pasted: the values of its variables are their defaults. `schemaText` tells enums from texts within inputs. */
export function graphqlText({ operation, variables }: AskedOperation, schemaText: string): string {
  const inputs = inputTypes(schemaText);
  const values = new Map(Object.entries(typeof variables === 'object' && variables !== null ? variables : {}));
  const withValue = (whole: string, name: string, type: string): string => {
    const value: unknown = values.get(name);
    return value === undefined || value === null ? whole : `$${name}: ${type} = ${literal(value, type, inputs)}`;
  };
  const text = operationText(operation).replace(/^((?:query|mutation) \w+)\(([^)]*)\)/, (_, head: string, stated: string) => {
    const all = [...stated.matchAll(/\$(\w+): ([\w![\]]+)(?: = [^,$]+)?/g)].map(([whole, name = '', type = '']) =>
      withValue(whole.trim(), name, type),
    );
    const line = `${head}(${all.join(', ')})`;
    return line.length <= MOST ? line : `${head}(\n${all.map((one) => `  ${one}\n`).join('')})`;
  });
  return `${text}\n`;
}
