import { DeliveryError } from './delivery-error';
import { Expr } from './expr';
import { RUNNER_LABELS, RunnerLabelFact } from './runner-labels.const';

/** Processor of a runner. */
export enum Architecture {
  /** 64-bit Intel and AMD. */
  X64 = 'x64',
  /** 64-bit Arm. */
  ARM64 = 'arm64',
}

/** What is known about a self-hosted runner. */
export interface SelfHostedRunnerOptions {
  /** Processor of the machines. @default - unknown, nothing is checked */
  readonly architecture?: Architecture;
}

/**
 * The machine a job runs on. Hosted labels are fixed images: `-latest` moves under a pipeline's feet.
 *
 * @see https://docs.github.com/en/actions/reference/runners/github-hosted-runners
 */
export class Runner {
  /** Ubuntu 26.04, x64. */
  public static readonly UBUNTU_26_04 = Runner.hosted('ubuntu-26.04');
  /** Ubuntu 26.04, Arm. */
  public static readonly UBUNTU_26_04_ARM = Runner.hosted('ubuntu-26.04-arm');
  /** Ubuntu 24.04, x64: the default. */
  public static readonly UBUNTU_24_04 = Runner.hosted('ubuntu-24.04');
  /** Ubuntu 24.04, Arm. */
  public static readonly UBUNTU_24_04_ARM = Runner.hosted('ubuntu-24.04-arm');
  /** Ubuntu 22.04, x64; removed on 2027-04-17. */
  public static readonly UBUNTU_22_04 = Runner.hosted('ubuntu-22.04');
  /** Ubuntu 22.04, Arm; removed on 2027-04-17. */
  public static readonly UBUNTU_22_04_ARM = Runner.hosted('ubuntu-22.04-arm');
  /** Windows Server 2025, x64. */
  public static readonly WINDOWS_2025 = Runner.hosted('windows-2025');
  /** Windows Server 2022, x64. */
  public static readonly WINDOWS_2022 = Runner.hosted('windows-2022');
  /** macOS 26, Arm. */
  public static readonly MACOS_26 = Runner.hosted('macos-26');
  /** macOS 15, Arm. */
  public static readonly MACOS_15 = Runner.hosted('macos-15');

  /**
   * A hosted image by its label.
   *
   * @throws when the label is unknown, retired or floating
   */
  public static hosted(label: string): Runner {
    const fact = RUNNER_LABELS[label];
    const usable = Object.keys(RUNNER_LABELS).filter((name) => RUNNER_LABELS[name].status !== 'retired');
    if (label.endsWith('-latest')) throw refuse(label, 'moves to another image without notice', usable);
    if (!fact) throw refuse(label, 'is not a hosted runner', usable);
    if (fact.status === 'retired') throw refuse(label, `was removed${fact.retires ? ` on ${fact.retires}` : ''}`, usable);
    return new Runner([label], { fact });
  }

  /** Machines of one's own that carry all of the labels. `self-hosted` is added. */
  public static selfHosted(labels: string[], options: SelfHostedRunnerOptions = {}): Runner {
    return new Runner(['self-hosted', ...labels.map((label) => named('Runner.selfHosted', label))], { architecture: options.architecture });
  }

  /** A runner scale set of Actions Runner Controller, addressed by its one name. */
  public static scaleSet(name: string, options: SelfHostedRunnerOptions = {}): Runner {
    return new Runner([named('Runner.scaleSet', name)], { architecture: options.architecture });
  }

  /** Any runner of a group, or those of the group that carry the labels. */
  public static group(group: string, labels: string[] = [], options: SelfHostedRunnerOptions = {}): Runner {
    for (const label of labels) named('Runner.group', label);
    return new Runner(labels, { group: named('Runner.group', group), architecture: options.architecture });
  }

  /** The runner named by an expression, such as a matrix axis of labels. */
  public static expression(expression: Expr): Runner {
    return new Runner([], { expression });
  }

  /** Labels, all of which the machine carries. */
  public readonly labels: string[];
  /** Runner group. */
  public readonly groupName?: string;
  /** The expression that names it. */
  public readonly computed?: Expr;
  /** Processor, where known. */
  public readonly architecture?: Architecture;
  /** Whether GitHub hosts it. */
  public readonly isHosted: boolean;
  /** The day its image is removed (ISO), where announced. */
  public readonly retires?: string;

  private constructor(labels: string[], parts: { fact?: RunnerLabelFact; group?: string; expression?: Expr; architecture?: Architecture }) {
    this.labels = labels;
    this.groupName = parts.group;
    this.computed = parts.expression;
    this.architecture = parts.fact ? (parts.fact.architecture as Architecture) : parts.architecture;
    this.isHosted = parts.fact !== undefined;
    this.retires = parts.fact?.retires;
  }

  /** A short name for messages. */
  public toString(): string {
    return this.computed?.render() ?? [this.groupName, ...this.labels].filter((part) => part !== undefined).join(', ');
  }
}

function named(place: string, name: string): string {
  if (name.trim() === '' || name.includes('${{')) {
    throw new DeliveryError({ place, problem: `"${name}" is not a label.`, fix: 'Give the label as it was registered; use Runner.expression for a computed one.' });
  }
  return name;
}

function refuse(label: string, problem: string, usable: string[]): DeliveryError {
  return new DeliveryError({ place: 'Runner.hosted', problem: `"${label}" ${problem}.`, fix: `Use one of: ${usable.join(', ')}.` });
}
