/** How strict the checks are. Each pack holds everything of the one before it. */
export enum PolicyPack {
  /** What fails on GitHub or can be exploited is an error; what is careless is a warning. */
  BASELINE = 'baseline',
  /** What is careless is an error too: unpinned, unlimited, undocumented. */
  HARDENED = 'hardened',
  /** For repositories that publish: what reaches users comes from reviewed environments, without caches or long-lived secrets. */
  RELEASE = 'release',
}
