import { ActionCall } from '../model/action-call';
import { Expr } from '../model/expr';

/** A call with the inputs that were given; for the generated bindings. @internal */
export function bindingCall(action: string, inputs: Record<string, string | number | boolean | Expr | undefined>): ActionCall {
  const given: Record<string, string | number | boolean | Expr> = {};
  for (const [name, value] of Object.entries(inputs)) if (value !== undefined) given[name] = value;
  return ActionCall.of(action, given);
}
