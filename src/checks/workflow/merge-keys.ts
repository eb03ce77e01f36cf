import type { YamlFile } from '../../read/yaml-file';
import type { YamlValue } from '../../read/yaml-value';

const known = new WeakMap<YamlFile, YamlValue[]>();

/** The entries of a file that merge another map, `<<: *name`. */
export function mergeKeys(file: YamlFile): readonly YamlValue[] {
  let found = known.get(file);
  if (!found) {
    found = file.text.includes('<<') ? [...search(file.root)] : [];
    known.set(file, found);
  }
  return found;
}

function* search(value: YamlValue): Generator<YamlValue> {
  if (value.isAlias) return;
  for (const child of value.isMap ? value.entries() : value.items()) {
    if (child.name === '<<' && (child.isAlias || child.isMap || child.isList)) yield child;
    yield* search(child);
  }
}
