import type { JobMachine, JobWork } from './job-work';
import type { RunningService, ServiceDefinition } from './services/service';
import { dataAt, Scope } from '../simulate/evaluate';

/** The containers of `services:` of a job, played by programs of this machine. */
export class JobServices {
  /** The context `job.services`. */
  public readonly context: Record<string, { readonly id: string; readonly network: string; readonly ports: Readonly<Record<string, string>> }> = {};
  public readonly replaced: Record<string, string> = {};
  public readonly notes: string[] = [];
  private readonly running: RunningService[] = [];

  /** Starts all of them. @throws where nothing plays one */
  public async start(work: JobWork, machine: JobMachine): Promise<void> {
    for (const entry of work.source.value.get('services')?.entries() ?? []) {
      const definition = dataAt(entry, scopeOf(work)) as ServiceDefinition;
      if (!definition.image) continue;
      const service = await machine.service(entry.name, texts(definition));
      this.running.push(service);
      // No container has an id here, and a script that is given none uses the programs of the machine.
      this.context[entry.name] = { id: '', network: '', ports: service.ports ?? {} };
      Object.assign(this.replaced, service.replace);
      this.notes.push(...service.notes ?? []);
    }
  }

  public async stop(): Promise<void> {
    for (const service of this.running.splice(0).reverse()) await service.stop();
  }
}

function scopeOf(work: JobWork): Scope {
  return { ...work.scope, contexts: { ...work.scope.contexts, env: work.env } };
}

function texts(definition: ServiceDefinition): ServiceDefinition {
  return { ...definition, env: Object.fromEntries(Object.entries(definition.env ?? {}).map(([name, value]) => [name, String(value ?? '')])) };
}
