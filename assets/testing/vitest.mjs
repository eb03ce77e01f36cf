// `import 'projen-delivery/testing/vitest'` gives vitest the matchers. Vitest is an ECMAScript module, so this is one too.
import { expect } from 'vitest';
import testing from '../../lib/testing/index.js';

expect.extend(testing.deliveryMatchers);
