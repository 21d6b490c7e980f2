import { USER_POOL } from "../../contract/user-pool.ts";
import { buildPage } from "../../web/build.ts";
import { cacheControl, configOfSettings } from "../../web/served.ts";
import type { Config } from "../../web/src/config.ts";
import { CHALLENGE_PATH, type Deployment } from "../stage.ts";
import type { ServedFile } from "./aws/bucket.ts";
import type { Outputs } from "./outputs.ts";

/** The files of a stage's page by their names. */
export interface PageFiles {
  /** Their names change with their content, so that they can stand beside those of another page. */
  hashed: Map<string, ServedFile>;
  /** They keep their names: the last of them is the one that names the others. */
  switching: Map<string, ServedFile>;
}

/** Bundles the page as one machine does, with the configuration of a stage. */
export function pageFiles(deployment: Deployment, outputs: Outputs): PageFiles {
  const built = [...buildPage()].map(
    ([name, { type, body, immutable }]) => [name, { type, body, cacheControl: cacheControl(immutable) }] as const,
  );
  const hashed = built.filter(([, file]) => file.cacheControl === cacheControl(true));
  const named = built.filter(([, file]) => file.cacheControl === cacheControl(false));
  const config: ServedFile = {
    type: "application/json",
    body: Buffer.from(`${JSON.stringify(configOf(deployment, outputs), null, 2)}\n`),
    cacheControl: cacheControl(false),
  };
  const isIndex = (name: string) => name === "index.html";
  return {
    hashed: new Map(hashed),
    switching: new Map([
      ...named.filter(([name]) => !isIndex(name)),
      ["config.json", config],
      ...named.filter(([name]) => isIndex(name)),
    ]),
  };
}

const configOf = ({ settings, firewall }: Deployment, outputs: Outputs): Config => ({
  ...configOfSettings(settings),
  graphqlUrl: "graphql",
  apiKey: outputs.apiKey as string,
  userPoolId: outputs.userPoolId as string,
  userPoolClientId: outputs.userPoolClientId as string,
  operatorsClientId: outputs.operatorsClientId as string,
  passwordPolicy: USER_POOL.passwordPolicy,
  ...(firewall.challenge && { challengeUrl: CHALLENGE_PATH.slice(1) }),
});
