export { nameNotes } from "../../functions/send/preview.ts";
/** The whole service on one machine: the API, its stand-ins, and the state in a folder. */

export { createClosing } from "./closing.ts";
export { type ApiParts, describeApi } from "./describe.ts";
export { openFolder } from "./files.ts";
export type { Outputs } from "./outputs.ts";
export { type Service, type ServiceOptions, startService } from "./service.ts";
export { EVENT_BUS } from "./stand-ins.ts";
export { StartProblem } from "./start-problem.ts";
export {
  CHECK_KEY,
  CLIENT_KEY,
  CODE_KEY,
  type LocalState,
  openState,
  PROOF_KEY,
  REGION,
  saveState,
} from "./state.ts";
export { WEBHOOK_WIRING, type WebhookWiring } from "./webhook-wiring.ts";
