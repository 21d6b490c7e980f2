import type { Deployment } from "../../stage.ts";
import type { Account } from "../account.ts";
import type { StackResource } from "../stack-resources.ts";

/** What a check came to. */
export interface Finding {
  /**
   * `done`; `now`: this deploy does it; `to do`: by the deployer, at any time; `first`: by the deployer, before anything is created;
   * `?`: nobody could tell.
   */
  state: "done" | "now" | "to do" | "first" | "?";
  says: string;
  /** To be pasted into a shell, or opened in a browser. */
  commands?: string[];
}

/** What a check looks at. */
export interface Scene {
  deployment: Deployment;
  account: Account;
  /** What the stage's stack has; nothing before its first deploy. */
  resources(): Promise<StackResource[]>;
  /** The address that what is deployed sends from; undefined before the first deploy. */
  sender(): Promise<string | undefined>;
}

export type Check = (scene: Scene) => Promise<Finding>;

export type Checked = Finding & { subject: string };
