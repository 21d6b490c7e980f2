import { RemovalPolicy } from "aws-cdk-lib";
import type { Deployment } from "../stage.ts";

/** What happens to a stage's keys when they leave the stack. A first deploy that fails has encrypted nothing, so its keys are deleted. */
export const keyRemovalOf = ({ removal }: Deployment): RemovalPolicy =>
  removal === "RETAIN" ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
