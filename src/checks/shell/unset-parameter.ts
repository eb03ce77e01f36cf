import { ScriptSource } from '../../read/script-source';
import type { ShellNode } from '../../read/shell-node';
import { optionsAt } from '../../read/shell-options';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Under `set -u` an argument that was not given ends the script with "1: unbound variable", which helps nobody who calls it. */
export class UnsetParameter extends SourceCheck {
  public readonly id = 'unset-parameter';
  public readonly description = 'A script that ends at unset variables says which argument it lacks.';
  public readonly covers = ['R31'];
  public readonly severity = { baseline: 'info', hardened: 'error' } as const;

  public visitShell(shell: ShellSource, owner: StepSource | ScriptSource, context: CheckContext): void {
    if (!(owner instanceof ScriptSource)) return;
    const told = new Set<string>();
    for (const place of shell.placesOf('ParamExp', 'CallExpr')) {
      const { node } = place;
      if (looksAtArguments(node)) return;
      const name = String(node.Param?.Value ?? '');
      if (node.type !== 'ParamExp' || !/^[1-9]\d*$/.test(name) || told.has(name)) continue;
      if (place.around.some(({ type }) => type === 'FuncDecl')) continue;
      told.add(name);
      if (node.Exp || !optionsAt(shell, node, place.around).nounset) continue;
      context.report(shell.at(node), `$${name} is read under \`set -u\`: without that argument the script ends with "${name}: unbound variable".`,
        `Say what is missing: "\${${name}:?usage: ${owner.path.split('/').pop()} …}", or give it a default: "\${${name}:-}".`);
    }
  }
}

// Counting them, taking them in a loop or setting them anew: the script knows how many there are.
function looksAtArguments(node: ShellNode): boolean {
  if (node.type === 'ParamExp' && (node.Param?.Value === '#' || (node.Length && node.Param?.Value === '@'))) return true;
  if (node.type !== 'CallExpr') return false;
  const [first, second] = (node.Args as ShellNode[] | undefined) ?? [];
  const name = first?.Parts?.[0]?.Value;
  return name === 'getopts' || name === 'shift' || (name === 'set' && second?.Parts?.[0]?.Value === '--');
}
