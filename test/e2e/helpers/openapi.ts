// GitHub's published description of its REST API: which operations there are, and what a request and an answer may hold.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv, { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { fromNpm, runNpm } from './npm-cache';
import { convert, Described, resolve, Schema } from './openapi-schema';

const VERSION = '23.0.2';
const FILE = 'generated/api.github.com.json';

/** The file of the description; the whole package has 389 MB, of which this is one file. */
function openApiFile(): string {
  const folder = fromNpm('openapi', VERSION, (building) => {
    runNpm(building, 'pack', `@octokit/openapi@${VERSION}`);
    const [tarball] = fs.readdirSync(building);
    execFileSync('tar', ['--extract', '--gzip', '--strip-components=2', '--file', tarball, `package/${FILE}`], { cwd: building });
    fs.rmSync(path.join(building, tarball));
  });
  return path.join(folder, path.basename(FILE));
}

interface DescribedOperation {
  readonly parameters?: Schema[];
  readonly requestBody?: Schema;
  readonly responses: Record<string, Schema>;
  readonly ['x-github']?: { readonly category: string; readonly subcategory?: string };
}

/** One operation, such as `GET /repos/{owner}/{repo}/releases`. */
export class Operation {
  private readonly compiled = new Map<string, ValidateFunction | undefined>();

  /** @internal */
  public constructor(public readonly key: string, private readonly described: DescribedOperation, private readonly description: Described, private readonly shared: Validators) {}

  public get category(): string {
    const { category = '', subcategory = '' } = this.described['x-github'] ?? {};
    return subcategory === 'environments' ? subcategory : category;
  }

  /** What is wrong with a request. A field or parameter that GitHub would pass over without a word counts as wrong. */
  public requestFaults(query: Record<string, string>, body: unknown): string[] {
    const asked = this.check('query', this.shared.query, () => this.querySchema(), { ...query });
    const { required = false } = this.described.requestBody ?? {};
    if (body === undefined) return required ? [...asked, 'the body is missing'] : asked;
    return [...asked, ...this.check('body', this.shared.json, () => this.bodySchema(), body)];
  }

  /** What is wrong with an answer; errors that are not described may be of any form. */
  public answerFaults(status: number, body: unknown): string[] {
    const response = this.described.responses[status];
    if (!response) return status < 400 ? [`${status} is not an answer of ${this.key}`] : [];
    const schema = resolve(this.description, response).content?.['application/json']?.schema;
    if (!schema) return body === undefined || status >= 400 ? [] : ['a body where there is none'];
    return this.check(`${status}`, this.shared.json, () => schema, body).map((fault) => `${this.key} ${status}: ${fault}`);
  }

  private check(name: string, ajv: Ajv, schema: () => Schema | undefined, value: unknown): string[] {
    if (!this.compiled.has(name)) {
      const found = schema();
      this.compiled.set(name, found && ajv.compile(convert(this.description, found)));
    }
    const validate = this.compiled.get(name);
    if (!validate || validate(value)) return [];
    return validate.errors!.map(({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  private querySchema(): Schema {
    const asked = (this.described.parameters ?? []).map((one) => resolve(this.description, one)).filter((one) => one.in === 'query');
    const properties = Object.fromEntries(asked.map(({ name, schema }) => [name, name === 'per_page' ? { ...schema, minimum: 1, maximum: 100 } : schema]));
    return { type: 'object', properties, required: asked.filter(({ required }) => required).map(({ name }) => name), additionalProperties: false };
  }

  private bodySchema(): Schema | undefined {
    const schema = this.described.requestBody?.content?.['application/json']?.schema;
    return schema?.properties && schema.additionalProperties === undefined ? { ...schema, additionalProperties: false } : schema;
  }
}

interface Validators {
  readonly json: Ajv;
  /** Values of a query are texts. */
  readonly query: Ajv;
}

interface Place {
  readonly pattern: RegExp;
  readonly names: string[];
  readonly template: string;
}

export interface Found {
  readonly operation: Operation;
  readonly parameters: Record<string, string>;
}

export class OpenApi {
  private readonly operations = new Map<string, Operation>();
  private readonly places: Place[];
  private readonly shared: Validators = { json: validator(false), query: validator(true) };

  public constructor(private readonly description: Described) {
    this.places = Object.keys(description.paths).map((template) => this.place(template));
  }

  /** Reads the description, which has 13 MB. */
  public static load(): OpenApi {
    return new OpenApi(JSON.parse(fs.readFileSync(openApiFile(), 'utf8')));
  }

  /** The operation that a request asks for; undefined if GitHub has none. */
  public find(method: string, pathname: string): Found | undefined {
    const [best] = this.places
      .filter(({ pattern, template }) => pattern.test(pathname) && this.description.paths[template][method.toLowerCase()])
      .sort((one, other) => one.names.length - other.names.length || other.template.length - one.template.length);
    if (!best) return undefined;
    const values = best.pattern.exec(pathname)!.slice(1).map(decodeURIComponent);
    return { operation: this.operation(method, best.template), parameters: Object.fromEntries(best.names.map((name, index) => [name, values[index]])) };
  }

  /** An operation by its template; one that GitHub does not have is an error. */
  public operation(method: string, template: string): Operation {
    const key = `${method} ${template}`;
    const described = this.description.paths[template]?.[method.toLowerCase()];
    if (!described) throw new Error(`GitHub has no ${key}`);
    const known = this.operations.get(key) ?? new Operation(key, described, this.description, this.shared);
    this.operations.set(key, known);
    return known;
  }

  // Names of refs and paths have slashes in them.
  private place(template: string): Place {
    const methods = Object.values<DescribedOperation>(this.description.paths[template]);
    const parameters = methods.flatMap((one) => one.parameters ?? []).map((one) => resolve(this.description, one));
    const long = new Set(parameters.filter((one) => one['x-multi-segment']).map(({ name }) => name));
    const names: string[] = [];
    const pattern = template.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return long.has(name) ? '(.+)' : '([^/]+)';
    });
    return { pattern: new RegExp(`^${pattern}$`), names, template };
  }
}

function validator(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes, logger: false });
  addFormats(ajv);
  // GitHub itself has no address as an empty text.
  ajv.addFormat('uri', (text) => text === '' || URL.canParse(text));
  return ajv;
}
