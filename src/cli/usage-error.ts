/** The command cannot do what it was asked: told in one line, exit code 2. */
export class UsageError extends Error {}
