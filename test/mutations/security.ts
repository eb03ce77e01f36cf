import { Mutation } from './mutation';
import { SUPPLIES } from './security/actions';
import { INJECTIONS } from './security/injection';
import { RIGHTS } from './security/rights';
import { SECRETS } from './security/secrets';
import { UNPINNED } from './security/tools';

/** Defects of the S rules. */
export const SECURITY: readonly Mutation[] = [...INJECTIONS, ...SUPPLIES, ...UNPINNED, ...RIGHTS, ...SECRETS];
