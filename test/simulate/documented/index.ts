import type { DocumentedCase } from './case';
import { compositeCases } from './composite';
import { concurrencyCases } from './concurrency';
import { conditionCases } from './conditions';
import { environmentCases } from './environments';
import { expressionCases } from './expressions';
import { legNameCases } from './leg-names';
import { legCases } from './legs';
import { matrixCases } from './matrix';
import { permissionCases } from './permissions';
import { reusableCases } from './reusable';
import { skipCases } from './skips';
import { stepCases } from './steps';

/** Cases about what a started run does; those about what starts one stand in `filters.ts` and `triggers.ts`. */
export const runCases: DocumentedCase[] = [
  ...conditionCases, ...skipCases, ...stepCases, ...compositeCases, ...matrixCases, ...legCases, ...legNameCases, ...expressionCases,
  ...environmentCases, ...concurrencyCases, ...permissionCases, ...reusableCases,
];
