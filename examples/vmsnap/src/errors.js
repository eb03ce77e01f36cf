/** What the process ends with; scripts and timers read these, so they are part of the interface. */
export const ExitCode = Object.freeze({ OK: 0, FAILED: 1, USAGE: 2, MISSING_TOOL: 3 });

/** The command line or the configuration cannot be understood. */
export class UsageError extends Error {
  name = 'UsageError';
  exitCode = ExitCode.USAGE;
}

/** A program that vmsnap drives is not installed. */
export class MissingToolError extends Error {
  name = 'MissingToolError';
  exitCode = ExitCode.MISSING_TOOL;

  constructor(file) {
    super(`${file} is not installed, or not on PATH`);
  }
}

/** A program ran and failed; the message carries the end of what it said. */
export class CommandError extends Error {
  name = 'CommandError';
  exitCode = ExitCode.FAILED;

  constructor(file, code, output) {
    const said = output.trim().split('\n').slice(-5).join('\n  ');
    super(`${file} ended with ${code}${said ? `:\n  ${said}` : ''}`);
    this.code = code;
  }
}

/** The request is understood and cannot be done. */
export class VmsnapError extends Error {
  name = 'VmsnapError';
  exitCode = ExitCode.FAILED;
}
