import { ActionSource } from '../../read/action-source';
import type { RepositorySource } from '../../read/repository-source';
import type { StepHolder, StepSource } from '../../read/step-source';
import { YamlFile } from '../../read/yaml-file';

const foreign = new WeakMap<StepHolder, { readonly index: number; readonly path: string }[]>();

/** The action of this repository that a step runs; undefined where it is none, or another repository may lie there. */
export function localAction(step: StepSource, repository: RepositorySource): ActionSource | undefined {
  const { uses } = step;
  if (uses?.kind !== 'local') return undefined;
  const isOver = foreignCheckouts(step.holder).some(({ index, path }) => index < step.index && (path === '' || `${uses.target}/`.startsWith(`${path}/`)));
  if (isOver && !uses.text.startsWith('$/')) return undefined;
  return repository.action(uses.target) ?? fromTree(uses.target, repository);
}

// One that stands outside of what is looked at is there to be referred to.
function fromTree(folder: string, { tree }: RepositorySource): ActionSource | undefined {
  for (const name of ['action.yml', 'action.yaml']) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const text = tree.read(path);
    if (text !== undefined) return new ActionSource(YamlFile.of(path, text));
  }
  return undefined;
}

function foreignCheckouts(holder: StepHolder): readonly { readonly index: number; readonly path: string }[] {
  let known = foreign.get(holder);
  if (!known) {
    known = holder.steps.filter((step) => step.uses?.is('actions/checkout') && step.inputs.has('repository'))
      .map((step) => ({ index: step.index, path: (step.input('path') ?? '').replace(/^\.\//, '').replace(/\/+$/, '') }));
    foreign.set(holder, known);
  }
  return known;
}
