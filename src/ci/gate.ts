import { Project } from 'projen';
import { Acknowledgement } from './acknowledgement';
import { Attribution, Origin } from './attribution';
import { ProjectTree } from './project-tree';
import { PolicyPack } from '../checks/policy-pack';
import type { Severity } from '../checks/severity';
import type { SourceCheck } from '../checks/source-check';
import type { SourceFinding } from '../checks/source-finding';
import { DeliveryError } from '../model/delivery-error';
import { DiskTree } from '../read/disk-tree';
import { isPipelineFile, RepositorySource } from '../read/repository-source';
import { OverlayTree } from '../read/tree';

/** What the gate looks at, and by which rules. @internal */
export interface GateInput {
  readonly project: Project;
  /** Paths of the files that this library writes. */
  readonly own: ReadonlySet<string>;
  /** Paths that will be gone. */
  readonly removed: readonly string[];
  readonly pack: PolicyPack;
  readonly attribution: Attribution;
}

/** A finding with the construct it comes from. @internal */
export interface GateFinding extends SourceFinding {
  readonly origin: Origin;
  /** Class of the component that writes the file; undefined for our own. */
  readonly writer?: string;
}

/**
 * Looks at every file under `.github` and every script that is about to be written, whoever writes it.
 *
 * What this library writes is held to the hardened pack at least: it knows better. What other components write is held
 * to the chosen one.
 *
 * @internal
 */
export function inspectFiles(input: GateInput): GateFinding[] {
  const { sourceChecks } = require('../checks/registry') as typeof import('../checks/registry');
  const { runSourceChecks } = require('../checks/run-source-checks') as typeof import('../checks/run-source-checks');
  const written = new ProjectTree(input.project);
  const tree = new OverlayTree(written, new DiskTree(input.project.outdir), input.removed);
  const writtenPaths = new Set(written.paths);
  const repository = new RepositorySource(tree, (path) => writtenPaths.has(path) && isPipelineFile(path));
  const checks = sourceChecks();
  const strict = input.pack === PolicyPack.RELEASE ? PolicyPack.RELEASE : PolicyPack.HARDENED;
  const byId = new Map(checks.map((check) => [check.id, check]));
  return runSourceChecks(repository, checks, { pack: strict }).flatMap((finding): GateFinding[] => {
    const origin = input.attribution.originOf(finding, tree.read(finding.path) ?? '');
    if (input.own.has(finding.path)) return [{ ...finding, origin }];
    const severity = severityFor(byId.get(finding.check), finding.severity, input.pack);
    return severity === 'off' ? [] : [{ ...finding, severity, origin, writer: written.ownerOf(finding.path) }];
  });
}

/** What an acknowledgement looks at. */
interface Accepted {
  readonly check: string;
  readonly path: string;
  readonly line?: number;
  readonly origin: Origin;
}

/** Splits findings in those that somebody accepted and the others. @internal */
export function setAside<T extends Accepted>(findings: T[], acknowledgements: Acknowledgement[], today: Date): T[] {
  return findings.filter((finding) => {
    const accepted = acknowledgements.find((each) => each.holds(today) && each.covers(finding.check, finding.origin.place, finding.path));
    accepted?.accepted.push(finding.line === undefined ? finding.path : `${finding.path}:${finding.line}`);
    return accepted === undefined;
  });
}

/** A finding as an error, told like every error. @internal */
export function asError(finding: GateFinding): DeliveryError {
  const { path, line, column, check, problem, fix, origin } = finding;
  return new DeliveryError({ place: origin.place, problem: `${problem} [${check}]`, fix: `in ${path}:${line}:${column}\n${fix}`, at: origin.at ?? '' });
}

/** A finding as a line. @internal */
export function asNote({ path, line, column, severity, check, problem, fix, origin, writer }: GateFinding): string {
  const who = writer ? `${writer} writes it` : origin.at ? `${origin.place} at ${origin.at}` : origin.place;
  return `${path}:${line}:${column}: ${severity} [${check}] ${problem} ${fix.replace(/\s+/g, ' ')} (${who})`;
}

function severityFor(check: SourceCheck | undefined, severity: Severity, pack: PolicyPack): Severity | 'off' {
  const allowed = check?.severityIn(pack) ?? severity;
  if (allowed === 'off') return 'off';
  const { lesser } = require('../checks/severity') as typeof import('../checks/severity');
  return lesser(severity, allowed);
}
