import 'vitest';
import type { DeliveryMatchers } from '../../lib/testing/index.js';

declare module 'vitest' {
  interface Matchers<T = any> extends DeliveryMatchers<T> {}
}
