import { Ci, DeliveryProject, DeliveryProjectOptions, Timeout } from 'projen-delivery';
import { LongestJob } from './longest-job';

// #region project
/** A repository of the company: the rules hold for every pipeline in it. */
export class AcmeProject extends DeliveryProject {
  public constructor(options: DeliveryProjectOptions) {
    super(options);
    Ci.of(this).addCheck(new LongestJob(Timeout.minutes(45)));
  }
}
// #endregion
