import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/**
 * Adds a role for one function, without any rights. No condition narrows who may take it: Lambda documents none that holds when it
 * takes a role, and a role can only be passed to functions of its own account.
 */
export const functionRole = (scope: Construct, id: string, description: string) =>
  new Role(scope, id, { description, assumedBy: new ServicePrincipal("lambda.amazonaws.com") });

interface FunctionParts {
  /** What the function does, as a sentence without its subject. */
  description: string;
  /** The bundle: text of a CommonJS module that exports `handler`. */
  code: string;
  role: Role;
  environment: Record<string, string>;
  timeoutSeconds: number;
  /** Executions that Lambda keeps free for this function, which are also the most; undefined for none. */
  reservedConcurrency?: number;
}

/** Adds a function on Node 24 and arm64, with a role and a log group of its own, traced by X-Ray. */
export function addFunction(
  scope: Construct,
  id: string,
  deployment: Deployment,
  parts: FunctionParts,
): LambdaFunction {
  const { description, code, role, environment, timeoutSeconds, reservedConcurrency } = parts;
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: deployment.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  logGroup.grantWrite(role);
  // `tracing` would add these rights by itself, but to a role that is closed to it (`withoutPolicyUpdates`).
  role.addToPolicy(
    new PolicyStatement({ actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"] }),
  );
  acknowledge(
    role,
    "IAM5[Resource::*]",
    "X-Ray has no resources to name when it takes segments of traces: AWS documents * only",
  );
  const folder = folderOf(code);
  const added = new LambdaFunction(scope, id, {
    description: `${deployment.prefix}: ${description}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(timeoutSeconds),
    handler: "index.handler",
    code: Code.fromAsset(folder),
    role: role.withoutPolicyUpdates(),
    environment,
    reservedConcurrentExecutions: reservedConcurrency,
    logGroup,
    loggingFormat: LoggingFormat.TEXT,
    tracing: Tracing.ACTIVE,
  });
  rmSync(folder, { recursive: true }); // the asset is a copy
  return added;
}

/** Writes the code to a temporary folder. The asset's name is a hash of the folder's content, and not of its path. */
function folderOf(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), "function-"));
  writeFileSync(join(folder, "index.js"), code);
  return folder;
}
