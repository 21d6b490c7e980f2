/**
 * Compiles a regular expression out of a description. The whole text has to match, so that a forgotten anchor lets
 * nothing through. [?]
 *
 * @param setting the expression's name, for the error
 * @throws Error when it is not a regular expression
 */
export function wholeMatch(expression: string, setting: string): RegExp {
  try {
    return new RegExp(`^(?:${expression})$`, "u");
  } catch (cause) {
    throw new Error(`${setting} has to be a regular expression, which ${JSON.stringify(expression)} is not`, { cause });
  }
}
