/** What to write instead, by the name of what is refused. */

const PLAIN_OBJECT = "use a plain object";
const TIME = "use `util.time`";
const TEXT = `write a template literal: \`\${x}\``;
const COPY = "copy first: `[...xs]`";
const HTTP = "ask an HTTP or Lambda data source";

const ADVICE = new Map<string, string>([
  ["Date.now", "use `util.time.nowEpochMilliSeconds()`"],
  ["Date", TIME],
  ["performance", TIME],
  ["parseInt", "do without: `+x` makes a number, `Math.floor` cuts it"],
  ["parseFloat", "write `+x`"],
  ["Number", "write `+x`; only `Number.isFinite` and `Number.isNaN` are there"],
  ["String", `${TEXT}; only \`String.raw\` is there`],
  ["Boolean", "write `!!x`"],
  ["isNaN", "use `Number.isNaN`"],
  ["isFinite", "use `Number.isFinite`"],
  ["Number.isInteger", "write `Number.isFinite(x) && Math.floor(x) === x`"],
  ["Number.parseFloat", "write `+x`"],
  ["Math.abs", "write `x < 0 ? -x : x`"],
  ["Math.trunc", "write `x < 0 ? Math.ceil(x) : Math.floor(x)`"],
  ["Math.pow", "write `x ** y`"],
  ["Array", "write `[]`"],
  ["Array.isArray", "look at a member that only arrays have, or decide by the schema"],
  ["Array.from", "write `[...xs]`"],
  ["Object", "write `{}`; `Object.keys`, `.values`, `.entries`, `.assign` and `.hasOwn` are there"],
  ["Object.fromEntries", "fill an object in a `for` of loop"],
  ["Object.freeze", "do without"],
  ["Map", PLAIN_OBJECT],
  ["Set", PLAIN_OBJECT],
  ["WeakMap", PLAIN_OBJECT],
  ["Error", "use `util.error(message, type)`"],
  ["TypeError", "use `util.error(message, type)`"],
  ["RegExp", "use `util.matches(pattern, text)`"],
  ["Promise", "a step has no waiting in it: a data source is asked by what `request` returns"],
  ["Symbol", "use a string"],
  ["structuredClone", "write `JSON.parse(JSON.stringify(x))`"],
  ["globalThis", "name the global itself"],
  ["process", "use `ctx.env`"],
  ["require", "write `import`"],
  ["crypto", "use `util.autoId()` for ids, and a data source (KMS, Lambda) for secrets and hashes"],
  ["fetch", HTTP],
  ["XMLHttpRequest", HTTP],
  ["setTimeout", "a step has no clock: do without"],
  ["encodeURIComponent", "use `util.urlEncode`"],
  ["decodeURIComponent", "use `util.urlDecode`"],
  ["btoa", "use `util.base64Encode`"],
  ["atob", "use `util.base64Decode`"],
  ["Buffer", "use `util.base64Encode` and `util.base64Decode`"],
  ["arguments", "write a rest parameter: `(...args)`"],
  ["console", "only `console.log`, `console.error` and `console.debug` are there"],
  ["padStart", `write \`\${"000".slice(text.length)}\${text}\``],
  ["padEnd", `write \`\${text}\${"   ".slice(text.length)}\``],
  ["repeat", "write the text out"],
  ["substr", "use `slice`"],
  ["at", "write `xs[i]`, or `xs.slice(-1)[0]` for the last"],
  ["charCodeAt", "compare characters as strings"],
  ["codePointAt", "compare characters as strings"],
  ["match", "use `util.matches(pattern, text)`"],
  ["test", "use `util.matches(pattern, text)`"],
  ["search", "use `util.matches(pattern, text)`"],
  ["normalize", "use `util.str.normalize`"],
  ["localeCompare", "compare with `<` and `>`"],
  ["toLocaleLowerCase", "use `toLowerCase`"],
  ["toLocaleUpperCase", "use `toUpperCase`"],
  ["toString", TEXT],
  ["toFixed", "write `Math.round(x * 100) / 100`"],
  ["toISOString", "use `util.time.epochMilliSecondsToISO8601`"],
  ["hasOwnProperty", "use `Object.hasOwn`"],
  ["toSorted", `${COPY}.sort()`],
  ["toReversed", `${COPY}.reverse()`],
  ["keys", "use `Object.keys`"],
  ["values", "use `Object.values`"],
  ["entries", "use `Object.entries`"],
  ["call", "call the function itself"],
  ["apply", "call the function itself: `f(...args)`"],
  ["bind", "write an arrow function"],
]);

/** @returns what to write instead of the first of `names` for which that is known, else `otherwise` */
export function adviceFor(names: string[], otherwise: string): string {
  for (const name of names) {
    const advice = ADVICE.get(name);
    if (advice) return advice;
  }
  return otherwise;
}
