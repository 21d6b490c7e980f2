import type { DataSourceClient } from "../contracts.ts";
import type { DataSource } from "../description.ts";
import { createDynamoDb } from "./dynamodb/client.ts";
import type { WrapWire } from "./dynamodb/wire.ts";
import { createEventBridge } from "./event-bridge.ts";
import { createEventBus, type EventBus } from "./event-bus.ts";
import { type Faults, withFaults } from "./faults.ts";
import { createHttp } from "./http.ts";
import { createLambdaDataSource } from "./lambda-data-source.ts";
import { createNone } from "./none.ts";
import { answeringRefusals } from "./refusal.ts";
import { createStub } from "./stub.ts";

interface Dependencies {
  faults: Faults;
  /** The data source's name in the description: faults are injected by it, functions are called by it. */
  name: string;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Gets what Lambda functions write to their outputs. */
  onLog?: (line: string) => void;
  wrapWire?: WrapWire | undefined;
  /** Gives the bus of an ARN, which data sources of the same ARN share. Default: a new one. */
  busOf?: (arn: string) => EventBus;
}

/**
 * Makes the client of one data source. A call that fails has the error in its answer, under AppSync's type for it: a
 * request of the wrong form is a `MappingTemplate` error, the service's own errors are prefixed (`DynamoDB:`, `Lambda:`).
 *
 * @throws Error that names what is wrong with the description
 */
export function createDataSource(description: DataSource, dependencies: Dependencies): DataSourceClient {
  const { faults, name } = dependencies;
  const client = answeringRefusals(open(description, dependencies));
  return withFaults(client, { faults, name, type: description.type });
}

function open(
  source: DataSource,
  { name, clock, onLog, wrapWire, busOf = createEventBus }: Dependencies,
): DataSourceClient {
  switch (source.type) {
    case "NONE":
      return createNone();
    case "AMAZON_DYNAMODB":
      return createDynamoDb(source, clock, wrapWire);
    case "AWS_LAMBDA":
    case "AWS_LAMBDA_ENDPOINT":
      return createLambdaDataSource(source, { name, onLog });
    case "HTTP":
      return createHttp(source, clock);
    case "AMAZON_EVENTBRIDGE":
      return createEventBridge(source, busOf(source.eventBusArn), clock);
    case "STUB":
      return createStub(source, { name, onLog });
  }
}
