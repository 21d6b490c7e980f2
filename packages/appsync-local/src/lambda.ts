/** A Lambda function's bundle, run as Lambda runs it. */
export { createLambda, type Lambda, type LambdaAnswer } from "./datasources/lambda.ts";
