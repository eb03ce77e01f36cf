/**
 * For tests of what a repository composes: synthesize into a folder of its own, find workflows, jobs and steps, take
 * stable snapshots, simulate what events start, prove laws. Works in any test runner; `projen-delivery/testing/jest` and
 * `projen-delivery/testing/vitest` give it matchers.
 */
export * from './synthesize';
export * from './synthesized';
export { prove, simulate, standingLaws } from './simulate';
export type { SimulationSubject } from './simulate';
export { deliveryMatchers } from './matchers';
export type { DeliveryMatchers, Verdict } from './matchers';
export type { Stub, Stubs } from '../prove/executed-job';
export { Law } from '../prove/law';
export { Proof } from '../prove/proof';
export type { Tried, Violation } from '../prove/proof';
export { Prover } from '../prove/prove';
export type { ProofOptions } from '../prove/prove';
export type { EnvironmentRules } from '../simulate/environments';
export { Event } from '../simulate/event';
export * from '../simulate/event-options';
export * from '../simulate/event-options-more';
export * from '../simulate/outcome';
export { Result } from '../simulate/result';
export type { Standing } from '../simulate/result';
export { Simulated, SimulatedJob, SimulatedRun } from '../simulate/simulated';
export { Simulation } from '../simulate/simulation';
export type { SimulationOptions } from '../simulate/simulation';
export { SimulationError } from '../simulate/simulation-error';
