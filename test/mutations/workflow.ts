import { Mutation } from './mutation';
import { CALL } from './workflow/calls';
import { EVENT } from './workflow/events';
import { EXPRESSIONS } from './workflow/expressions';
import { SCHEMA } from './workflow/schema';
import { VALUES } from './workflow/values';

/** Defects of the R rules, but for those of scripts. */
export const WORKFLOW: readonly Mutation[] = [...SCHEMA, ...EXPRESSIONS, ...EVENT, ...VALUES, ...CALL];
