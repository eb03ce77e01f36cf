import { actionSteps, HERE, pinned, statements, steps } from '../marked';
import { Mutation, Random } from '../mutation';

const TOOLS = ['unpinned-tools'];
/** Installations of whatever is newest. */
const INSTALLS = [
  'pip install ruff', 'pip3 install virtnbdbackup', 'sudo -H python3 -m pip install --user black', 'pipx install poetry', 'uv tool install ruff', 'npm install -g npm@latest', 'npm install --global @scope/tool', 'npm i -g typescript',
  'yarn global add serve', 'pnpm add -g turbo', 'cargo install cargo-tarpaulin', 'cargo install --locked cargo-audit', 'cargo install --git https://github.com/acme/tool', 'cargo binstall -y cargo-nextest', 'go install example.com/cmd/x@latest', 'gem install rake',
];
/** Downloads that are run as they come. */
const PIPED = [
  "curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y", 'wget -qO- https://example.com/install | sudo -E bash -', 'bash <(curl -s https://example.com/install)', 'sh -c "$(curl -fsSL https://example.com/install)"', 'eval "$(curl -fsSL https://example.com/env)"',
  'curl https://example.com/x.py | python3 -', 'curl -fsSL "https://example.com/$VERSION/install.sh" | bash', 'source <(curl -s https://example.com/completion)',
];
/** Downloads that are run later. */
const FETCHED: readonly (readonly string[])[] = [
  ['curl -fsSLo ./kind https://example.com/kind', 'chmod +x ./kind'], ['wget https://example.com/setup.sh', 'bash setup.sh'], ['curl -L https://example.com/tool > /usr/local/bin/tool', 'sudo chmod 755 /usr/local/bin/tool'],
  ['curl -LO https://example.com/tool.deb', 'sudo dpkg -i tool.deb'], ['curl --output get.py https://example.com/get.py', 'python3 get.py'],
];
/** Actions that fetch whatever is newest. */
const SETUPS: readonly (readonly [string, readonly string[]])[] = [['azure/setup-kubectl', []], ['azure/setup-helm', ['version: latest']], ['Azure/setup-helm', []]];

/** Tools without a version, and downloads that nothing is compared with (S15). */
export const UNPINNED: readonly Mutation[] = [
  steps('S15', 'a tool without a version', TOOLS, (random) => ['name: Install', `>>>run: ${random.pick(INSTALLS)}`]),
  steps('S15', 'a tool without a version among others', TOOLS, (random) => ['name: Install', 'run: |', '  pip install pytest==8.4.1', `>>>  ${random.pick(INSTALLS)}`, '  echo installed']),
  actionSteps('S15', 'a tool without a version within an action', TOOLS, (random) => ['name: Install', 'shell: bash', `>>>run: ${random.pick(INSTALLS)}`]),
  statements('S15', 'a tool without a version in a script', TOOLS, (random) => [`>>>${random.pick(INSTALLS)}`]),
  statements('S15', 'a tool without a version where it is missing', TOOLS, (random) => ['if ! type -P tool > /dev/null; then', `>>>  ${random.pick(INSTALLS)}`, 'fi']),
  steps('S15', 'a download that is run', TOOLS, (random) => ['name: Install', 'run: |', `>>>  ${random.pick(PIPED)}`]),
  statements('S15', 'a download that is run in a script', TOOLS, (random) => [`>>>${random.pick(PIPED)}`]),
  steps('S15', 'a download that is run later', TOOLS, (random) => ['name: Install', 'run: |', '  mkdir -p tools', ...later(random).map((text) => text.startsWith(HERE) ? `>>>  ${text.slice(3)}` : `  ${text}`)]),
  statements('S15', 'a download that is run later in a script', TOOLS, later),
  steps('S15', 'a download that PowerShell runs', TOOLS, (random) => ['name: Install', 'shell: pwsh', `>>>run: ${random.pick(['irm https://example.com/install.ps1 | iex', 'Invoke-Expression (Invoke-WebRequest https://example.com/install.ps1).Content'])}`]),
  steps('S15', 'an action that fetches what is newest', TOOLS, (random) => {
    const [action, inputs] = random.pick(SETUPS)!;
    const use = pinned(action, 'v4.0.0', random);
    return inputs.length > 0 ? ['name: Set up', use, 'with:', `>>>  ${inputs[0]}`] : ['name: Set up', `>>>${use}`];
  }),
];

function later(random: Random): string[] {
  const [fetch, ...rest] = random.pick(FETCHED)!;
  return [`${HERE}${fetch}`, ...rest];
}
