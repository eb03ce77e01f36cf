import { DeliveryError } from '../../src/model/delivery-error';

/** The text of the error a composition ends in, without the line it was written on. */
export function refusal(compose: () => unknown): string {
  try {
    compose();
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return error.summary.replace(/\n {2}at .*/, '');
  }
  throw new Error('It was accepted.');
}
