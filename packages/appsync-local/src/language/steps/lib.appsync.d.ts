// biome-ignore-all lint/suspicious/noExplicitAny: what JSON holds, and what ECMAScript's own typing leaves open
// biome-ignore-all lint/suspicious/noShadowRestrictedNames: here these globals are declared in the first place
// biome-ignore-all lint/complexity/noBannedTypes: to the compiler `{}` is every value but null and undefined
// biome-ignore-all lint/correctness/noUnusedVariables: the compiler looks these up by name

/**
 * The whole standard library of APPSYNC_JS, for programs compiled with `noLib`: what is documented and no more, and the
 * types that the compiler itself and the types of `@aws-appsync/utils` need.
 */
export {};

/** Marks what can be called: an empty `Function` would make everything callable. */
declare const callable: unique symbol;

declare global {
  const NaN: number;
  const Infinity: number;

  interface ObjectConstructor {
    assign<T extends {}, U>(target: T, source: U): T & U;
    assign<T extends {}, U, V>(target: T, source1: U, source2: V): T & U & V;
    assign(target: object, ...sources: any[]): any;
    entries<T>(object: { [key: string]: T } | ArrayLike<T>): [string, T][];
    entries(object: {}): [string, any][];
    hasOwn(object: object, key: PropertyKey): boolean;
    keys(object: {}): string[];
    values<T>(object: { [key: string]: T } | ArrayLike<T>): T[];
    values(object: {}): any[];
  }
  const Object: ObjectConstructor;

  interface StringConstructor {
    raw(template: { raw: readonly string[] | ArrayLike<string> }, ...substitutions: any[]): string;
  }
  const String: StringConstructor;

  interface NumberConstructor {
    isFinite(value: unknown): boolean;
    isNaN(value: unknown): boolean;
  }
  const Number: NumberConstructor;

  interface Math {
    random(): number;
    min(...values: number[]): number;
    max(...values: number[]): number;
    round(value: number): number;
    floor(value: number): number;
    ceil(value: number): number;
  }
  const Math: Math;

  interface JSON {
    /** An empty string for text that is no JSON. */
    parse(text: string): any;
    stringify(value: any, replacer?: (number | string)[] | null, space?: string | number): string;
  }
  const JSON: JSON;

  interface Console {
    log(...values: any[]): void;
    error(...values: any[]): void;
    debug(...values: any[]): void;
  }
  const console: Console;

  interface String {
    readonly length: number;
    readonly [index: number]: string;
    charAt(index: number): string;
    concat(...texts: string[]): string;
    endsWith(text: string, end?: number): boolean;
    includes(text: string, from?: number): boolean;
    indexOf(text: string, from?: number): number;
    lastIndexOf(text: string, from?: number): number;
    /** `pattern` is a Java regular expression. */
    replace(pattern: string, replacement: string): string;
    /** `pattern` is a Java regular expression. */
    replaceAll(pattern: string, replacement: string): string;
    slice(start?: number, end?: number): string;
    split(separator: string, limit?: number): string[];
    startsWith(text: string, from?: number): boolean;
    substring(start: number, end?: number): string;
    toLowerCase(): string;
    toUpperCase(): string;
    trim(): string;
    trimEnd(): string;
    trimStart(): string;
    [Symbol.iterator](): IterableIterator<string>;
  }

  interface ArrayLike<T> {
    readonly length: number;
    readonly [index: number]: T;
  }

  interface ReadonlyArray<T> {
    readonly length: number;
    readonly [index: number]: T;
    concat(...items: (T | readonly T[])[]): T[];
    flat(): T extends readonly (infer U)[] ? U[] : T[];
    flat(depth: number): any[];
    includes(item: T, from?: number): boolean;
    indexOf(item: T, from?: number): number;
    join(separator?: string): string;
    lastIndexOf(item: T, from?: number): number;
    slice(start?: number, end?: number): T[];
    forEach(callback: (item: T, index: number, array: readonly T[]) => void): void;
    map<U>(callback: (item: T, index: number, array: readonly T[]) => U): U[];
    flatMap<U>(callback: (item: T, index: number, array: readonly T[]) => U | readonly U[]): U[];
    filter<S extends T>(predicate: (item: T, index: number, array: readonly T[]) => item is S): S[];
    filter(predicate: (item: T, index: number, array: readonly T[]) => unknown): T[];
    reduce(callback: (result: T, item: T, index: number, array: readonly T[]) => T): T;
    reduce<U>(callback: (result: U, item: T, index: number, array: readonly T[]) => U, initial: U): U;
    reduceRight(callback: (result: T, item: T, index: number, array: readonly T[]) => T): T;
    reduceRight<U>(callback: (result: U, item: T, index: number, array: readonly T[]) => U, initial: U): U;
    find<S extends T>(predicate: (item: T, index: number, array: readonly T[]) => item is S): S | undefined;
    find(predicate: (item: T, index: number, array: readonly T[]) => unknown): T | undefined;
    findIndex(predicate: (item: T, index: number, array: readonly T[]) => unknown): number;
    findLast<S extends T>(predicate: (item: T, index: number, array: readonly T[]) => item is S): S | undefined;
    findLast(predicate: (item: T, index: number, array: readonly T[]) => unknown): T | undefined;
    findLastIndex(predicate: (item: T, index: number, array: readonly T[]) => unknown): number;
    some(predicate: (item: T, index: number, array: readonly T[]) => unknown): boolean;
    every<S extends T>(predicate: (item: T, index: number, array: readonly T[]) => item is S): this is readonly S[];
    every(predicate: (item: T, index: number, array: readonly T[]) => unknown): boolean;
    [Symbol.iterator](): IterableIterator<T>;
  }

  interface Array<T> extends ReadonlyArray<T> {
    length: number;
    [index: number]: T;
    fill(item: T, start?: number, end?: number): this;
    pop(): T | undefined;
    push(...items: T[]): number;
    reverse(): T[];
    shift(): T | undefined;
    sort(): this;
    splice(start: number, deleteCount?: number): T[];
    splice(start: number, deleteCount: number, ...items: T[]): T[];
    unshift(...items: T[]): number;
  }

  // What the compiler asks for. Values of these have no members here.
  interface Object {}
  interface Function {
    readonly [callable]: true;
  }
  interface CallableFunction extends Function {}
  interface NewableFunction extends Function {}
  interface IArguments {}
  interface Boolean {}
  interface Number {}
  interface RegExp {}
  interface Symbol {}
  interface ArrayBuffer {}
  interface SymbolConstructor {
    readonly iterator: unique symbol;
  }
  /** The compiler takes the key of iteration from here. As a global of bundles it is refused by the walk. */
  const Symbol: SymbolConstructor;
  interface TemplateStringsArray extends ReadonlyArray<string> {
    readonly raw: readonly string[];
  }
  interface IteratorYieldResult<T> {
    done?: false;
    value: T;
  }
  interface IteratorReturnResult<T> {
    done: true;
    value: T;
  }
  type IteratorResult<T, R = any> = IteratorYieldResult<T> | IteratorReturnResult<R>;
  interface Iterator<T, R = any, N = any> {
    next(value?: N): IteratorResult<T, R>;
  }
  interface Iterable<T, R = any, N = any> {
    [Symbol.iterator](): Iterator<T, R, N>;
  }
  interface IterableIterator<T, R = any, N = any> extends Iterator<T, R, N> {
    [Symbol.iterator](): IterableIterator<T, R, N>;
  }

  // Types of types: nothing of them is left in a bundle.
  type PropertyKey = string | number | symbol;
  type Partial<T> = { [K in keyof T]?: T[K] };
  type Required<T> = { [K in keyof T]-?: T[K] };
  type Readonly<T> = { readonly [K in keyof T]: T[K] };
  type Pick<T, K extends keyof T> = { [P in K]: T[P] };
  type Record<K extends PropertyKey, T> = { [P in K]: T };
  type Exclude<T, U> = T extends U ? never : T;
  type Extract<T, U> = T extends U ? T : never;
  type Omit<T, K extends PropertyKey> = Pick<T, Exclude<keyof T, K>>;
  type NonNullable<T> = T & {};
  type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
  type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
}
