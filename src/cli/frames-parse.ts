import { z } from 'zod';

/** What a `dip` process sends to the server that holds the data directory. */
const command = z.strictObject({ argv: z.array(z.string()), cwd: z.string(), isInteractive: z.boolean(), key: z.string().optional() });

/** A command to be run by the server. */
export type SentCommand = z.infer<typeof command>;

const progress = z.strictObject({ label: z.string(), done: z.number(), total: z.number() });

/** What the server answers, a line of JSON each, as the command goes on. */
const frame = z.discriminatedUnion('kind', [
  /** The first: the session under which files are sent. */
  z.strictObject({ kind: z.literal('begin'), session: z.string() }),
  z.strictObject({ kind: z.literal('out'), text: z.string() }),
  z.strictObject({ kind: z.literal('say'), text: z.string() }),
  z.strictObject({ kind: z.literal('progress'), progress: progress.nullable() }),
  /** The server wants a file of the client: it is sent by PUT, or why it can't be. */
  z.strictObject({ kind: z.literal('read'), id: z.int(), path: z.string() }),
  z.strictObject({ kind: z.literal('create'), id: z.int(), path: z.string() }),
  /** `base64`: the text stands for bytes. */
  z.strictObject({ kind: z.literal('write'), id: z.int(), text: z.string(), base64: z.literal(true).optional() }),
  z.strictObject({ kind: z.literal('close'), id: z.int() }),
  z.strictObject({ kind: z.literal('end'), exitCode: z.int() }),
]);

/** One line of the server's answer. */
export type AnswerFrame = z.infer<typeof frame>;

/** Reads a command, or throws. */
export function parseCommand(text: string): SentCommand {
  return command.parse(JSON.parse(text));
}

/** Reads a line of the server's answer, or throws. */
export function parseFrame(text: string): AnswerFrame {
  return frame.parse(JSON.parse(text));
}

/** Why a file could not be read, as the client says it. */
const refusal = z.strictObject({ code: z.string(), zh: z.string(), en: z.string() });

/** Reads why a file could not be read. */
export function parseRefusal(text: string): z.infer<typeof refusal> {
  return refusal.parse(JSON.parse(text));
}
