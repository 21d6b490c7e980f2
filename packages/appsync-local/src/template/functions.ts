import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LambdaFunction } from "../description.ts";
import { isObject, type JsonObject, TemplateError } from "./cloudformation.ts";
import type { Context } from "./context.ts";
import { findFile } from "./function-file.ts";
import { refOf } from "./identity.ts";
import { type Resource, textAt } from "./stack.ts";

/**
 * Finds the function of an ARN, with or without version or alias, among the stacks' own.
 *
 * @throws TemplateError that says why it cannot run here
 */
export function functionAt(arn: string, context: Context): LambdaFunction {
  const name = arn.split(":")[6] ?? arn;
  for (const stack of context.stacks) {
    for (const resource of stack.resources.values()) {
      if (resource.type === "AWS::Lambda::Function" && refOf(resource) === name) return functionOf(resource, context);
    }
  }
  throw new TemplateError(`the Lambda function ${name} is not in the template`);
}

function functionOf(resource: Resource, context: Context): LambdaFunction {
  const { stack, logicalId, properties } = resource;
  const runtime = textAt(resource, "Runtime");
  if (!runtime?.startsWith("nodejs"))
    throw new TemplateError(`the Lambda function ${logicalId} runs on ${runtime ?? "an image"}`);
  if (properties.Layers) context.notes.add(`The layers of the Lambda function ${logicalId} are left out.`);
  const root = codeFolder(resource, context);
  const { file, name } = findFile(root, textAt(resource, "Handler") ?? "index.handler", logicalId);
  context.files.add(file);
  return {
    codePath: file,
    taskRoot: statSync(root).isDirectory() ? root : dirname(root),
    handlerName: name,
    environment: {
      ...context.functionEnvironment,
      AWS_REGION: stack.region,
      ...variablesOf(resource, context),
      ...context.environment,
    },
    timeoutSeconds: Number(textAt(resource, "Timeout") ?? 3),
    memoryMegabytes: Number(textAt(resource, "MemorySize") ?? 128),
  };
}

/** Where the function's code is here: an asset, a path, or inline code that is written to a folder of its own. */
function codeFolder({ stack, logicalId, properties }: Resource, { assets, temporary }: Context): string {
  const what = `the code of the Lambda function ${logicalId}`;
  const code = stack.resolve(properties.Code ?? null);
  if (typeof code === "string") return assets.locate(code, what);
  const { ZipFile, S3Key } = isObject(code) ? code : ({} as JsonObject);
  if (typeof S3Key === "string") return assets.locate(S3Key, what);
  if (typeof ZipFile !== "string") throw new TemplateError(`${what} is neither inline nor an asset`);
  const folder = join(temporary(), `${stack.name}-${logicalId}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.js"), ZipFile);
  return folder;
}

/** The function's variables. One that cannot be resolved here is left out, and named. */
function variablesOf({ stack, logicalId, properties }: Resource, { notes }: Context): Record<string, string> {
  const environment = properties.Environment;
  const given = isObject(environment) && isObject(environment.Variables) ? environment.Variables : {};
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    try {
      variables[name] = String(stack.resolve(value));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      notes.add(`The Lambda function ${logicalId} goes without its variable ${name}: ${error.message}.`);
    }
  }
  return variables;
}
