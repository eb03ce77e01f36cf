import { IConstruct } from 'constructs';
import { Project } from 'projen';
import { CompositeAction } from '../../ci/composite-action';
import { Expr } from '../../model/expr';
import { ScriptAsset } from '../../script/script-asset';

const ID = 'setup-kvm';

/** The composite action that makes KVM and libvirt usable by the runner's user, and proves it. One per project. */
export class SetupKvmAction extends CompositeAction {
  /** The action of the project that a construct belongs to; created on first use. */
  public static of(scope: IConstruct): SetupKvmAction {
    const { root } = Project.of(scope);
    return (root.node.tryFindChild(ID) as SetupKvmAction | undefined) ?? new SetupKvmAction(root);
  }

  private constructor(scope: IConstruct) {
    const setup = ScriptAsset._shipped('setup-kvm').actionStep(
      { PACKAGES: Expr.input('packages'), COMMANDS: Expr.input('commands'), LIBVIRT: Expr.input('libvirt') },
      { id: 'setup', name: 'Set up KVM and libvirt' },
    );
    super(scope, ID, {
      name: 'Set up KVM',
      description: 'Installs KVM and libvirt and proves that the current user can use both.',
      inputs: {
        packages: { description: 'Further apt packages to install, separated by spaces.' },
        commands: { description: 'Commands that must exist afterwards, separated by spaces.' },
        libvirt: { description: 'Whether libvirt is set up as well: true or false.', defaultValue: 'true' },
      },
      outputs: {
        'kvm': { description: 'The word true once KVM is usable.', value: setup.output('kvm') },
        'qemu-version': { description: 'Version of QEMU.', value: setup.output('qemu-version') },
        'libvirt-version': { description: 'Version of libvirt; empty without libvirt.', value: setup.output('libvirt-version') },
      },
      steps: [setup],
    });
  }
}
