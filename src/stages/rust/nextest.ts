import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ci } from '../../ci/ci';
import { Stage } from '../../ci/stage';
import { marked } from '../../files/marked';
import { Expr } from '../../model/expr';
import { NEXTEST_VERSION } from '../tool-versions';

const SOURCE = join(__dirname, '..', '..', '..', 'assets', 'config', 'nextest.toml');
const DESTINATION = 'scripts/ci/nextest.toml';

/** The tool as install-action names it. @internal */
export const NEXTEST_TOOL = `cargo-nextest@${NEXTEST_VERSION}`;

const added = new WeakSet<Ci>();

/** Parameters of the test scripts that select the profile for CI; the profile's file is written with the stage. @internal */
export function nextestParameters(stage: Stage): Record<string, Expr> {
  const { ci } = stage.pipeline;
  if (!added.has(ci)) {
    added.add(ci);
    ci.addSource({ produce: () => ci._addFile(DESTINATION, { render: (marker) => marked(readFileSync(SOURCE, 'utf8'), marker) }) });
  }
  return { NEXTEST_CONFIG: Expr.template(`{workspace}/${DESTINATION}`, { workspace: Expr.github('workspace') }) };
}
