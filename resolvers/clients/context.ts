import type { Context } from "@aws-appsync/utils";
import type { ApiClient } from "../../contract/api-clients.ts";
import type { SendOutcome } from "../../contract/send-request.ts";
import type { Site } from "../../contract/site.ts";
import type { StepUpStash } from "../stepUp/context.ts";
import type { ClientFields, FieldsInput } from "./fields.ts";

interface OperatorsInput {
  stepUpToken?: string | null;
}
/** Names the client that an operator changes. */
export interface ClientInput extends OperatorsInput {
  id: string;
}

export type CreateInput = FieldsInput & OperatorsInput & { locale?: string | null };
export type UpdateInput = FieldsInput & ClientInput;
export type ResendInput = ClientInput & { locale?: string | null };
export type RotateInput = ClientInput & { overlapSeconds: number };

/** What every field about clients hands to its steps. */
export type ClientStash = StepUpStash & {
  now: number;
  /** The client that the field is about. */
  id: string;
  /** The last step that wrote the client: the client as it is now. */
  client?: ApiClient;
};

/** What the steps that send an activation code hand on. */
export type ActivationStash = ClientStash & {
  locale: string | null;
  /** countActivation: the operator's activation codes of the day. */
  activations: number;
  outcome: Extract<SendOutcome, { mac: string }>;
  /** The send function could not be called, or its answer was lost. */
  unreached: boolean;
};

/** What the step that derives a secret puts there. */
export type SecretStash = ClientStash & { secret?: string };

export type CreateContext = Context<{ input: CreateInput }, ActivationStash & { fields: ClientFields }>;
export type ResendContext = Context<{ input: ResendInput }, ActivationStash>;
export type ActivationContext = Context<unknown, ActivationStash>;
export type UpdateContext = Context<{ input: UpdateInput }, ClientStash & { fields: Partial<ClientFields> }>;
export type RevokeContext = Context<{ input: ClientInput }, ClientStash>;
export type RotateContext = Context<{ input: RotateInput }, SecretStash & { before: ApiClient }>;
export type ActivateContext = Context<
  { input: { id: string; activationCode: string } },
  SecretStash & { code: string; mac: string }
>;
export type SecretContext = Context<unknown, SecretStash>;

export interface ListArgs extends OperatorsInput {
  limit?: number | null;
  nextToken?: string | null;
}
export type ListContext = Context<ListArgs, StepUpStash & { now: number; limit: number }>;

/** The schema's `ApiClient`. */
export interface ClientView {
  id: string;
  name: string;
  email: string;
  status: ApiClient["status"];
  purposes: string[];
  dailySends: number;
  countries: string[];
  sites: Site[];
  transactionRequired: boolean;
  webhookUrl: string | null;
  createdAt: string;
  activatedAt: string | null;
  activationExpiresAt: string | null;
  previousValidUntil: string | null;
  lastUsedOn: string | null;
}
