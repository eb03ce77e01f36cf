import { NpmPackageStage } from './npm-package-stage';
import { Stage } from '../../ci/stage';
import { DeliveryError } from '../../model/delivery-error';

/** The stage that packs: the one given, else the pipeline's. @internal */
export function tryPackage(stage: Stage, given?: NpmPackageStage): NpmPackageStage | undefined {
  return given ?? stage.pipeline.stages.find((other): other is NpmPackageStage => other instanceof NpmPackageStage);
}

/** The stage that packs, or an error that says how to get one. @internal */
export function requirePackage(stage: Stage, given?: NpmPackageStage): NpmPackageStage {
  const found = tryPackage(stage, given);
  if (found) return found;
  throw new DeliveryError({
    place: stage.path,
    problem: 'nothing in its pipeline packs the package it installs.',
    fix: 'Add one: new NpmPackageStage(pipeline, \'Package\').',
    at: stage.at,
  });
}
