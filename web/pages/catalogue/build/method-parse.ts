/** A method as the form has it. */
export type MethodTexts = Readonly<Record<string, string>>;

/** What stands between the entries of a list in one field, and what people write there. */
const BETWEEN = '、';
const SPLIT = /[、,，;；:：\s]+/;

/** Which member carries the value of a choice. */
const VALUES: Readonly<Record<string, string>> = {
  BENCHMARK: 'groupCode',
  FIXED_STANDARD: 'standard',
  CASES: 'min',
  COVERAGE: 'share',
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function flattened(value: unknown, path: string, texts: Record<string, string>): void {
  if (Array.isArray(value)) texts[path] = value.map(String).join(BETWEEN);
  else if (isRecord(value))
    for (const [key, member] of Object.entries(value)) {
      const name = Object.values(VALUES).includes(key) && 'kind' in value ? 'of' : key;
      flattened(member, path === '' ? name : `${path}.${name}`, texts);
    }
  else if (typeof value === 'string' || typeof value === 'number') texts[path] = String(value);
}

/** A stated method as texts; what is not stated is empty. */
export function textsOfMethod(methodText: string | undefined): MethodTexts {
  const texts: Record<string, string> = {};
  if (methodText !== undefined) flattened(JSON.parse(methodText), '', texts);
  return texts;
}

/** A whole number as JSON has it; what is none stays text, which the platform refuses by its place. */
function whole(text: string): number | string {
  return /^(?:0|[1-9]\d{0,8})$/.test(text) ? (JSON.parse(text) as number) : text;
}

/** A year of four digits; `undefined`: none is stated. */
export function statedYear(text: string): number | undefined {
  const year = whole(text.trim());
  return typeof year === 'number' ? year : undefined;
}

/** The method that the form states, as the API takes it. Whatever is wrong with it the platform says. */
export function methodOfTexts(texts: MethodTexts): string {
  const of = (field: string): string => (texts[field] ?? '').trim();
  const list = (field: string): readonly string[] =>
    of(field)
      .split(SPLIT)
      .filter((entry) => entry !== '');
  const choice = (name: string): object => {
    const kind = of(`${name}.kind`);
    const member = VALUES[kind];
    return { kind, ...(member === undefined ? {} : { [member]: of(`${name}.of`) }) };
  };
  const unlessEmpty = (fields: readonly string[], value: object): object | null =>
    fields.every((field) => of(field) === '') ? null : value;
  const rounding = (name: string): object => ({ scale: whole(of(`rounding.${name}.scale`)), mode: of(`rounding.${name}.mode`) });
  return JSON.stringify({
    yearWeights: list('yearWeights'),
    points: choice('points'),
    pointsScale: of('pointsScale'),
    counting: of('counting'),
    threshold: choice('threshold'),
    relatedIncrease: of('relatedIncrease'),
    smallCombinations: of('smallCombinations'),
    variance: of('variance'),
    trim: unlessEmpty(['trim.lower', 'trim.upper'], { lower: of('trim.lower'), upper: of('trim.upper') }),
    primaryCare: unlessEmpty(['primaryCare.minShare', 'primaryCare.maxVariation'], {
      minShare: of('primaryCare.minShare'),
      maxVariation: of('primaryCare.maxVariation'),
      use: of('primaryCare.use'),
    }),
    unstable: unlessEmpty(['unstable.maxVariation', 'unstable.minYearlyCases'], {
      maxVariation: of('unstable.maxVariation'),
      minYearlyCases: whole(of('unstable.minYearlyCases')),
    }),
    keepTotalPoints: of('keepTotalPoints') === '' ? null : of('keepTotalPoints'),
    rounding: {
      points: rounding('points'),
      meanCost: rounding('meanCost'),
      meanDays: rounding('meanDays'),
      variation: rounding('variation'),
    },
    excludeCaseFlags: list('excludeCaseFlags'),
    ...(of('insuredElsewhere') === '' ? {} : { insuredElsewhere: of('insuredElsewhere') }),
  });
}
