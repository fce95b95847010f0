/** The first character of each initial in the order of pinyin, as code points: of I, U and V there are none. */
const FIRST: readonly (readonly [string, number])[] = [
  ['A', 0x963f],
  ['B', 0x516b],
  ['C', 0x5693],
  ['D', 0x54d2],
  ['E', 0x59b8],
  ['F', 0x53d1],
  ['G', 0x65ee],
  ['H', 0x54c8],
  ['J', 0x4e0c],
  ['K', 0x5494],
  ['L', 0x5783],
  ['M', 0x5988],
  ['N', 0x62cf],
  ['O', 0x5662],
  ['P', 0x5991],
  ['Q', 0x4e03],
  ['R', 0x5465],
  ['S', 0x4ee8],
  ['T', 0x4ed6],
  ['W', 0x7a75],
  ['X', 0x5915],
  ['Y', 0x4e2b],
  ['Z', 0x5e00],
];
const HAN = /\p{Script=Han}/u;

/** 拼音首字母 the initials of texts by the browser's own order of pinyin: `NGS` of 脑梗死. A character with several readings has its usual one. */
export class PinyinInitials {
  readonly #collator = new Intl.Collator('zh-Hans-u-co-pinyin');
  readonly #characters = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  /** The initials of a text; worked out once. */
  of(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    let initials = '';
    for (const character of text) {
      const initial = this.#characters.get(character) ?? this.#initialOf(character);
      this.#characters.set(character, initial);
      initials += initial;
    }
    this.#texts.set(text, initials);
    return initials;
  }

  #initialOf(character: string): string {
    if (!HAN.test(character)) return /[a-z\d]/i.test(character) ? character.toUpperCase() : '';
    let initial = '';
    for (const [letter, first] of FIRST) {
      if (this.#collator.compare(character, String.fromCodePoint(first)) < 0) break;
      initial = letter;
    }
    return initial;
  }
}
