import { Api, ApiError, Resource } from './api';
import { pause } from './daemon';

/** A kind that a controller brings along; its content is not checked, and its status is a resource of its own. */
export async function addCustomResource(api: Api, group: string, version: string, kind: string, plural: string): Promise<void> {
  const schema = { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await api.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  });
  for (const end = Date.now() + 20_000; ;) {
    const found = await api.get(`/apis/${group}/${version}/${plural}`).catch(() => undefined);
    if (found) return;
    if (Date.now() > end) throw new Error(`${plural}.${group} is not served`);
    await pause(50);
  }
}

/** Looks at every object of a kind again and again, as a controller does, until it is stopped. */
export class FakeController {
  private stopped = false;
  private readonly loop: Promise<void>;

  public constructor(protected readonly api: Api, private readonly list: string, private readonly each: (object: Resource) => Promise<void>, private readonly everyMs: number) {
    this.loop = this.run();
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
  }

  // What goes wrong, such as a conflict with another writer, is tried again.
  private async run(): Promise<void> {
    while (!this.stopped) {
      const { items } = await this.api.get(this.list).catch(() => ({ items: [] }));
      for (const item of items) await this.each(item).catch((error) => { if (!(error instanceof ApiError)) throw error; });
      await pause(this.everyMs);
    }
  }
}

/** The object, or undefined where there is none. */
export async function find(api: Api, place: string): Promise<Resource | undefined> {
  return api.get(place).catch((error) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
}
