import type { RepositorySource } from '../../read/repository-source';
import type { YamlFile } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { mergeKeys } from './merge-keys';
import { ValidatorCheck } from '../validator-check';

/** GitHub reads anchors and aliases since 2025, yet no merge keys: a file that has one does not run. */
export class YamlAnchors extends ValidatorCheck {
  public readonly id = 'yaml-anchors';
  public readonly description = 'Aliases have an anchor above them, and maps are not merged with "<<".';
  public readonly covers = ['R26'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'syntax-check';
  public readonly messages = [/^Unexpected value '<<'$/];

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    for (const { file } of [...repository.workflows, ...repository.actions]) this.look(file, context);
  }

  // They are found in the YAML itself, also where any key is allowed and the validator says something else.
  protected explain(): undefined {
    return undefined;
  }

  private look(file: YamlFile, context: CheckContext): void {
    for (const { message, at } of file.problems) {
      const name = /^Unresolved alias.*: (\S+)$/.exec(message)?.[1];
      if (name !== undefined) context.report(at, `The alias *${name} has no anchor above it.`, `Write &${name} before the value it stands for, further up in the same file.`);
    }
    for (const merge of mergeKeys(file)) {
      const text = merge.isAlias ? `<<: ${file.text.slice(merge.offset, merge.end)}` : '<<';
      context.report(merge.key, `"${text}" merges maps, which GitHub does not read.`, 'Write the keys out, or let an alias stand for a whole value: "env: *name".');
    }
  }
}
