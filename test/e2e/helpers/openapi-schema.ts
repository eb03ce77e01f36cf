// Schemas of OpenAPI 3.0 as JSON Schema, which has no `nullable` and keeps what it refers to in itself.

export type Schema = Record<string, any>;

export interface Described {
  readonly paths: Record<string, Record<string, any>>;
  readonly components: Record<string, Record<string, Schema>>;
}

/** What a reference points to; anything else is given back. */
export function resolve(description: Described, value: Schema): Schema {
  if (typeof value.$ref !== 'string') return value;
  const [kind, name] = value.$ref.replace('#/components/', '').split('/');
  const found = description.components[kind]?.[name];
  if (!found) throw new Error(`${value.$ref} is not described`);
  return found;
}

/** A schema with everything that it refers to. */
export function convert(description: Described, schema: Schema): Schema {
  const definitions: Record<string, Schema> = {};
  const wanted: string[] = [];
  const translate = (value: Schema): Schema => translated(value, (reference) => {
    const name = reference.replace('#/components/schemas/', '');
    wanted.push(name);
    return `#/definitions/${name}`;
  });
  const whole = translate(schema);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (!definitions[name]) definitions[name] = translate(resolve(description, { $ref: `#/components/schemas/${name}` }));
  }
  return { allOf: [whole], definitions };
}

const LISTS = ['allOf', 'anyOf', 'oneOf'];
const SCHEMAS = ['items', 'not', 'additionalProperties'];
const SPOKEN = ['example', 'examples', 'description', 'title', 'default', 'nullable', 'deprecated'];

function translated(schema: Schema, refer: (reference: string) => string): Schema {
  if (typeof schema.$ref === 'string') return { $ref: refer(schema.$ref) };
  const result: Schema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (SPOKEN.includes(keyword)) continue;
    if (keyword === 'properties') result.properties = Object.fromEntries(Object.entries<Schema>(value).map(([name, one]) => [name, translated(one, refer)]));
    else if (LISTS.includes(keyword)) result[keyword] = value.map((one: Schema) => translated(one, refer));
    else if (SCHEMAS.includes(keyword) && typeof value === 'object') result[keyword] = translated(value, refer);
    else result[keyword] = value;
  }
  return schema.nullable === true ? { anyOf: [{ type: 'null' }, result] } : result;
}
