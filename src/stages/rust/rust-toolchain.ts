import { IConstruct } from 'constructs';
import { InstallAction } from '../../catalog/actions/install-action';
import { RustCache } from '../../catalog/actions/rust-cache';
import { constructPath } from '../../ci/construct-path';
import { Toolchain, ToolchainRequest } from '../../ci/toolchain';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** How a repository uses Rust. */
export interface RustToolchainOptions {
  /** Toolchain to install. @default - the one that `rust-toolchain.toml` names */
  readonly toolchain?: string;
  /** Folder of `Cargo.toml`. @default '.' */
  readonly directory?: string;
}

/** What a Rust job wants from its toolchain. */
export interface RustToolchainRequest extends ToolchainRequest {
  /** Components such as `clippy`. @default - none */
  readonly components?: string[];
  /** Target triples. @default - that of the machine */
  readonly targets?: string[];
  /** Cargo tools as `name@version`, installed as checked binaries. @default - none */
  readonly tools?: string[];
}

/** Rust by rustup from `rust-toolchain.toml`, a dependency cache per job, and pinned Cargo tools. */
export class RustToolchain extends Toolchain {
  /** Folder of `Cargo.toml`. */
  public readonly directory: string;
  private readonly toolchain?: string;
  private readonly place: string;

  public constructor(scope: IConstruct, options: RustToolchainOptions = {}) {
    super();
    this.place = constructPath(scope);
    this.toolchain = options.toolchain;
    this.directory = options.directory ?? '.';
  }

  public steps(request: ToolchainRequest = {}): Step[] {
    return this.rustSteps(request);
  }

  /** The steps that come after the checkout, with components, targets and tools. */
  public rustSteps(request: RustToolchainRequest = {}): Step[] {
    const { components, targets, tools, version } = request;
    for (const tool of tools ?? []) this.checkTool(tool);
    return [
      ScriptAsset._shipped('rust-toolchain').step({
        ...this.parameter('TOOLCHAIN', version ?? this.toolchain),
        ...this.parameter('COMPONENTS', components?.join(' ')),
        ...this.parameter('TARGETS', targets?.join(' ')),
      }, { id: 'rust-toolchain', name: 'Set up Rust', workingDirectory: this.workingDirectory }),
      ...(request.cache ?? true ? [this.cacheStep()] : []),
      ...(tools && tools.length > 0 ? [this.toolStep(tools)] : []),
    ];
  }

  /** The folder to run in, where it is not the root. */
  public get workingDirectory(): string | undefined {
    return this.directory === '.' ? undefined : this.directory;
  }

  // The job, the toolchain and the lock file are part of the key by the action's own rules.
  private cacheStep(): Step {
    const saveIf = Expr.ne(Expr.github('event_name'), 'pull_request');
    return Step.uses(RustCache.call({ workspaces: this.workingDirectory, saveIf }), { id: 'rust-cache', name: 'Cache dependencies' });
  }

  private toolStep(tools: string[]): Step {
    return Step.uses(InstallAction.call({ tool: tools.join(','), fallback: 'none' }), { id: 'cargo-tools', name: 'Install Cargo tools' });
  }

  private parameter(name: string, value: string | Expr | undefined): Record<string, string | Expr> {
    return value === undefined || value === '' ? {} : { [name]: value };
  }

  private checkTool(tool: string): void {
    if (/^[\w-]+@\d+\.\d+\.\d+$/.test(tool)) return;
    throw new DeliveryError({ place: this.place, problem: `the tool "${tool}" has no exact version.`, fix: 'Write name@1.2.3: a floating tool changes the pipeline under your feet.' });
  }
}
