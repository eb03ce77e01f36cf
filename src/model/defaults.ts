import { Timeout } from './timeout';

/** The shell of every `run` step: GitHub's default `bash -e` has no pipefail, the named one has. @internal */
export const DEFAULT_SHELL = 'bash';

/** How long a job may take when nobody says. @internal */
export const DEFAULT_TIMEOUT = Timeout.minutes(15);
