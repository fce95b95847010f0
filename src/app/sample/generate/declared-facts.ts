import { ATTRIBUTE_MAKERS, type AttributeMaker } from './sample-attributes.js';

/** A ruleset declares a fact that the generator has no value for: somebody has to add one beside the others. */
export class UnknownDeclaredFactError extends Error {
  override readonly name = 'UnknownDeclaredFactError';

  constructor(
    readonly scope: string,
    readonly facts: readonly string[],
  ) {
    super(
      `示例城市生成器不会生成规则集声明的事实 ${facts.join('、')}（作用域 ${scope}）。请在生成器的供值表中补上，或把它声明为可缺。` +
        ` The sample generator has no value for the declared facts ${facts.join(', ')} (scope ${scope}): add them to its suppliers, or declare them optional.`,
    );
  }
}

/** A fact that a ruleset declares. */
export interface DeclaredFact {
  readonly name: string;
  readonly optional: boolean;
}

/** Picks the suppliers of declared facts; a required fact without one is an error that names it, an optional one stays missing. */
export function suppliersOf<T>(
  scope: string,
  declared: readonly DeclaredFact[],
  suppliers: Readonly<Record<string, T>>,
): (readonly [string, T])[] {
  const unknown = declared.filter(({ name, optional }) => !optional && suppliers[name] === undefined);
  if (unknown.length > 0) {
    throw new UnknownDeclaredFactError(
      scope,
      unknown.map(({ name }) => name),
    );
  }
  return declared.flatMap(({ name }) => {
    const supplier = suppliers[name];
    return supplier === undefined ? [] : [[name, supplier] as const];
  });
}

/** The makers of declared case facts. */
export function attributeMakers(declared: readonly DeclaredFact[]): (readonly [string, AttributeMaker])[] {
  return suppliersOf('case', declared, ATTRIBUTE_MAKERS);
}
