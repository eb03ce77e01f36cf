// `import 'projen-delivery/testing/jest'` gives jest the matchers, and their types.
import { DeliveryMatchers, deliveryMatchers } from './matchers';

declare global {
  // Where @types/jest has it.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    interface Matchers<R, T = {}> extends DeliveryMatchers<R> {}
  }
}

const { expect } = globalThis as { expect?: { extend?(matchers: object): void } };
if (!expect?.extend) throw new Error('projen-delivery/testing/jest: there is no global expect. Import it in a test, or call expect.extend(deliveryMatchers) with your own.');
expect.extend(deliveryMatchers);
