import type { Project } from 'projen';
import { Acknowledgement } from './acknowledgement';
import { Attribution, ComposedFile } from './attribution';
import type { Ci } from './ci';
import { asError, asNote, GateFinding, inspectFiles, setAside } from './gate';
import { nearest } from '../catalog/nearest';
import type { Check } from '../checks/check';
import { runChecks } from '../checks/composition/run-checks';
import { PolicyPack } from '../checks/policy-pack';
import { marked } from '../files/marked';
import { DeliveryError } from '../model/delivery-error';
import { Workflow } from '../model/workflow';

interface Composition {
  readonly workflows: Workflow[];
  readonly acknowledgements: Acknowledgement[];
  /** Where the stage or pipeline of a construct path was written; empty where that is unknown. */
  readonly lineOf: (place: string) => string;
}

/** Checks what is composed. @throws all findings in one error @internal */
export function verifyModel({ workflows, checks, acknowledgements, lineOf }: Composition & { readonly checks: Check[] }): void {
  checkKnown(acknowledgements, checks);
  const found = runChecks(workflows, checks).map((finding) => ({ ...finding, path: '', origin: { place: finding.place } }));
  const findings = setAside(found, acknowledgements, new Date());
  if (findings.length === 0) return;
  throw DeliveryError.combine(findings.map((finding) => new DeliveryError({
    place: finding.place, problem: `${finding.problem} [${finding.check}]`, fix: finding.fix, at: finding.at ?? lineOf(finding.place),
  })));
}

/**
 * Checks what is about to be written, and tells what is no error.
 *
 * @throws all errors in one
 * @internal
 */
export function verifyFiles(input: Composition & {
  readonly project: Project;
  readonly own: ReadonlySet<string>;
  readonly removed: readonly string[];
  readonly pack: PolicyPack;
  readonly composed: ComposedFile[];
}): string[] {
  if (input.own.size === 0) return [];
  const { acknowledgements } = input;
  const attribution = new Attribution(input.workflows, input.composed, input.lineOf);
  const today = new Date();
  const findings = setAside(inspectFiles({ ...input, attribution }), acknowledgements, today);
  const errors = findings.filter((finding) => isRefused(finding, input.pack));
  const unused = acknowledgements.filter((each) => !each.implied && each.holds(today) && each.accepted.length === 0);
  const refusals = unused.map((each) => each.refuse('nothing is found that it accepts.', 'Remove it, or correct the name of the check or `in`.'));
  if (errors.length + refusals.length > 0) throw DeliveryError.combine([...errors.map(asError), ...refusals]);
  // Hints are for `projen-delivery check`: a synth that always says something is not listened to.
  return [...findings.filter(({ severity }) => severity !== 'info').map(asNote), ...acknowledgements.flatMap((each) => toldAs(each, today))];
}

/** Writes what was accepted where zizmor and actionlint read it. @internal */
export function addWaivers(ci: Ci, acknowledgements: Acknowledgement[]): void {
  if (acknowledgements.every(({ accepted }) => accepted.length === 0)) return;
  const { sourceChecks } = require('../checks/registry') as typeof import('../checks/registry');
  const { actionlintConfig } = require('./actionlint-config') as typeof import('./actionlint-config');
  const { zizmorConfig } = require('./zizmor-config') as typeof import('./zizmor-config');
  const checks = new Map(sourceChecks().map((check) => [check.id, check]));
  const texts = {
    '.github/zizmor.yml': zizmorConfig(acknowledgements, (id) => checks.get(id)?.zizmor),
    '.github/actionlint.yaml': actionlintConfig(acknowledgements, (id) => checks.get(id)?.actionlint),
  };
  for (const [path, text] of Object.entries(texts)) if (text !== undefined) ci._addFile(path, { render: (marker) => marked(text, marker) });
}

// What we write is right or is not written. Files of others are theirs to repair: under the baseline what is wrong in them is told.
function isRefused(finding: GateFinding, pack: PolicyPack): boolean {
  if (finding.writer === undefined) return finding.severity !== 'info';
  return finding.severity === 'error' && pack !== PolicyPack.BASELINE;
}

function toldAs(acknowledgement: Acknowledgement, today: Date): string[] {
  const { check, accepted, implied, options: { reason, until } } = acknowledgement;
  if (implied) return [];
  if (!acknowledgement.holds(today)) return [`The acknowledgement of ${check} ended on ${until}: ${reason}`];
  const end = until === undefined ? '' : ` until ${until}`;
  return [`${accepted.length} ${accepted.length === 1 ? 'finding' : 'findings'} of ${check} accepted${end}: ${reason}`];
}

function checkKnown(acknowledgements: Acknowledgement[], checks: Check[]): void {
  if (acknowledgements.length === 0) return;
  const { sourceChecks } = require('../checks/registry') as typeof import('../checks/registry');
  const ids = [...sourceChecks(), ...checks].map(({ id }) => id);
  const unknown = acknowledgements.filter(({ check }) => !ids.includes(check));
  if (unknown.length === 0) return;
  throw DeliveryError.combine(unknown.map((each) => {
    const near = nearest(each.check, ids);
    return each.refuse('there is no such check.', `${near ? `Did you mean "${near}"? ` : ''}\`npx projen-delivery check --rules\` lists them.`);
  }));
}
