import type { Located } from '../read/located';

/** What cannot be drawn, and where the reason stands: `path:line:column: what, and what helps`. */
export class GraphError extends Error {
  public constructor(message: string, at: Located) {
    super(`${at.path}:${at.place.line}:${at.place.column}: ${message}`);
    this.name = 'GraphError';
  }
}
