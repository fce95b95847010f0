import { hash, verify } from '@node-rs/argon2';
import { randomInt } from 'node:crypto';
import type { FieldProblem } from '../base/errors.js';
import { brokenProblem, fieldProblem } from '../requests/request-fields.js';
import { brokenText } from '../../engine/kit/text.js';

const SHORTEST = 10;
const LONGEST = 200;
const LEAST_DIFFERENT = 5;

/** What is wrong with a password that somebody chooses. Length counts, kinds of characters don't; what is easily guessed is refused. */
export function passwordProblems(password: string, login: string, path: readonly string[]): readonly FieldProblem[] {
  if (brokenText(password) !== undefined) return [brokenProblem(path)];
  const characters = [...password];
  if (characters.length < SHORTEST || characters.length > LONGEST) {
    const zh = `口令应为 ${SHORTEST} 到 ${LONGEST} 个字符。`;
    return [fieldProblem(path, 'LENGTH', zh, `A password has ${SHORTEST} to ${LONGEST} characters.`)];
  }
  const isGuessed = password.toLowerCase().includes(login) || new Set(characters).size < LEAST_DIFFERENT || isRun(characters);
  if (!isGuessed) return [];
  const zh = '口令太容易猜到：不能含登录名，不能是连续或重复的字符。';
  return [
    fieldProblem(path, 'GUESSABLE', zh, 'Too easily guessed: it must not contain the login name, nor be characters in a row or repeated.'),
  ];
}

/** `1234567890`, `abcdefghij`: each character the one after the one before. */
function isRun(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.filter((step) => step === 1 || step === -1).length >= steps.length - 1;
}

/** Argon2id with what the library holds for right: about a tenth of a second, in a thread of its own. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

/** A hash of the same cost that is nobody's. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$VmtXerqINOr9TBUAaH5LiQ$kkXIqHOC/EBiliJt2EDE6LhaUYR1mOZdDvp9ka1y9uw';

/** Whether a password is the one of a hash. Nobody's takes as long as somebody's: who has a login name can't be told by the clock. */
export async function isPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  if (password.length > LONGEST * 2) return false;
  const isRight = await verify(stored ?? DECOY, password);
  return isRight && stored !== null && stored !== undefined;
}

/** Letters and digits that are not taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A first password, to be handed over and changed at once: `abcd-2345-…`, 79 bits. */
export function firstPassword(): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
