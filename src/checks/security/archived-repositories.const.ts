/**
 * Repositories of actions that their owners archived, lower case, each with what does the work now.
 * Those the catalogue refuses for it stand there.
 *
 * @see https://github.com/zizmorcore/zizmor/blob/main/crates/zizmor/data/archived-repos.txt read on 2026-08-22
 */
export const ARCHIVED_REPOSITORIES: Record<string, string> = {
  'actions/setup-elixir': 'erlef/setup-beam',
  'actions/setup-haskell': 'haskell-actions/setup',
  'actions/setup-ruby': 'ruby/setup-ruby',
  'actions/upload-release-asset': '`gh release upload` in a run step',
  'artichoke/setup-rust': '`rustup` in a run step',
  'azure/appservice-actions': 'the actions of the Azure organization for each service',
  'azure/container-scan': '`trivy` with a fixed version in a run step',
  'azure/k8s-actions': 'Azure/k8s-deploy, Azure/k8s-set-context and the like',
  'azure/webapps-container-deploy': 'Azure/webapps-deploy',
  'cirrus-actions/rebase': '`git rebase` in a run step',
  'contributor-assistant/github-action': 'a check of your own',
  'convictional/trigger-workflow-and-wait': '`gh workflow run` and `gh run watch` in a run step',
  'crazy-max/ghaction-docker-buildx': 'docker/setup-buildx-action',
  'delaguardo/setup-graalvm': 'graalvm/setup-graalvm',
  'expo/expo-preview-action': 'expo/expo-github-action/preview',
  'gradle/gradle-build-action': 'gradle/actions/setup-gradle',
  'grafana/k6-action': 'grafana/setup-k6-action and grafana/run-k6-action',
  'hashicorp/terraform-cdk-action': '`cdktf` with a fixed version in a run step',
  'helaili/jekyll-action': 'actions/jekyll-build-pages',
  'ilshidur/action-slack': 'slackapi/slack-github-action',
  'jakejarvis/lighthouse-action': 'treosh/lighthouse-ci-action',
  'jakejarvis/s3-sync-action': '`aws s3 sync` in a run step',
  'justinribeiro/lighthouse-action': 'treosh/lighthouse-ci-action',
  'marvinpinto/action-automatic-releases': '`gh release create` in a run step',
  'marvinpinto/actions': '`gh release create` in a run step',
  'maxheld83/ghpages': 'actions/deploy-pages',
  'mikepenz/gradle-dependency-submission': 'gradle/actions/dependency-submission',
  'paambaati/codeclimate-action': 'the coverage reporter in a run step',
  'repo-sync/pull-request': '`gh pr create` in a run step',
  'repo-sync/repo-sync': '`git push` in a run step',
  'sonarsource/sonarcloud-github-action': 'SonarSource/sonarqube-scan-action',
  'svenstaro/upx-action': '`upx` in a run step',
  'technote-space/auto-cancel-redundant-workflow': '`concurrency` with `cancel-in-progress`',
  'technote-space/get-diff-action': '`git diff --name-only` in a run step',
  'tibdex/github-app-token': 'actions/create-github-app-token',
};
