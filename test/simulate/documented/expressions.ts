import { ActOpinion, DocumentedCase, onPush } from './case';
import { from } from './sources';
import { Event } from '../../../src/simulate/event';

interface Sample {
  readonly id: string;
  readonly title: string;
  readonly source: string | readonly string[];
  readonly stated?: DocumentedCase['stated'];
  /** Expressions with what GitHub makes of them, as text. */
  readonly values: readonly (readonly [expression: string, text: string])[];
  readonly act?: ActOpinion;
}

const OPERATORS = from.expressions('operators');

const SAMPLES: Sample[] = [
  {
    id: 'literals',
    title: 'Literals: null, booleans, numbers as in JSON and hexadecimal, texts with doubled quotes',
    source: from.expressions('literals'),
    values: [['null', ''], ['false', 'false'], ['711', '711'], ['-9.2', '-9.2'], ['0xff', '255'], ['-2.99e-2', '-0.0299'], ["'It''s open source!'", "It's open source!"]],
  },
  {
    id: 'null-equals',
    title: 'Values of different types are compared as numbers: null, false, 0 and an empty text are equal',
    source: OPERATORS,
    values: [['null == false', 'true'], ["'' == 0", 'true'], ["null == ''", 'true'], ["false == ''", 'true'], ['null == 0', 'true']],
  },
  {
    id: 'number-equals',
    title: 'true is 1, and a text is the number it spells',
    source: OPERATORS,
    values: [['true == 1', 'true'], ["'1' == 1", 'true'], ["'0x10' == 16", 'true'], ["'1e1' == 10", 'true'], ["' 2 ' == 2", 'true']],
  },
  {
    id: 'not-a-number',
    title: 'A text that spells no number equals no other type',
    source: OPERATORS,
    values: [["'true' == true", 'false'], ["'abc' == 0", 'false'], ["'false' == false", 'false'], ["'true' == 'true'", 'true'], ["fromJSON('true') == true", 'true']],
  },
  {
    id: 'relations-with-nan',
    title: 'Relations with what is no number are false, either way',
    source: OPERATORS,
    values: [["'abc' < 1", 'false'], ["'abc' >= 1", 'false'], ["1 <= fromJSON('[]')", 'false'], ["'10' > 9", 'true'], ['null < 1', 'true']],
  },
  {
    id: 'ignore-case',
    title: 'Texts are compared without regard to case',
    source: OPERATORS,
    values: [["'MAIN' == 'main'", 'true'], ["github.ref_name == 'Main'", 'true'], ["'a' != 'A'", 'false'], ["'a' < 'B'", 'true']],
  },
  {
    id: 'same-instance',
    title: 'Lists and objects are equal only when they are the same',
    source: OPERATORS,
    values: [["fromJSON('[1]') == fromJSON('[1]')", 'false'], ['github.event == github.event', 'true']],
    act: { differs: 'tell.v0 empty, tell.v1 empty' },
  },
  {
    id: 'names-ignore-case',
    title: 'Names of contexts, properties and functions are found without regard to case (only the source says so)',
    source: from.runner('Sdk/Expressions/ExpressionConstants.cs'),
    stated: 'source',
    values: [['GitHub.Ref_Name', 'main'], ["github['REF_NAME']", 'main'], ["STARTSWITH('abc', 'a')", 'true']],
    act: { differs: 'tell.v1 empty' },
  },
  {
    id: 'and-or-values',
    title: '&& and || give one of their operands, not a boolean (only the source says so)',
    source: from.runner('Sdk/Expressions/Sdk/Operators/And.cs'),
    stated: 'source',
    values: [["true && 'yes' || 'no'", 'yes'], ["false && 'yes' || 'no'", 'no'], ["'' || 'fallback'", 'fallback'], ["github.head_ref || 'none'", 'none'], ["true && '' || 'no'", 'no']],
  },
  {
    id: 'not',
    title: '! turns what is empty into true',
    source: from.expressions('literals'),
    values: [["!''", 'true'], ['!null', 'true'], ["!'false'", 'false'], ['!0', 'true'], ['!(1 == 2)', 'true']],
  },
  {
    id: 'contains',
    title: 'contains finds a text in a text, and an element in a list, without regard to case',
    source: from.expressions('contains'),
    values: [
      ["contains('Hello world', 'llo')", 'true'], ["contains('Hello world', 'WORLD')", 'true'],
      ["contains(fromJSON('[\"push\", \"pull_request\"]'), github.event_name)", 'true'],
      ["contains(fromJSON('[\"push\", \"pull_request\"]'), 'pull')", 'false'],
      ["contains(fromJSON('[\"Push\"]'), 'push')", 'true'], ["contains('v10', 10)", 'true'],
    ],
  },
  {
    id: 'starts-and-ends',
    title: 'startsWith and endsWith ignore case and take everything as text',
    source: from.expressions('startswith'),
    values: [["startsWith('Hello world', 'He')", 'true'], ["startsWith('Hello', 'hE')", 'true'], ["endsWith('Hello world', 'ld')", 'true'], ['startsWith(123, 12)', 'true'], ["startsWith('Hello', '')", 'true']],
  },
  {
    id: 'format',
    title: 'format puts values into a text; doubled braces are braces',
    source: from.expressions('format'),
    values: [["format('Hello {0} {1} {2}', 'Mona', 'the', 'Octocat')", 'Hello Mona the Octocat'], ["format('{{Hello {0} {1} {2}!}}', 'Mona', 'the', 'Octocat')", '{Hello Mona the Octocat!}'], ["format('{1}{0}{1}', 1, true)", 'true1true']],
  },
  {
    id: 'join',
    title: 'join puts a comma between values unless told otherwise',
    source: from.expressions('join'),
    values: [["join(fromJSON('[\"bug\", \"help wanted\"]'), ', ')", 'bug, help wanted'], ["join(fromJSON('[1, true, \"x\"]'))", '1,true,x'], ["join('alone', '-')", 'alone']],
  },
  {
    id: 'object-filter',
    title: '* takes one property of all elements',
    source: from.expressions('object-filters'),
    values: [
      ["join(fromJSON('[{\"name\":\"apple\",\"quantity\":1},{\"name\":\"orange\",\"quantity\":2},{\"name\":\"pear\",\"quantity\":1}]').*.name, ' ')", 'apple orange pear'],
    ],
  },
  {
    id: 'object-filter-of-some',
    title: '* leaves out elements without the property (only the source says so)',
    source: from.runner('Sdk/Expressions/Sdk/Operators/Index.cs'),
    stated: 'source',
    values: [["join(fromJSON('[{\"name\":\"a\"},{\"size\":1},{\"name\":\"b\"}]').*.name, ' ')", 'a b']],
    act: { differs: 'tell.v0 a  b' },
  },
  {
    id: 'from-json',
    title: 'fromJSON gives booleans, numbers, lists and objects',
    source: from.expressions('fromjson'),
    values: [["fromJSON('3') == 3", 'true'], ["fromJSON('{\"a\":{\"b\":[1,2]}}').a.b[1]", '2'], ["fromJSON('true') && 'on'", 'on'], ["fromJSON('[1,2]')[5]", '']],
  },
  {
    id: 'absent-property',
    title: 'A property that is not there is null, and so is everything below it',
    source: from.contexts('about-contexts'),
    values: [['github.event.nothing.at.all', ''], ['github.event.nothing == null', 'true'], ["github.event.pull_request.number || 'none'", 'none']],
  },
  {
    id: 'case',
    title: 'case gives the value behind the first predicate that is true, or the default',
    source: from.expressions('case'),
    values: [
      ["case(github.ref == 'refs/heads/main', 'production', 'development')", 'production'],
      ["case(github.ref == 'refs/heads/staging', 'staging', startsWith(github.ref, 'refs/heads/feature/'), 'development', 'unknown')", 'unknown'],
    ],
    act: { differs: 'refused' },
  },
  {
    id: 'texts-of-numbers',
    title: 'Numbers become texts in decimal form',
    source: from.expressions('functions'),
    values: [['1.0', '1'], ['1.50', '1.5'], ["format('{0}', 1e3)", '1000'], ['true', 'true']],
  },
];

/** What expressions give: one job tells each as an output. */
export const expressionCases: DocumentedCase[] = SAMPLES.map(({ id, title, source, stated, values, act = 'agrees' }) => ({
  id: `expressions/${id}`,
  title,
  source,
  stated,
  workflow: onPush({ tell: `outputs:\n${values.map(([expression], index) => `  v${index}: ${JSON.stringify(`\${{ ${expression} }}`)}`).join('\n')}` }),
  event: Event.push({ branch: 'main' }),
  expected: { outputs: { tell: Object.fromEntries(values.map(([, text], index) => [`v${index}`, text])) } },
  act,
}));
