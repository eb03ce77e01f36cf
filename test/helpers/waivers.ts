import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ToolFinding, ToolName } from './tools';

/** A finding of a tool that is accepted, and why. */
export interface Waiver {
  readonly tool: ToolName;
  readonly rule: string;
  /** `*` is any part of a name, `**` any folders. */
  readonly path: string;
  /** A regular expression that the message has to match. @default - any message */
  readonly message?: string;
  readonly reason: string;
}

export interface Waived {
  /** Findings that no waiver covers. */
  readonly left: ToolFinding[];
  /** Waivers of the tools in question that covered nothing: they can go. */
  readonly unused: Waiver[];
}

export function readWaivers(file = path.join(__dirname, '..', 'data', 'waivers.json')): Waiver[] {
  const waivers = JSON.parse(fs.readFileSync(file, 'utf8')) as Waiver[];
  const vague = waivers.filter((waiver) => !waiver.tool || !waiver.rule || !waiver.path || !waiver.reason);
  if (vague.length > 0) throw new Error(`waivers need tool, rule, path and reason: ${JSON.stringify(vague)}`);
  return waivers;
}

/** Takes away the waived findings of these tools, and tells the waivers that matched none. */
export function waive(tools: ToolName[], findings: ToolFinding[], waivers = readWaivers()): Waived {
  const relevant = waivers.filter((waiver) => tools.includes(waiver.tool));
  return {
    left: findings.filter((finding) => !relevant.some((waiver) => covers(waiver, finding))),
    unused: relevant.filter((waiver) => !findings.some((finding) => covers(waiver, finding))),
  };
}

function covers(waiver: Waiver, finding: ToolFinding): boolean {
  return waiver.tool === finding.tool
    && waiver.rule === finding.rule
    && globPattern(waiver.path).test(finding.path)
    && new RegExp(waiver.message ?? '').test(finding.message);
}

function globPattern(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*\*|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
