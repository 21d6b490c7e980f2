/** A problem with the folder, the settings or the machine that the person who starts can solve. The message says how. */
export class StartProblem extends Error {}
