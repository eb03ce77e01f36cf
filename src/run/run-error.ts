/** A run that cannot begin: told in one line. */
export class RunError extends Error {}
