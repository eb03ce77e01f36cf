/** A place in a text. Both count from 1, as editors and GitHub's annotations do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Way to a value in a YAML file, such as `['jobs', 'build', 'steps', 0, 'uses']`. */
export type KeyPath = readonly (string | number)[];

/** Something that a finding can point at. */
export interface Located {
  /** Path of the file in the repository, with `/`. */
  readonly path: string;
  readonly place: Place;
  /** Where in the YAML it stands; empty in scripts. */
  readonly keys: KeyPath;
}
