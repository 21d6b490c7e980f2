import type { Json } from "../contracts.ts";
import { type Assembly, readTemplate } from "./assembly.ts";
import { type JsonObject, type Template, TemplateError } from "./cloudformation.ts";
import { attributeOf, refOf } from "./identity.ts";
import { holds, resolve, type Scope } from "./intrinsics.ts";
import type { Resource, Stack } from "./stack.ts";

/** Values for what only a deployment would know. */
export interface Deployment {
  /** The region of stacks that name none. */
  region: string;
  /** Parameters by name, of whatever stack. */
  parameters: Record<string, string>;
}

const ACCOUNT = "000000000000";
const NESTED = "AWS::CloudFormation::Stack";
const OUTPUT = /^Outputs\.(.+)$/;

/**
 * Makes the stacks of an assembly, and those nested in them, as they would be deployed.
 *
 * @throws TemplateError for a nested template that is not here
 */
export function createStacks(assembly: Assembly, { region, parameters }: Deployment): Stack[] {
  const stacks: Stack[] = [];
  const nested = new Map<string, Stack>();

  function add(name: string, template: Template, account: string, stackRegion: string, given: JsonObject): Stack {
    const scope = scopeOf({
      ...{ template, account, region: stackRegion, name, parameters: { ...given, ...parameters }, imported },
      resource: (logicalId) => stack.resources.get(logicalId),
      nested: (logicalId) => nested.get(`${name}/${logicalId}`),
    });
    const stack: Stack = {
      ...{ name, template, account, region: stackRegion },
      resources: new Map(),
      resolve: (value) => (value === undefined ? null : resolve(value, scope)),
      output(output) {
        const found = template.Outputs?.[output];
        if (!found) throw new TemplateError(`the stack ${name} has no output ${output}`);
        return stack.resolve(found.Value);
      },
    };
    stacks.push(stack);
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
      const properties = resource.Properties ?? {};
      stack.resources.set(logicalId, { stack, logicalId, type: resource.Type, properties });
    }
    for (const resource of stack.resources.values()) if (resource.type === NESTED) addNested(resource);
    return stack;
  }

  function addNested(resource: Resource): void {
    const { stack, logicalId, properties } = resource;
    const name = `${stack.name}-${logicalId}`;
    const location = String(stack.resolve(properties.TemplateURL));
    const path = assembly.assets.locate(location, `the template of the nested stack ${name}`);
    const given = (stack.resolve(properties.Parameters) ?? {}) as JsonObject;
    nested.set(
      `${stack.name}/${logicalId}`,
      add(name, readTemplate(path, assembly.files), stack.account, stack.region, given),
    );
  }

  function imported(name: string): Json {
    for (const stack of stacks) {
      for (const { Export, Value } of Object.values(stack.template.Outputs ?? {})) {
        if (Export && stack.resolve(Export.Name) === name) return stack.resolve(Value);
      }
    }
    throw new TemplateError(`no stack here exports ${name}`);
  }

  for (const { name, template, account, region: own } of assembly.stacks) {
    add(name, template, account ?? ACCOUNT, own ?? region, {});
  }
  return stacks;
}

interface ScopeParts {
  template: Template;
  name: string;
  account: string;
  region: string;
  parameters: JsonObject;
  imported(name: string): Json;
  resource(logicalId: string): Resource | undefined;
  nested(logicalId: string): Stack | undefined;
}

function scopeOf({ template, name, account, region, parameters, imported, resource, nested }: ScopeParts): Scope {
  const pseudo: JsonObject = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": name,
    "AWS::StackId": `arn:aws:cloudformation:${region}:${account}:stack/${name}/local`,
    "AWS::NotificationARNs": [],
  };
  const resourceAt = (logicalId: string) => {
    const found = resource(logicalId);
    if (!found) throw new TemplateError(`the stack ${name} refers to ${logicalId}, which it does not have`);
    return found;
  };
  const parameter = (logicalId: string): Json => {
    const value = parameters[logicalId] ?? template.Parameters?.[logicalId]?.Default;
    if (value === undefined) {
      throw new TemplateError(
        `the parameter ${logicalId} of the stack ${name} has no value: give --parameter ${logicalId}=...`,
      );
    }
    const list = /List/.test(template.Parameters?.[logicalId]?.Type ?? "");
    return list && typeof value === "string" ? value.split(",").map((item) => item.trim()) : value;
  };
  const scope: Scope = {
    ref(logicalId) {
      if (Object.hasOwn(pseudo, logicalId)) return pseudo[logicalId] ?? null;
      if (Object.hasOwn(template.Parameters ?? {}, logicalId)) return parameter(logicalId);
      return refOf(resourceAt(logicalId));
    },
    attribute(logicalId, attribute) {
      const [, output] = OUTPUT.exec(attribute) ?? [];
      const stack = nested(logicalId);
      return stack && output ? stack.output(output) : attributeOf(resourceAt(logicalId), attribute);
    },
    condition(condition) {
      const found = template.Conditions?.[condition];
      if (found === undefined) throw new TemplateError(`the stack ${name} has no condition ${condition}`);
      return holds(found, scope);
    },
    mapping(map, first, second) {
      const value = template.Mappings?.[map]?.[first]?.[second];
      if (value === undefined) throw new TemplateError(`the stack ${name} maps nothing to ${map}.${first}.${second}`);
      return value;
    },
    imported,
    zones: (zone) => ["a", "b", "c"].map((letter) => `${zone === "" ? region : zone}${letter}`),
  };
  return scope;
}
