import { DeliveryError } from '../../model/delivery-error';
import { Architecture, Runner } from '../../model/runner';

/** A target triple and the machine that builds it natively. */
export class RustTarget {
  /** 64-bit Intel and AMD Linux. */
  public static readonly X86_64_LINUX = RustTarget.of('x86_64-unknown-linux-gnu', Runner.UBUNTU_24_04);
  /** 64-bit Arm Linux. */
  public static readonly AARCH64_LINUX = RustTarget.of('aarch64-unknown-linux-gnu', Runner.UBUNTU_24_04_ARM);

  /**
   * Another target, or another machine.
   *
   * @throws when the machine has another processor than the target: cross builds need a linker that is not there
   */
  public static of(triple: string, runner: Runner): RustTarget {
    if (!/^[a-z0-9_]+(-[a-z0-9_.]+){1,3}$/.test(triple)) {
      throw new DeliveryError({ place: 'RustTarget.of', problem: `"${triple}" is not a target triple.`, fix: '`rustc --print target-list` lists them.' });
    }
    const wanted = triple.startsWith('aarch64') ? Architecture.ARM64 : triple.startsWith('x86_64') ? Architecture.X64 : undefined;
    if (runner.labels.length !== 1 || (wanted && runner.architecture && runner.architecture !== wanted)) {
      throw new DeliveryError({ place: 'RustTarget.of', problem: `${triple} cannot be built natively on "${runner}".`, fix: 'Name a runner with the processor of the target, such as Runner.UBUNTU_24_04_ARM for aarch64.' });
    }
    return new RustTarget(triple, runner);
  }

  /** The triple. */
  public readonly triple: string;
  /** The machine that builds it. */
  public readonly runner: Runner;

  private constructor(triple: string, runner: Runner) {
    this.triple = triple;
    this.runner = runner;
  }
}
