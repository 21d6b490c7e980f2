/** A CloudFormation template as data, and a resolver of its references. */

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type has properties of its own
  Properties: any;
}

export interface Template {
  Resources: Record<string, Resource>;
}

/** Values that AWS would provide: physical ids by logical ids, attributes as `<logical id>.<attribute>`, and pseudo parameters. */
export type Physical = Record<string, string>;

const PSEUDO: Physical = {
  "AWS::Region": "us-east-1",
  "AWS::AccountId": "000000000000",
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
};

/**
 * Replaces `Ref`, `Fn::GetAtt`, `Fn::Join` and `Fn::Sub` in a value. An attribute that is not among the physical values becomes the property
 * of its name; without one, `<logical id>.<attribute>`.
 *
 * @throws Error that names an unknown intrinsic function or logical id
 */
export function resolved<T>(value: unknown, template: Template, physical: Physical = {}): T {
  const names: Physical = { ...PSEUDO, ...physical };
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    const [[key, of] = ["", undefined], ...others] = Object.entries(node);
    if (others.length === 0 && key === "Ref") return refOf(of as string);
    if (others.length === 0 && key === "Fn::GetAtt") return attributeOf(...(of as [string, string]));
    if (others.length === 0 && key === "Fn::Join")
      return (walk((of as [string, unknown[]])[1]) as string[]).join((of as [string])[0]);
    if (others.length === 0 && key === "Fn::Sub" && typeof of === "string")
      return of.replace(/\$\{([^}]+)\}/g, (_, id: string) => refOf(id));
    if (key.startsWith("Fn::")) throw new Error(`${key} is not known here`);
    return Object.fromEntries(Object.entries(node).map(([name, each]) => [name, walk(each)]));
  };
  const refOf = (id: string) => {
    const found = names[id] ?? (template.Resources[id] && id);
    if (found === undefined) throw new Error(`there is no ${id} in the template`);
    return found;
  };
  const attributeOf = (id: string, attribute: string) => {
    const resource = template.Resources[id];
    if (!resource) throw new Error(`there is no ${id} in the template`);
    const named = `${id}.${attribute}`;
    if (named in names) return names[named];
    return attribute in resource.Properties ? walk(resource.Properties[attribute]) : named;
  };
  return walk(value) as T;
}

/** Gives the resources of one type with their logical ids. */
export const ofType = ({ Resources }: Template, type: string): [id: string, resource: Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);
