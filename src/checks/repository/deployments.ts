import type { JobSource } from '../../read/job-source';
import type { WorkflowSource } from '../../read/workflow-source';
import { Publication, publicationsOf, wordsOf } from '../security/publication';

const LOGIN = /^(aws-actions\/(configure-aws-credentials|amazon-ecs-.*)|azure\/(login|k8s-set-context|aks-set-context)|google-github-actions\/(auth|get-gke-credentials)|digitalocean\/action-doctl|hashicorp\/vault-action)$/;
const KEY = /\bsecrets\.\w*(kube|deploy|ssh|aws|azure|gcp|google|cluster|terraform|tf_)\w*/i;

/** The step by which a job changes something that lives on elsewhere, or undefined. A check of its manifests alone is none. */
export function deploymentOf(job: JobSource): Publication | undefined {
  const found = publicationsOf(job).find(({ kind }) => kind === 'deployment');
  if (!found) return undefined;
  const reaches = job.environment !== undefined || job.steps.some((step) => LOGIN.test(step.uses?.action ?? '')) || job.expressions.some(({ text }) => KEY.test(text));
  return reaches ? found : undefined;
}

/** What a command changes, where its words say so: the release of helm, the objects of kubectl. */
export function targetsOf({ command }: Publication): string[] {
  if (!command) return [];
  const [name, ...words] = wordsOf(command).filter((word) => !word.startsWith('-') && !/[$_]{3}|\$/.test(word));
  if (name === 'helm') return words.slice(1, 2).map((release) => `helm ${release}`);
  return name === 'kubectl' ? words.filter((word) => /^(deployment|deploy|statefulset|daemonset)s?\/[\w.-]+$/.test(word)).map((word) => word.replace(/^deploy\w*\//, 'deployment/')) : [];
}

/** Concurrency group of a job, or of its whole workflow, as it is written. */
export function groupOf(job: JobSource): string | undefined {
  return groupText(job) ?? groupText(job.workflow);
}

function groupText({ value }: JobSource | WorkflowSource): string | undefined {
  const concurrency = value.get('concurrency');
  return concurrency?.text ?? concurrency?.get('group')?.text;
}
