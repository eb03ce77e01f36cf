/** Whom a process runs as; the groups of the user do not follow, as on a hosted runner. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
}
