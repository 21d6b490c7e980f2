import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Acknowledges a finding of cdk-nag at the construct that it is about.
 *
 * @param id the rule without its prefix, such as `DDB3`
 * @param reason why the finding is accepted, in words that convince a reviewer
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${id}`, reason });
}
