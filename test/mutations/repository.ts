import { Mutation } from './mutation';
import { DELIVERIES } from './repository/delivery';
import { NEEDED } from './repository/files';
import { SHELLS } from './repository/shell';
import { WHOLE } from './repository/whole';

/** Defects of the X rules, and of the S rules about whole repositories. */
export const REPOSITORY: readonly Mutation[] = [...NEEDED, ...SHELLS, ...DELIVERIES, ...WHOLE];
