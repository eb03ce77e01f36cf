import type { ScriptSource } from '../../read/script-source';
import type { ShellCommand, ShellWord } from '../../read/shell-command';
import type { ShellNode } from '../../read/shell-node';
import { programOf } from '../../read/shell-program';
import type { ShellSource } from '../../read/shell-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

// Options that take a value, `curl --help all`.
const SHORT_WITH_VALUE = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';
const LONG_WITHOUT_VALUE = /^--(?:append|anyauth|basic|compressed|create-dirs|digest|fail|fail-early|fail-with-body|form-escape|get|globoff|head|http[\d.]*(?:-prior-knowledge)?|include|insecure|ipv[46]|junk-session-cookies|list-only|location|location-trusted|manual|negotiate|netrc|netrc-optional|next|no-[a-z-]+|ntlm|parallel|path-as-is|post30[123]|progress-bar|proto-redir|raw|remote-[a-z-]+|retry-all-errors|retry-connrefused|show-error|silent|ssl|ssl-reqd|styled-output|tcp-nodelay|tls.*|tr-encoding|use-ascii|verbose|version|xattr)$/;
const RANGE = /^\[(?:\d+-\d+|[a-zA-Z]-[a-zA-Z])(?::\d+)?\]/;

/**
 * curl reads brackets and braces in a URL as ranges and lists, and refuses what is none without sending anything; `[]` it
 * has passed on since 7.57.
 *
 * @see https://curl.se/docs/manpage.html#-g
 * @see https://github.com/curl/curl/pull/2048
 */
export class CurlGlobbing extends SourceCheck {
  public readonly id = 'curl-globbing';
  public readonly description = 'No URL given to curl has brackets or braces that curl takes for a pattern.';
  public readonly covers = ['R31'];
  public readonly severity = { baseline: 'error' } as const;

  public visitShell(shell: ShellSource, _owner: StepSource | ScriptSource, context: CheckContext): void {
    for (const command of shell.commands) {
      const { name, args } = programOf(command);
      if (name !== 'curl' || args.some(isGloboff)) continue;
      for (const url of urlsOf(args)) {
        const pattern = patternIn(url.node, false);
        if (pattern === undefined) continue;
        const isSent = /^\{[^{]+\}$/.test(pattern);
        context.report(shell.at(url.node), `curl takes "${pattern}" in this URL for a pattern of its own and sends ${isSent ? 'the URL without the braces' : 'nothing'}.`,
          'Give curl `--globoff`, or send the query with `--get --data-urlencode \'query=…\'`.');
      }
    }
  }
}

function isGloboff({ text }: ShellWord): boolean {
  return text === '--globoff' || /^-[a-zA-Z#]*g/.test(text ?? '') && !new RegExp(`^-[a-zA-Z#]*[${SHORT_WITH_VALUE}].*g`).test(text ?? '');
}

function urlsOf(args: ShellCommand['args']): ShellWord[] {
  const urls: ShellWord[] = [];
  for (let index = 0; index < args.length; index++) {
    const { raw } = args[index];
    if (raw === '--url') urls.push(args[++index]);
    else if (raw.startsWith('--')) index += LONG_WITHOUT_VALUE.test(raw) ? 0 : 1;
    else if (/^-./.test(raw)) index += takesNext(raw) ? 1 : 0;
    else urls.push(args[index]);
  }
  return urls.filter((word) => word !== undefined && /:\/\/|[?/]/.test(word.raw));
}

// Of letters that stand together the first with a value takes the rest, or the next word where nothing is left.
function takesNext(raw: string): boolean {
  const at = [...raw].findIndex((letter, index) => index > 0 && SHORT_WITH_VALUE.includes(letter));
  return at === raw.length - 1;
}

// Only what is written in quotes: outside of them the shell has patterns of its own.
function patternIn(word: ShellNode, quoted: boolean): string | undefined {
  let before = '';
  for (const part of (word.Parts as ShellNode[] | undefined) ?? []) {
    const text = part.type === 'SglQuoted' ? String(part.Value) : part.type === 'Lit' ? unescaped(String(part.Value), quoted) : undefined;
    const found = part.type === 'DblQuoted' ? patternIn(part, true) : text === undefined ? undefined : patternOf(text, before, quoted || part.type === 'SglQuoted');
    if (found !== undefined) return found;
    before += text ?? '_';
  }
  return undefined;
}

// As curl gets it.
function unescaped(text: string, quoted: boolean): string {
  return text.replace(quoted ? /\\([\\"$`])/g : /\\(.)/g, '$1');
}

function patternOf(text: string, before: string, quoted: boolean): string | undefined {
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') {index++;} else if (text[index] === '[') {
      const rest = text.slice(index);
      const isAddress = /(?::\/\/|@)$/.test(before + text.slice(0, index)) || /^\[[\da-f:.%]*:[\da-f:.%]*\]/i.test(rest);
      if (!isAddress && !RANGE.test(rest) && !rest.startsWith('[]') && /\]/.test(rest)) return /^\[[^\]]*\]/.exec(rest)?.[0];
      if (isAddress || RANGE.test(rest)) index += rest.indexOf(']');
    } else if (text[index] === '{' && quoted && /^\{(?:\}|[^}]*["':][^}]*\})/.test(text.slice(index))) {return /^\{[^}]*\}/.exec(text.slice(index))?.[0];}
  }
  return undefined;
}
