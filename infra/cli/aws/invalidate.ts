import { type CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";

/**
 * Makes CloudFront fetch files again.
 *
 * @param paths with a slash in front
 * @param now epoch milliseconds: CloudFront takes two calls of one moment for one
 * @throws Error of AWS
 */
export async function invalidate(
  client: CloudFrontClient,
  distribution: string,
  paths: string[],
  now: number,
): Promise<void> {
  await client.send(
    new CreateInvalidationCommand({
      DistributionId: distribution,
      InvalidationBatch: { CallerReference: `${now}`, Paths: { Quantity: paths.length, Items: paths } },
    }),
  );
}
