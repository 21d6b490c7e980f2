import { globSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleFunction } from "../../functions/bundle.ts";

const FUNCTIONS = fileURLToPath(new URL("../../functions/", import.meta.url));
const INTRODUCTION = `appsync-otp
Copyright 2026 The appsync-otp authors

Licensed under the Apache License, Version 2.0; see the file LICENSE.

The Lambda functions that this product deploys contain code of the packages below. The resolvers contain none. This file is generated from the
bundles and from the packages' own licence files by \`npm run docs\`.
`;
/** The package that a file belongs to. */
const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE_FILE = /^(licen[cs]e|notice|copying)/i;
const COPYRIGHT = /^\s*copyright (\(c\) )?\d{4}.*$/gim;

interface Package {
  name: string;
  version: string;
  licence: string;
  /** The texts of its licence and notice files, by name. */
  texts: [string, string][];
}

/** The file NOTICE: every third-party package inside the deployed bundles, with its licence and copyright (Apache License 2.0, section 4). */
export function notice(): string {
  const handlers = globSync("*/handler.ts", { cwd: FUNCTIONS }).sort();
  const inputs = handlers.flatMap((handler) => bundleFunction(FUNCTIONS + handler).inputs);
  const folders = new Set(inputs.flatMap((file) => file.match(PACKAGE)?.[1] ?? []));
  const packages = [...folders].map(packageIn);
  packages.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [INTRODUCTION, ...packages.map(entry)].join("\n");
}

function packageIn(folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  return {
    name,
    version,
    licence: license,
    texts: files.sort().map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")]),
  };
}

function entry({ name, version, licence, texts }: Package): string {
  const copyrights = texts.flatMap(([, text]) => text.match(COPYRIGHT) ?? []).map((line) => line.trim());
  return [
    `${name} ${version} (${licence})`,
    ...[...new Set(copyrights)].map((line) => `  ${line}`),
    ...texts.filter(([file, text]) => isWhole(file, text)).map(([, text]) => `\n${indented(text)}`),
    "",
  ].join("\n");
}

/** Licences other than Apache's, and notices, have to be passed on word for word. Apache's is the file LICENSE. */
const isWhole = (file: string, text: string) => /^notice/i.test(file) || !text.includes("Apache License");

const indented = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => `    ${line}`.trimEnd())
    .join("\n");
