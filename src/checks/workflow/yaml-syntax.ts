import type { RepositorySource } from '../../read/repository-source';
import type { YamlFile, YamlProblem } from '../../read/yaml-file';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** What a message of the parser means, and how to repair it; the first that fits is told. */
const MEANINGS: readonly (readonly [RegExp, string, string])[] = [
  [/^Source contains multiple documents/, 'A second document begins here, and GitHub reads files with one document only', 'Move it to a file of its own, or remove the line "---".'],
  [/^Tabs are not allowed/, 'The line is indented with a tab', 'Indent with spaces.'],
  [/^(?:Implicit keys need to be on a single line|Implicit map keys need to be followed by map values)/, 'A key is expected here, and no ":" follows it', 'Write ": " behind the key, or align the line with the text it continues.'],
  [/^Nested mappings are not allowed in compact mappings/, 'A text holds ": ", which begins a map', 'Put the text in quotes.'],
  [/^(?:All collection items must start at the same column|All mapping items must start at the same column|A collection cannot be both|A block sequence may not be used)/, 'The line is not aligned with the items before it', 'Start the items of one list or map in the same column.'],
  [/^Missing closing ("|')/, 'The quoted text has no end', 'Close the quote.'],
  [/must end with a [\]}]|^Flow (?:map|sequence) in block collection/, 'The bracket has no matching end, or its lines are not indented', 'Close it, and indent its lines deeper than its key.'],
  [/^Block collections are not allowed within flow collections/, 'A block list or map stands inside brackets', 'Write it inside the brackets too, or without the brackets.'],
  [/^Plain value cannot start with|^Block scalar header|^Unexpected scalar/, 'The text begins or ends with a character that has a meaning in YAML', 'Put the text in quotes.'],
  [/^Invalid escape sequence/, 'A text in double quotes has an unknown escape', 'Write a backslash as \\\\, or use single quotes.'],
];

/** GitHub drops a file that is no YAML: nothing in it runs, and no required check appears. */
export class YamlSyntax extends SourceCheck {
  public readonly id = 'yaml-syntax';
  public readonly description = 'Every workflow and action is one well-formed YAML document.';
  public readonly covers = ['R01'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'syntax-check';

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    for (const { file } of [...repository.workflows, ...repository.actions]) this.look(file, context);
  }

  private look(file: YamlFile, context: CheckContext): void {
    // What follows the first mistake is mostly its consequence.
    const first = file.problems.find(({ message }) => !/^Unresolved alias/.test(message));
    if (first) this.tell(first, context);
  }

  private tell({ message, at }: YamlProblem, context: CheckContext): void {
    const known = MEANINGS.find(([pattern]) => pattern.test(message));
    if (known) context.report(at, `${known[1]}.`, known[2]);
    else context.report(at, `The file is no YAML: ${message.split('\n')[0].replace(/\.$/, '')}.`, 'Repair the line, or the one before it.');
  }
}
