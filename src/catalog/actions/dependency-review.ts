// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of actions/dependency-review-action v5.0.0. */
export interface DependencyReviewInputs {
  /** Token that reads the dependency changes. @default - ${{ github.token }} */
  readonly repoToken?: string | Expr;
  /** Lowest severity that fails the job: low, moderate, high or critical. @default - not set */
  readonly failOnSeverity?: string | Expr;
  /** Scopes that count: runtime, development and unknown, with commas between. @default - not set */
  readonly failOnScopes?: string | Expr;
  /** Commit or branch to compare with. @default - not set */
  readonly baseRef?: string | Expr;
  /** Commit or branch that is judged. @default - not set */
  readonly headRef?: string | Expr;
  /** Configuration file, here or in another repository. @default - not set */
  readonly configFile?: string | Expr;
  /** Licences that are allowed, as SPDX names with commas between. @default - not set */
  readonly allowLicenses?: string | Expr;
  /** Licences that are refused, as SPDX names with commas between. @default - not set */
  readonly denyLicenses?: string | Expr;
  /** Packages whose licence is not judged, as package URLs. @default - not set */
  readonly allowDependenciesLicenses?: string | Expr;
  /** Advisories that are accepted, with commas between. @default - not set */
  readonly allowGhsas?: string | Expr;
  /** Token that reads a configuration file of another repository. @default - not set */
  readonly externalRepoToken?: string | Expr;
  /** Whether licences are judged. @default - not set */
  readonly licenseCheck?: boolean | Expr;
  /** Whether vulnerabilities are judged. @default - not set */
  readonly vulnerabilityCheck?: boolean | Expr;
  /** When the summary is a comment on the pull request: always, on-failure or never. @default - not set */
  readonly commentSummaryInPr?: string | Expr;
  /** Packages that are refused, as package URLs. @default - not set */
  readonly denyPackages?: string | Expr;
  /** Namespaces that are refused, as package URLs. @default - not set */
  readonly denyGroups?: string | Expr;
  /** Whether it waits for a missing dependency snapshot. @default - not set */
  readonly retryOnSnapshotWarnings?: boolean | Expr;
  /** Seconds it waits for a snapshot. @default - not set */
  readonly retryOnSnapshotWarningsTimeout?: string | number | Expr;
  /** Whether findings only warn. @default - not set */
  readonly warnOnly?: boolean | Expr;
  /** Whether the score of each new dependency is shown. @default - not set */
  readonly showOpenssfScorecard?: boolean | Expr;
  /** Score below which a dependency is warned of. @default - not set */
  readonly warnOnOpenssfScorecardLevel?: string | number | Expr;
  /** Whether the summary names versions without the vulnerability. @default - not set */
  readonly showPatchedVersions?: boolean | Expr;
}

/**
 * Refuses pull requests that bring vulnerable or wrongly licensed dependencies.
 *
 * Described by actions/dependency-review-action v5.0.0.
 * v4.9.0, the newest tag read, needs node20, which runners no longer have. v5.0.0 was seen with this commit in ossf/scorecard-action, ossf/scorecard and peaceiris/actions-gh-pages; its tag was not read. Inputs and outputs are those of v4.9.0.
 *
 * @see https://github.com/actions/dependency-review-action/tree/a1d282b36b6f3519aa1f3fc636f609c47dddb294
 */
export class DependencyReview {
  /** Name of the action. */
  public static readonly ACTION = 'actions/dependency-review-action';
  /** Output, for `step.output()`: Text of the summary. */
  public static readonly OUTPUT_COMMENT_CONTENT = 'comment-content';
  /** Output, for `step.output()`: Every change of a dependency, as JSON. */
  public static readonly OUTPUT_DEPENDENCY_CHANGES = 'dependency-changes';
  /** Output, for `step.output()`: Changes that bring vulnerabilities, as JSON. */
  public static readonly OUTPUT_VULNERABLE_CHANGES = 'vulnerable-changes';
  /** Output, for `step.output()`: Changes that bring refused licences, as JSON. */
  public static readonly OUTPUT_INVALID_LICENSE_CHANGES = 'invalid-license-changes';
  /** Output, for `step.output()`: Changes that bring refused packages, as JSON. */
  public static readonly OUTPUT_DENIED_CHANGES = 'denied-changes';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DependencyReviewInputs = {}): ActionCall {
    return bindingCall(DependencyReview.ACTION, {
      'repo-token': inputs.repoToken,
      'fail-on-severity': inputs.failOnSeverity,
      'fail-on-scopes': inputs.failOnScopes,
      'base-ref': inputs.baseRef,
      'head-ref': inputs.headRef,
      'config-file': inputs.configFile,
      'allow-licenses': inputs.allowLicenses,
      'deny-licenses': inputs.denyLicenses,
      'allow-dependencies-licenses': inputs.allowDependenciesLicenses,
      'allow-ghsas': inputs.allowGhsas,
      'external-repo-token': inputs.externalRepoToken,
      'license-check': inputs.licenseCheck,
      'vulnerability-check': inputs.vulnerabilityCheck,
      'comment-summary-in-pr': inputs.commentSummaryInPr,
      'deny-packages': inputs.denyPackages,
      'deny-groups': inputs.denyGroups,
      'retry-on-snapshot-warnings': inputs.retryOnSnapshotWarnings,
      'retry-on-snapshot-warnings-timeout': inputs.retryOnSnapshotWarningsTimeout,
      'warn-only': inputs.warnOnly,
      'show-openssf-scorecard': inputs.showOpenssfScorecard,
      'warn-on-openssf-scorecard-level': inputs.warnOnOpenssfScorecardLevel,
      'show-patched-versions': inputs.showPatchedVersions,
    });
  }

  private constructor() {}
}
