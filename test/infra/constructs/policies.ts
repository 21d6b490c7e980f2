import { nameOf } from "./synth.ts";
import { ofType, resolved, type Template } from "./template.ts";

/** Reads the IAM policies of a template, and evaluates them as IAM does. It throws on whatever it does not know. */

type Conditions = Record<string, Record<string, string[]>>;

export interface Statement {
  effect: "Allow" | "Deny";
  actions: string[];
  resources: string[];
  /** `*`, ARNs, and names of services; empty in a policy of an identity. */
  principals: string[];
  conditions: Conditions;
}

interface Document {
  Statement: Record<string, unknown>[];
}

const KNOWN = ["Sid", "Effect", "Action", "Resource", "Principal", "Condition"];
const list = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/**
 * Reads the statements of a policy. References are resolved, and logical ids lose their hashes.
 *
 * @throws Error for an effect or a part of a statement that is unknown
 */
export function statementsOf(document: unknown, template: Template): Statement[] {
  const ids = Object.keys(template.Resources);
  const text = JSON.stringify(resolved<Document>(document, template));
  const { Statement } = JSON.parse(ids.reduce((whole, id) => whole.replaceAll(id, nameOf(id)), text)) as Document;
  return Statement.map((statement) => {
    const { Effect, Action, Resource, Principal, Condition } = statement;
    const unknown = Object.keys(statement).filter((key) => !KNOWN.includes(key));
    if (unknown.length > 0) throw new Error(`a policy says ${unknown}`);
    if (Effect !== "Allow" && Effect !== "Deny") throw new Error(`${Effect} is no effect: Allow and Deny are`);
    const named = typeof Principal === "object" && Principal !== null ? Object.values(Principal) : [Principal];
    return {
      effect: Effect,
      actions: list(Action),
      resources: list(Resource),
      principals: named.flatMap(list),
      conditions: conditionsOf((Condition ?? {}) as Record<string, Record<string, unknown>>),
    };
  });
}

const conditionsOf = (conditions: Record<string, Record<string, unknown>>): Conditions =>
  Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, list(values)])),
    ]),
  );

export interface Identity {
  /** Statements that say who may take the role. */
  trust: Statement[];
  /** Statements that say what the role may do. */
  rights: Statement[];
}

/**
 * Gives the roles of a template by name.
 *
 * @throws Error for a role with rights that are not in the template
 */
export function rolesOf(template: Template): Map<string, Identity> {
  const policies = [...ofType(template, "AWS::IAM::Policy"), ...ofType(template, "AWS::IAM::ManagedPolicy")];
  return new Map(
    ofType(template, "AWS::IAM::Role").map(([id, { Properties }]) => {
      const { AssumeRolePolicyDocument, Policies = [], ManagedPolicyArns = [] } = Properties;
      if (ManagedPolicyArns.length > 0) throw new Error(`${id} has policies from outside the template`);
      const attached = policies.filter(([, policy]) =>
        (policy.Properties.Roles ?? []).some((role: { Ref: string }) => role.Ref === id),
      );
      const documents = [...Policies, ...attached.map(([, policy]) => policy.Properties)];
      const rights = documents.flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument, template));
      return [nameOf(id), { trust: statementsOf(AssumeRolePolicyDocument, template), rights }];
    }),
  );
}

/** Gives a line for each action on each resource, sorted. */
export function linesOf(statements: Statement[]): string[] {
  const lines = statements.flatMap(({ effect, actions, resources, principals, conditions }) => {
    const denied = effect === "Deny" ? "never " : "";
    const whose = principals.length > 0 ? [`for ${principals.join(", ")}`] : [];
    const when = Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `if ${key} ${operator} ${values.join(", ")}`),
    );
    const targets = resources.length > 0 ? resources.map((resource) => ` on ${resource}`) : [""];
    return actions.flatMap((action) =>
      targets.map((target) => [`${denied}${action}${target}`, ...whose, ...when].join(" ")),
    );
  });
  return lines.sort();
}

export interface Request {
  action: string;
  /** The caller: an ARN, or the name of a service. */
  principal: string;
  /** Statements of the caller's own policies. */
  rights: Statement[];
  /** Condition keys, without the one of the caller's ARN. */
  context: Record<string, string>;
}

export const ACCOUNT = "arn:aws:iam::000000000000:root";

/**
 * Whether a key's policy and the caller's own let an action through: a Deny anywhere ends it; the key's policy has to allow the
 * caller itself, or to leave it to the account and so to the caller's own policies.
 */
export function mayUse(keyPolicy: Statement[], { action, principal, rights, context }: Request, key: string): boolean {
  const isArn = principal.startsWith("arn:");
  const known = isArn ? { ...context, "aws:PrincipalArn": principal } : context;
  const ofAction = ({ actions, conditions }: Statement) =>
    actions.some((pattern) => matches(pattern, action)) && holds(conditions, known);
  const own = rights.filter(
    (statement) => statement.resources.some((each) => matches(each, key)) && ofAction(statement),
  );
  const asked = keyPolicy.filter(ofAction);
  const names = ({ principals }: Statement, who: string) => principals.includes("*") || principals.includes(who);
  const allowed = (statements: Statement[]) => statements.some(({ effect }) => effect === "Allow");
  const denied = [...own, ...asked.filter((statement) => names(statement, principal))];
  if (denied.some(({ effect }) => effect === "Deny")) return false;
  const inAccount = isArn && principal.split(":")[4] === ACCOUNT.split(":")[4];
  const direct = allowed(asked.filter((statement) => names(statement, principal)));
  return direct || (inAccount && allowed(own) && allowed(asked.filter((statement) => names(statement, ACCOUNT))));
}

const matches = (pattern: string, value: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  ).test(value);

/** Whether a trust policy lets a service take the role, given the condition keys that the service comes with. */
export const mayAssume = (trust: Statement[], service: string, context: Record<string, string>): boolean =>
  trust.some(
    ({ effect, actions, principals, conditions }) =>
      effect === "Allow" &&
      actions.includes("sts:AssumeRole") &&
      principals.includes(service) &&
      holds(conditions, context),
  );

const OPERATORS: Record<string, (value: string | undefined, given: string[]) => boolean> = {
  StringEquals: (value, given) => value !== undefined && given.includes(value),
  Bool: (value, given) => value !== undefined && given.includes(value),
  ArnLike: (value, given) => value !== undefined && given.some((pattern) => matches(pattern, value)),
  StringEqualsIfExists: (value, given) => value === undefined || given.includes(value),
  ArnLikeIfExists: (value, given) => value === undefined || given.some((pattern) => matches(pattern, value)),
  ArnNotEquals: (value, given) => value === undefined || !given.some((pattern) => matches(pattern, value)),
};

const holds = (conditions: Conditions, context: Record<string, string>) =>
  Object.entries(conditions).every(([operator, keys]) => {
    const test = OPERATORS[operator];
    if (!test) throw new Error(`the condition operator ${operator} is not known here`);
    return Object.entries(keys).every(([key, given]) => test(context[key], given));
  });
