/** Owners that are well known themselves: none of them is a misspelling of another. */
export const OWNERS: readonly string[] = [
  'npm', 'pnpm', 'aws', 'azure-samples', 'google', 'googleapis', 'hashicorp', 'github', 'microsoft', 'nodejs', 'rust-lang',
];

/** Actions that many use, beside those of the catalogue. */
export const POPULAR_ACTIONS: readonly string[] = [
  'actions/configure-pages', 'actions/delete-package-versions', 'actions/dependency-review-action', 'actions/first-interaction',
  'actions/github-script', 'actions/jekyll-build-pages', 'actions/labeler', 'actions/setup-dotnet', 'actions/setup-go',
  'actions/setup-java', 'actions/setup-python', 'actions/stale', 'actions/upload-release-asset',
  'aws-actions/amazon-ecs-deploy-task-definition', 'azure/login', 'azure/webapps-deploy', 'browser-actions/setup-chrome',
  'cloudflare/wrangler-action', 'codecov/codecov-action', 'coverallsapp/github-action', 'cypress-io/github-action',
  'docker/bake-action', 'docker/scout-action', 'erlef/setup-beam', 'golangci/golangci-lint-action',
  'google-github-actions/deploy-cloudrun', 'google-github-actions/setup-gcloud', 'goreleaser/goreleaser-action', 'gradle/actions',
  'graalvm/setup-graalvm', 'haskell-actions/setup', 'jetbrains/qodana-action', 'julia-actions/setup-julia', 'microsoft/setup-msbuild',
  'msys2/setup-msys2', 'ncipollo/release-action', 'nuget/setup-nuget', 'peter-evans/repository-dispatch', 'pre-commit/action',
  'psf/black', 'pypa/cibuildwheel', 'pypa/gh-action-pypi-publish', 'pyo3/maturin-action', 'reactivecircus/android-emulator-runner',
  'release-drafter/release-drafter', 'renovatebot/github-action', 'ruby/setup-ruby', 'shivammathur/setup-php',
  'snyk/actions', 'sonarsource/sonarqube-scan-action', 'super-linter/super-linter', 'tj-actions/changed-files',
];
