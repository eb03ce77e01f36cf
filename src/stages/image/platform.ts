import { DeliveryError } from '../../model/delivery-error';
import { Architecture, Runner } from '../../model/runner';

const ARCHITECTURES: Record<string, Architecture> = { amd64: Architecture.X64, arm64: Architecture.ARM64 };

/** A platform of an image and the machine that builds for it natively: emulation takes hours where a machine takes minutes. */
export class Platform {
  /** 64-bit Intel and AMD Linux. */
  public static readonly AMD64 = Platform.of('linux/amd64', Runner.UBUNTU_24_04);
  /** 64-bit Arm Linux. */
  public static readonly ARM64 = Platform.of('linux/arm64', Runner.UBUNTU_24_04_ARM);

  /**
   * Another platform, or another machine.
   *
   * @throws when the name is no platform of Linux, or the machine has another processor
   */
  public static of(name: string, runner: Runner): Platform {
    const architecture = /^linux\/([a-z0-9]+)(?:\/v[0-9]+)?$/.exec(name)?.[1];
    if (!architecture) throw refuse(`"${name}" is not a platform`, 'Write it as Docker does: linux/amd64, linux/arm64, linux/arm/v7.');
    const wanted = ARCHITECTURES[architecture];
    const hasOther = wanted ? runner.architecture !== undefined && runner.architecture !== wanted : runner.isHosted;
    if (runner.labels.length !== 1 || hasOther) {
      throw refuse(`${name} cannot be built natively on "${runner}"`, 'Name a runner with that processor and a single label, such as Runner.UBUNTU_24_04_ARM for linux/arm64\nor Runner.scaleSet for machines of your own.');
    }
    return new Platform(name, runner);
  }

  /** Its name, such as `linux/arm64`. */
  public readonly name: string;
  /** The machine that builds for it. */
  public readonly runner: Runner;

  private constructor(name: string, runner: Runner) {
    this.name = name;
    this.runner = runner;
  }

  /** Its name without the system, such as `arm64` or `arm-v7`. */
  public get architecture(): string {
    return this.name.split('/').slice(1).join('-');
  }
}

function refuse(problem: string, fix: string): DeliveryError {
  return new DeliveryError({ place: 'Platform.of', problem: `${problem}.`, fix });
}
