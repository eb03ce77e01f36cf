import { Program, subcommand } from '../../read/shell-program';

// Programs, and the subcommands of them, that publish, deploy or test.
const DEEDS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:publish|test|t|ci|run (?:test|lint|build|check|typecheck|e2e)\S*)$/,
  pnpm: /^(?:publish|test|run (?:test|lint|build|check|typecheck|e2e)\S*)$/,
  yarn: /^(?:publish|test|npm publish|run (?:test|lint|build|check|typecheck|e2e)\S*)$/,
  cargo: /^(?:publish|test|build|clippy|check|nextest run)$/,
  twine: /^upload$/,
  docker: /^(?:push|build)$/,
  helm: /^(?:upgrade|install|rollback|push)$/,
  kubectl: /^(?:apply|set image|rollout (?:status|undo)|wait)$/,
  terraform: /^(?:apply|validate)$/,
  gh: /^release (?:create|upload)$/,
  go: /^(?:test|vet|build)$/,
  pytest: /^/,
  jest: /^/,
  vitest: /^/,
  tox: /^/,
  mvn: /^(?:test|verify|deploy)$/,
  gradle: /^(?:test|check|publish)$/,
  gradlew: /^(?:test|check|publish)$/,
  dotnet: /^(?:test|build|nuget push)$/,
};

/** `npm publish` of a program that publishes, deploys or tests; undefined of any other. */
export function verifies(program: Program): string | undefined {
  const { name, args } = program;
  if (!Object.hasOwn(DEEDS, name) || args.some(({ text }) => text === '--help' || text === '--version')) return undefined;
  const two = subcommand(program, 2).join(' ');
  const one = two.split(' ')[0];
  if (DEEDS[name].source === '^') return name;
  return DEEDS[name].test(two) ? `${name} ${two}` : DEEDS[name].test(one) ? `${name} ${one}` : undefined;
}
