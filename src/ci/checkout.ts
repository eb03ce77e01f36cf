import { Checkout, CheckoutInputs } from '../catalog/actions/checkout';
import { Step, StepOptions } from '../model/step';

/** The repository's files; the token does not stay behind for later steps. */
export function checkoutStep(inputs: CheckoutInputs = {}, options: StepOptions = {}): Step {
  return Step.uses(Checkout.call({ persistCredentials: false, ...inputs }), { id: 'checkout', name: 'Check out', ...options });
}
