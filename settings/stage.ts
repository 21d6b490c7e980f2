import * as z from "zod";
import { RESET_CONCURRENCY } from "../contract/resets.ts";
import { backends, emailAddress, onceEachIsRight, whole } from "./fields.ts";
import { firewall } from "./firewall.ts";
import { page } from "./page.ts";
import { testMode } from "./test-mode.ts";

/** Where stages differ by default. */
interface StageDefaults {
  logDays: 14 | 90;
  removal: "RETAIN" | "DESTROY";
  introspection: boolean;
  reservedConcurrency: number;
  authorizerConcurrency: number;
  allowedOrigins: string[];
  challenge: boolean;
  resetConcurrency: number;
  alarms: { resets: number; messages: number; wrongGuesses: number; longCodes: number; p99Milliseconds: number };
}

/** A version of the keys of proofs. */
const keyVersion = () => whole(1, 1_000).default(1);

/** How one stage is deployed. */
const stage = ({
  logDays,
  removal,
  introspection,
  reservedConcurrency,
  authorizerConcurrency,
  allowedOrigins,
  challenge,
  resetConcurrency,
  alarms,
}: StageDefaults) =>
  z
    .strictObject({
      backends: backends()
        .default({})
        .describe(
          "The IAM roles of the AWS account that may call as backends, each with the name of its tenant behind `role:`. They replace `backends` above.",
        ),
      capacity: z
        .strictObject({
          mode: z
            .enum(["ON_DEMAND", "PROVISIONED"])
            .default("ON_DEMAND")
            .describe("How DynamoDB is paid for. `PROVISIONED` scales read and write units between the two bounds."),
          least: whole(1, 40_000)
            .default(1)
            .describe("The fewest units, of each of the three tables and the index; at most `capacity.most`."),
          most: whole(1, 40_000)
            .default(6)
            .describe(
              "The most units, of each of the three tables and the index. AWS's free tier has 25 read and 25 write units, so 6 for each of the four.",
            ),
        })
        .refine(({ least, most }) => least <= most, {
          ...onceEachIsRight,
          path: ["least"],
          error: ({ input }) => `at most capacity.most, which is ${(input as { most: number }).most}`,
        })
        .prefault({}),
      reservedConcurrency: whole(0, 10_000)
        .default(reservedConcurrency)
        .describe(
          "Messages that can be sent at once. Lambda keeps so many executions free for the send function, and allows it no more. " +
            "0 reserves none: the function shares the account's executions with all others. AWS wants 100 to stay unreserved.",
        ),
      authorizerConcurrency: whole(0, 10_000)
        .default(authorizerConcurrency)
        .describe(
          "Signed requests of API clients that can be judged at once, likewise: a flood of them takes no executions from messages. 0 reserves none.",
        ),
      resetConcurrency: whole(0, RESET_CONCURRENCY)
        .default(resetConcurrency)
        .describe(
          "Requests for password resets that can be followed up at once, likewise: each looks an account up in the user pool. With 0 a flood of them may " +
            "take executions from messages.",
        ),
      resetWriteUnits: whole(10, 40_000)
        .default(100)
        .describe(
          "Write units a second that DynamoDB allows the table Resets. A request for a password reset takes six, and a guess one; what comes beyond is refused.",
        ),
      testMode: testMode(),
      firewall: firewall({ challenge }),
      page: page({ allowedOrigins }),
      proofKeys: z
        .strictObject({
          oldest: keyVersion().describe("The oldest version of the keys of proofs that is published."),
          newest: keyVersion().describe(
            "The newest version that is published; `proofKeys.oldest`, or one more while keys are rotated. A deploy creates its key.",
          ),
          signing: keyVersion().describe("The version that signs, from `proofKeys.oldest` to `proofKeys.newest`."),
        })
        .refine(({ oldest, newest }) => newest === oldest || newest === oldest + 1, {
          ...onceEachIsRight,
          path: ["newest"],
          error: ({ input }) => {
            const { oldest } = input as { oldest: number };
            return `${oldest}, as proofKeys.oldest is, or ${oldest + 1}`;
          },
        })
        .refine(({ oldest, newest, signing }) => oldest <= signing && signing <= newest, {
          ...onceEachIsRight,
          path: ["signing"],
          error: ({ input }) => {
            const { oldest, newest } = input as { oldest: number; newest: number };
            return `from ${oldest} to ${newest}, the versions that are published`;
          },
        })
        .prefault({})
        .describe("The keys that proofs are signed and checked by. docs/proof.md says how they are rotated."),
      logDays: z
        .literal([1, 3, 5, 7, 14, 30, 60, 90, 180, 365])
        .default(logDays)
        .describe("Days for which logs are kept."),
      eventDays: whole(1, 3_650)
        .default(365)
        .describe("Days for which the archive keeps audit events, out of which they can be replayed."),
      removal: z
        .enum(["RETAIN", "DESTROY"])
        .default(removal)
        .describe(
          "What becomes of tables, keys and users when the stack is removed. `RETAIN` keeps them and refuses their deletion.",
        ),
      introspection: z.boolean().default(introspection).describe("Whether clients may ask the API for its schema."),
      emailIdentity: z
        .enum(["CREATE", "EXISTING"])
        .default("CREATE")
        .describe(
          "Whether the stack creates SES's identity for the domain of `email.from`, or one exists already. " +
            "Only one stack in an account and region can create it.",
        ),
      smsMonthlyUsd: whole(1, 100_000)
        .default(1)
        .describe(
          "US dollars that SNS may spend on SMS in a month, in the whole account and region. AWS has to allow more than 1 first.",
        ),
      alarms: z
        .strictObject({
          email: emailAddress().optional().describe("The address that is told about alarms."),
          resets: whole(1, 1_000_000)
            .default(alarms.resets)
            .describe("More requests for password resets than this in five minutes raise an alarm."),
          messages: whole(1, 1_000_000)
            .default(alarms.messages)
            .describe("More messages than this in five minutes raise an alarm."),
          wrongGuesses: whole(1, 1_000_000)
            .default(alarms.wrongGuesses)
            .describe("More wrong guesses than this in five minutes raise an alarm."),
          longCodes: whole(0, 1_000_000)
            .default(alarms.longCodes)
            .describe(
              "More slots than this that spend their guess budget in five minutes, and go over to long codes, raise an alarm.",
            ),
          p99Milliseconds: whole(100, 30_000)
            .default(alarms.p99Milliseconds)
            .describe("99 of 100 requests have to take less than this, or an alarm is raised."),
        })
        .prefault({}),
    })
    .prefault({});

/** What staging and prod have in common. */
const lasting = {
  logDays: 90,
  introspection: false,
  reservedConcurrency: 0,
  authorizerConcurrency: 0,
  allowedOrigins: [],
  challenge: true,
  resetConcurrency: 0,
  alarms: { resets: 100, messages: 1_000, wrongGuesses: 100, longCodes: 2, p99Milliseconds: 2_000 },
} satisfies Partial<StageDefaults>;

/** The stages, which differ by their defaults alone. */
export const stages = z
  .strictObject({
    dev: stage({
      logDays: 14,
      removal: "DESTROY",
      introspection: true,
      reservedConcurrency: 0,
      authorizerConcurrency: 0,
      allowedOrigins: ["*"],
      challenge: false,
      resetConcurrency: 0,
      alarms: { resets: 20, messages: 100, wrongGuesses: 50, longCodes: 0, p99Milliseconds: 3_000 },
    }),
    staging: stage({ ...lasting, removal: "DESTROY" }),
    prod: stage({
      ...lasting,
      removal: "RETAIN",
      reservedConcurrency: 50,
      authorizerConcurrency: 20,
      resetConcurrency: RESET_CONCURRENCY,
    }),
  })
  .prefault({})
  .describe("How each stage is deployed. On one machine nothing of this has an effect.");

/** How one stage is deployed. */
export type Stage = z.output<ReturnType<typeof stage>>;
