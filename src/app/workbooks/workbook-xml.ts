import sax, { type Tag } from 'sax';
import { damaged } from './workbook-error.js';

/** What is made of the elements of a part. Names are without their prefix. */
export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads a part of a workbook piece by piece: `step` is called after each. Long texts come in pieces, entities are those of XML only.
 * Throws `WorkbookError` where the XML is broken.
 */
export async function* readXml<T>(
  part: string,
  pieces: AsyncIterable<Uint8Array>,
  reader: XmlReader,
  step: () => readonly T[],
): AsyncGenerator<T> {
  const parser = sax.parser(true, { position: false });
  const broken: Error[] = [];
  parser.onerror = (error) => {
    broken.push(error);
    throw damaged(part);
  };
  parser.onopentag = ({ name, attributes }: Pick<Tag, 'name'> & { attributes: unknown }) => reader.open(localName(name), plain(attributes));
  parser.ontext = (text) => reader.text(text);
  parser.oncdata = (text) => reader.text(text);
  parser.onclosetag = (name) => reader.close(localName(name));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const piece of pieces) {
    parser.write(decoded(part, () => decoder.decode(piece, { stream: true })));
    yield* step();
  }
  parser.write(decoded(part, () => decoder.decode()));
  parser.close();
  yield* step();
}

function decoded(part: string, decode: () => string): string {
  try {
    return decode();
  } catch {
    throw damaged(`${part}: UTF-8`);
  }
}

function plain(attributes: unknown): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  if (typeof attributes !== 'object' || attributes === null) return found;
  for (const [name, value] of Object.entries(attributes)) if (typeof value === 'string') found[localName(name)] = value;
  return found;
}
