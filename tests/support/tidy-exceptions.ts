/** Exceptions to the habits, each with its reason. The list may only shrink. */
export const TIDY_EXCEPTIONS: readonly { readonly rule: string; readonly file: string; readonly reason: string }[] = [];
