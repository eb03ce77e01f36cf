import { check } from './check-command';
import { startWith } from './start';

/** `projen-delivery check` alone: compiled it is one file with all that the command needs, which loads faster than hundreds. */
export function start(): void {
  startWith(([, ...args], output) => check(args, output));
}
