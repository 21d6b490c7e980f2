import type { LambdaFunction } from "appsync-local";
import { createLambda, type Lambda } from "appsync-local/lambda";
import { expect } from "vitest";
import { type Account, accountPk } from "../../contract/account.ts";
import type { AccountAnswer, AccountRequest } from "../../contract/account-request.ts";
import { describeApi } from "../../local/service/index.ts";
import { openTable, type SlotTable } from "./slot-table.ts";
import { startTestService, type TestService } from "./support.ts";

/** A service whose account function tests call by themselves, as steps do. */
export interface AccountService {
  service: TestService;
  /** Calls the account function. @returns its answer, or its error's message */
  change(request: AccountRequest): Promise<AccountAnswer | string>;
  /** Resets a password by a code to an address or number. */
  reset(user: { sub: string; email: string }, by?: { channel: "SMS" | "EMAIL"; destination: string }): Promise<void>;
  /** The account's item; null where nothing was ever changed. */
  account(sub: string): Promise<Account | null>;
  table: SlotTable;
  logs: string[];
  stop(): Promise<void>;
}

const POOL_ADDRESS = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER";
export const NEW_PASSWORD = "An0ther!password";

/** @param through gives the address by which the function reaches the pool */
export async function startAccountService(
  overrides: object = {},
  through: (cognitoUrl: string) => string = (url) => url,
): Promise<AccountService> {
  let described: LambdaFunction | undefined;
  const service = await startTestService(overrides, undefined, {
    describe(parts) {
      const { Account } = parts.dataSources;
      if (Account.type === "AWS_LAMBDA") {
        const { environment = {} } = Account.function;
        environment[POOL_ADDRESS] = through(environment[POOL_ADDRESS] as string);
        described = Account.function;
      }
      return describeApi(parts);
    },
  });
  const logs: string[] = [];
  const lambda: Lambda = createLambda(described as LambdaFunction, {
    name: "account",
    onLog: (line) => logs.push(line),
    clock: service.now,
  });
  const table = openTable(service, "Factors");
  async function change(request: AccountRequest) {
    const answer = await lambda.invoke(request);
    return "payload" in answer ? (answer.payload as AccountAnswer) : answer.errorMessage;
  }
  return {
    service,
    change,
    async reset({ sub, email }, by = { channel: "EMAIL", destination: email }) {
      const verifiedAt = Math.floor(service.now() / 1000);
      const of = { subject: sub, username: sub, verifiedAt, newPassword: NEW_PASSWORD };
      expect(await change({ change: "password", ...of, ...by })).toEqual({ outcome: "CHANGED" });
    },
    account: (sub) => table.read<Account>(accountPk(sub), "-"),
    table,
    logs,
    async stop() {
      await lambda.close();
      await table.close();
      await service.stop();
    },
  };
}
