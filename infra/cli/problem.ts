/** Something that the person who deploys can put right; the message says how, and is all that is shown. */
export class DeployProblem extends Error {}
