import { Check } from '../check';
import { ConditionSecrets } from './condition-secrets';
import { ForkSecrets } from './fork-secrets';
import { NeedCycles } from './need-cycles';
import { References } from './references';
import { Triggers } from './triggers';

/** The checks that always run, in the order their findings are told. @internal */
export function standardChecks(): Check[] {
  return [new Triggers(), new NeedCycles(), new References(), new ConditionSecrets(), new ForkSecrets()];
}
