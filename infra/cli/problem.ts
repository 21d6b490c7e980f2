/** A problem that the person who deploys can solve. The message says how, and it is all that is shown. */
export class DeployProblem extends Error {}
