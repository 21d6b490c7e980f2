/** Something about the folder or the machine that the person who starts can put right; the message says how. */
export class StartProblem extends Error {}
