import { type Check, stageSetting } from "./check.ts";

/** Says until when the stage takes fixed codes, and in `prod` that it has to end: whoever knows one passes for whoever has the destination. */
export const testMode: Check = async ({ deployment }) => {
  const { stage } = deployment;
  const { destinations, reason } = deployment.testMode;
  const last = destinations.map(({ expires }) => expires).reduce((latest, day) => (day > latest ? day : latest), "");
  if (destinations.length === 0) return { state: "done", message: "No destination has a fixed code." };
  const count =
    destinations.length === 1
      ? "1 destination has a fixed code"
      : `${destinations.length} destinations have fixed codes`;
  const until = `${count}, until ${last} at the latest`;
  if (stage !== "prod") return { state: "done", message: `${until}.` };
  return {
    state: "to do",
    message: `${until}: "${reason}" Each use raises an alarm. Take them out when that is over:`,
    commands: [stageSetting(stage, '"testMode": { "destinations": [] }')],
  };
};
