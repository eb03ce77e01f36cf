const COMPONENT = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/**
 * What is wrong with the name of an image, or undefined.
 *
 * @see https://github.com/distribution/reference/blob/v0.6.0/reference.go
 */
export function imageProblem(image: string): string | undefined {
  const [named, digest] = image.split('@', 2);
  if (digest !== undefined && !/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(digest)) return `"${digest}" is no digest`;
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  if (colon >= 0 && !TAG.test(named.slice(colon + 1))) return `"${named.slice(colon + 1)}" is no tag: letters, digits, _, . and - only, and no . or - first`;
  const components = name.split('/');
  if (components.length > 1 && /[.:]|^localhost$/.test(components[0])) components.shift();
  const wrong = components.find((component) => !COMPONENT.test(component));
  if (wrong === undefined) return undefined;
  if (/[A-Z]/.test(wrong)) return `"${wrong}" has capitals, which names of images cannot have`;
  return wrong === '' ? 'a part of the name is empty' : `"${wrong}" is no part of a name of an image`;
}
