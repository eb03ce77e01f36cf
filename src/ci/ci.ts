import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { IConstruct } from 'constructs';
import { Component, JsonFile, JsonPatch, Project } from 'projen';
import { AcknowledgeOptions } from './acknowledge-options';
import { Acknowledgement } from './acknowledgement';
import type { ComposedFile } from './attribution';
import type { Pipeline } from './pipeline';
import { pinnedCatalog, produceFiles } from './produce-files';
import { Sentinel } from './sentinel';
import { describeChanges } from './summary';
import { addWaivers, verifyFiles, verifyModel } from './verification';
import { ActionCatalog } from '../catalog/action-catalog';
import { Check } from '../checks/check';
import { standardChecks } from '../checks/composition/registry';
import { PolicyPack } from '../checks/policy-pack';
import { contentHash, endangeredFiles, orphanedFiles, OVERWRITE, STATE_FILE } from '../files/disk-guard';
import { GeneratedFile, GeneratedFileOptions, IRendered } from '../files/generated-file';
import { AcceptedFinding, INVENTORY_FILE, inventoryOf } from '../inventory/inventory';
import { ActionCall } from '../model/action-call';
import { callSite } from '../model/call-site';
import { DeliveryError } from '../model/delivery-error';
import { Workflow } from '../model/workflow';

const ID = 'projen-delivery';

/** Something that brings files: a pipeline, a composite action, a configuration file. */
export interface IFileSource {
  /** Registers its files; called at synth, after every construct exists. */
  produce(ci: Ci): void;
}

/**
 * One per project: knows what is composed, checks it before a file is touched, and owns the files.
 */
export class Ci extends Component {
  /** The registry of the project that a construct belongs to; created on first use. */
  public static of(scope: IConstruct): Ci {
    const { root } = Project.of(scope);
    return (root.node.tryFindChild(ID) as Ci | undefined) ?? new Ci(root);
  }

  private readonly sources: IFileSource[] = [];
  private readonly pipelineList: Pipeline[] = [];
  private readonly checks: Check[] = standardChecks();
  private readonly files: GeneratedFile[] = [];
  private readonly standalone: Workflow[] = [];
  private readonly noteList: string[] = [];
  private readonly patches = new Map<string, JsonPatch[]>();
  private catalogInUse?: ActionCatalog;
  private pinnedInUse?: ActionCatalog;
  private changes: string[] = [];
  private readonly pinned: ActionCall[] = [];
  private orphans: string[] = [];
  private verified = false;
  private readonly acknowledgements: Acknowledgement[] = [];
  private readonly composed: ComposedFile[] = [];
  private pack = PolicyPack.BASELINE;

  private constructor(project: Project) {
    super(project, ID);
    this._sentinel();
  }

  /** The pipelines of the project. */
  public get pipelines(): Pipeline[] {
    return [...this.pipelineList];
  }

  /** Every workflow of the project. */
  public get workflows(): Workflow[] {
    return [...this.pipelineList.flatMap((pipeline) => pipeline.workflows), ...this.standalone];
  }

  /** Actions and their pins. */
  public get catalog(): ActionCatalog {
    this.catalogInUse ??= ActionCatalog.standard();
    return this.catalogInUse;
  }

  /** Replaces the actions and pins, for example by `catalog.with(…)`. */
  public useCatalog(catalog: ActionCatalog): void {
    this.checkOpen('a catalogue');
    this.catalogInUse = catalog;
  }

  /** Adds a rule of your own that every workflow must keep. */
  public addCheck(check: Check): void {
    this.checkOpen(`the check "${check.id}"`);
    this.checks.push(check);
  }

  /**
   * How strict the checks are with files that other components write, such as projen's own workflows. What this library
   * writes is held to the hardened pack at least.
   *
   * Under the baseline, findings in files of others are told; under the other packs they are errors.
   */
  public usePolicy(pack: PolicyPack): void {
    this.checkOpen(`the policy "${pack}"`);
    this.pack = pack;
  }

  /**
   * Accepts what a check finds. It is told at each synth, stands in `.projen/inventory.json`, and is written down where
   * zizmor and actionlint read it.
   *
   * @throws when the check is unknown or the reason says nothing; at synth when nothing was found that it accepts
   */
  public acknowledge(check: string, options: AcknowledgeOptions): void {
    this.checkOpen(`the acknowledgement of "${check}"`);
    this.acknowledgements.push(new Acknowledgement(check, options, callSite()));
  }

  /** Accepts what an option of a construct asks for by its meaning, where it is found. @internal */
  public _accept(check: string, path: string, reason: string, at: string | undefined): void {
    this.acknowledgements.push(new Acknowledgement(check, { reason, in: path }, at, true));
  }

  /** Adds a workflow that belongs to no pipeline. */
  public addWorkflow(workflow: Workflow): Workflow {
    this.checkOpen(`the workflow "${workflow.id}"`);
    this.standalone.push(workflow);
    this._sentinel();
    return workflow;
  }

  /** Adds a source of files. */
  public addSource(source: IFileSource): void {
    this.checkOpen('a source of files');
    this.sources.push(source);
    this._sentinel();
  }

  /**
   * The last resort: changes a generated YAML file by JSON patches, after everything else. Comments of what stays are kept;
   * expressions in shell text and unpinned actions are refused here as well.
   */
  public patchFile(path: string, ...patches: JsonPatch[]): void {
    this.checkOpen(`a patch of ${path}`);
    this.patches.set(path, [...(this.patches.get(path) ?? []), ...patches]);
    this._sentinel();
  }

  /** Says something at the end of the synth that is no error, such as a version near its end of life. */
  public note(text: string): void {
    if (!this.noteList.includes(text)) this.noteList.push(text);
  }

  /** What is told at the end of the synth. */
  public get notes(): string[] {
    return [...this.noteList];
  }

  /**
   * Adds a generated file. The same file from two places is written once.
   *
   * @throws when two places want different texts at one path
   * @internal
   */
  public _addFile(path: string, source: IRendered, options: GeneratedFileOptions = {}): void {
    const other = this.files.find((file) => file.path === path);
    if (!other && this.project.tryFindFile(path)) {
      throw new DeliveryError({ place: path, problem: 'another component of the project writes this file.', fix: 'Give the construct another name, or leave that component out.' });
    }
    if (!other) {
      this.files.push(new GeneratedFile(this.project, path, source, options));
    } else if (other.source.render('') !== source.render('')) {
      throw new DeliveryError({ place: path, problem: 'two constructs want different texts in this file.', fix: 'Give one of them another name.', at: '' });
    }
  }

  /** Keeps the pins of these actions in the repository's pins file. @internal */
  public _pin(...actions: ActionCall[]): void {
    this.pinned.push(...actions);
  }

  /** The catalogue under the repository's own pins; read once, when everything is composed. @internal */
  public get _pinnedCatalog(): ActionCatalog {
    this.pinnedInUse ??= pinnedCatalog(this);
    return this.pinnedInUse;
  }

  /** Actions that are called outside of workflows. @internal */
  public get _pinned(): ActionCall[] {
    return [...this.pinned];
  }

  /** @internal */
  public _add(pipeline: Pipeline): void {
    if (!this.pipelineList.includes(pipeline)) {
      this.checkOpen(`the pipeline ${pipeline.path}`);
      this.pipelineList.push(pipeline);
    }
    this._sentinel();
  }

  /** Tells which construct an action's file comes from. @internal */
  public _addComposed(file: ComposedFile): void {
    this.composed.push(file);
  }

  /** Checks the model, registers the files and checks those. Nothing on disk has changed when it throws. @internal */
  public _verify(): void {
    const { workflows } = this;
    verifyModel({ workflows, checks: this.checks, acknowledgements: this.acknowledgements, lineOf: (place) => this.lineOf(place) });
    for (const source of this.sources) source.produce(this);
    produceFiles(this, workflows);
    this.patch();
    if (workflows.length > 0) this._addFile(INVENTORY_FILE, { render: () => `${JSON.stringify(inventoryOf(workflows, this.accepted()), undefined, 2)}\n` });
    this.orphans = orphanedFiles(this.project.outdir, this.files);
    const notes = verifyFiles({
      project: this.project,
      own: new Set(this.files.map(({ path }) => path)),
      removed: this.orphans,
      pack: this.pack,
      workflows,
      composed: this.composed,
      acknowledgements: this.acknowledgements,
      lineOf: (place) => this.lineOf(place),
    });
    for (const note of notes) this.note(note);
    addWaivers(this, this.acknowledgements);
    this.guard();
    this.orphans = orphanedFiles(this.project.outdir, this.files);
    this.changes = describeChanges(this.project.outdir, this.files, this.orphans);
    if (this.files.length > 0) new JsonFile(this.project, STATE_FILE, { obj: () => ({ files: this.hashes() }) });
    this.verified = true;
  }

  // projen removes read-only files alone, so what bots may write to would stay.
  public synthesize(): void {
    for (const path of this.orphans) rmSync(join(this.project.outdir, path), { force: true });
  }

  /** Tells what was written. @internal */
  public _report(): void {
    for (const line of this.changes) this.project.logger.info(line);
    for (const note of this.noteList) this.project.logger.warn(note);
  }

  // projen asks each component once: what comes after the check would be neither checked nor written.
  private checkOpen(what: string): void {
    if (!this.verified) return;
    throw new DeliveryError({ place: 'Ci', problem: `${what} comes after everything was checked.`, fix: 'Add it while the project is composed, not in the `preSynthesize` of a component that comes later.' });
  }

  private accepted(): AcceptedFinding[] {
    return this.acknowledgements.filter(({ accepted }) => accepted.length > 0).map((each) => each.told);
  }

  private patch(): void {
    for (const [path, patches] of this.patches) {
      const file = this.files.find((each) => each.path === path);
      if (!file || !/\.ya?ml$/.test(path)) {
        const known = this.files.map((each) => each.path).filter((each) => /\.ya?ml$/.test(each));
        throw new DeliveryError({ place: path, problem: 'there is no such generated YAML file to patch.', fix: `Generated are: ${known.join(', ')}.` });
      }
      file.patch(...patches);
      file.text();
    }
  }

  // Where the stage or pipeline of that path was written; empty where that is unknown.
  private lineOf(place: string): string {
    const constructs = this.pipelineList.flatMap((pipeline) => [...pipeline.stages, pipeline]);
    return constructs.find(({ path }) => `${place}/`.startsWith(`${path}/`))?.at ?? '';
  }

  private guard(): void {
    if (process.env[OVERWRITE]) return;
    const endangered = endangeredFiles(this.project.outdir, this.files);
    if (endangered.length > 0) throw DeliveryError.combine(endangered.map((details) => new DeliveryError({ ...details, at: '' })));
  }

  private hashes(): Record<string, string> {
    const entries = this.files.map((file) => [file.path, contentHash(file.text())]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Keeps the check the last thing before files are touched. */
  private _sentinel(): void {
    this.project.node.tryRemoveChild(Sentinel.ID);
    new Sentinel(this.project, this);
  }
}
