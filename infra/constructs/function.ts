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
 * A role that Lambda takes for one function, with nothing in it yet. No condition narrows that: Lambda's documentation names none
 * that holds when it takes a role, and a role can be passed to functions of its own account alone.
 */
export const functionRole = (scope: Construct, id: string) =>
  new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });

interface FunctionParts {
  description: string;
  /** The bundle: text of a CommonJS module that exports `handler`. */
  code: string;
  role: Role;
  environment: Record<string, string>;
  timeoutSeconds: number;
}

/** A function as each of them is made: Node 24 on arm64, a role and a log group of its own, traced. */
export function addFunction(
  scope: Construct,
  id: string,
  deployment: Deployment,
  parts: FunctionParts,
): LambdaFunction {
  const { description, code, role, environment, timeoutSeconds } = parts;
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: deployment.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  logGroup.grantWrite(role);
  // Named here and not by `tracing` alone, which would do the same in a policy that nobody sees.
  role.addToPolicy(
    new PolicyStatement({ actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources: ["*"] }),
  );
  acknowledge(role, "IAM5[Resource::*]", "X-Ray takes segments for no resource in particular: AWS documents * alone");
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
    logGroup,
    loggingFormat: LoggingFormat.TEXT,
    tracing: Tracing.ACTIVE,
  });
  rmSync(folder, { recursive: true }); // what was in it is an asset by now
  return added;
}

/** The asset's name is a hash of what is in the folder; where the folder is does not count. */
function folderOf(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), "function-"));
  writeFileSync(join(folder, "index.js"), code);
  return folder;
}
