// Generated from resources/actions.json and resources/action-bindings.json by projenrc/generate-constants.ts.
import { ActionCall } from '../../model/action-call';
import { Expr } from '../../model/expr';
import { bindingCall } from '../binding-call';

/** Inputs of docker/metadata-action v6.2.0. */
export interface DockerMetadataInputs {
  /** Where the git facts come from: workflow or git. @default 'workflow' */
  readonly context?: string | Expr;
  /** Names of the image, one a line. @default - not set */
  readonly images?: string | Expr;
  /** Rules that make the tags, one a line. @default - not set */
  readonly tags?: string | Expr;
  /** What holds for all tags, one a line. @default - not set */
  readonly flavor?: string | Expr;
  /** Further labels, one a line. @default - not set */
  readonly labels?: string | Expr;
  /** Further annotations, one a line. @default - not set */
  readonly annotations?: string | Expr;
  /** Separator in the output of tags. @default - not set */
  readonly sepTags?: string | Expr;
  /** Separator in the output of labels. @default - not set */
  readonly sepLabels?: string | Expr;
  /** Separator in the output of annotations. @default - not set */
  readonly sepAnnotations?: string | Expr;
  /** Target in the bake file. @default - not set */
  readonly bakeTarget?: string | Expr;
  /** Token that reads the repository. @default - ${{ github.token }} */
  readonly githubToken?: string | Expr;
}

/**
 * Makes tags and labels of an image from the git ref.
 *
 * Described by docker/metadata-action v6.2.0.
 *
 * @see https://github.com/docker/metadata-action/tree/dc802804100637a589fabce1cb79ff13a1411302
 */
export class DockerMetadata {
  /** Name of the action. */
  public static readonly ACTION = 'docker/metadata-action';
  /** Output, for `step.output()`: Version of the image. */
  public static readonly OUTPUT_VERSION = 'version';
  /** Output, for `step.output()`: Tags, with the image's name. */
  public static readonly OUTPUT_TAGS = 'tags';
  /** Output, for `step.output()`: Tags alone. */
  public static readonly OUTPUT_TAG_NAMES = 'tag-names';
  /** Output, for `step.output()`: Labels. */
  public static readonly OUTPUT_LABELS = 'labels';
  /** Output, for `step.output()`: Annotations. */
  public static readonly OUTPUT_ANNOTATIONS = 'annotations';
  /** Output, for `step.output()`: All of it, as JSON. */
  public static readonly OUTPUT_JSON = 'json';
  /** Output, for `step.output()`: Bake file with the tags. */
  public static readonly OUTPUT_BAKE_FILE_TAGS = 'bake-file-tags';
  /** Output, for `step.output()`: Bake file with the labels. */
  public static readonly OUTPUT_BAKE_FILE_LABELS = 'bake-file-labels';
  /** Output, for `step.output()`: Bake file with the annotations. */
  public static readonly OUTPUT_BAKE_FILE_ANNOTATIONS = 'bake-file-annotations';
  /** Output, for `step.output()`: Bake file with labels and tags. */
  public static readonly OUTPUT_BAKE_FILE = 'bake-file';

  /** A call of the action, for `Step.uses`. */
  public static call(inputs: DockerMetadataInputs = {}): ActionCall {
    return bindingCall(DockerMetadata.ACTION, {
      'context': inputs.context,
      'images': inputs.images,
      'tags': inputs.tags,
      'flavor': inputs.flavor,
      'labels': inputs.labels,
      'annotations': inputs.annotations,
      'sep-tags': inputs.sepTags,
      'sep-labels': inputs.sepLabels,
      'sep-annotations': inputs.sepAnnotations,
      'bake-target': inputs.bakeTarget,
      'github-token': inputs.githubToken,
    });
  }

  private constructor() {}
}
