import { MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Given, Told, Turn } from './validator-ahead';
import { validate } from '../checks/validator';
import { Diagnostic, languageServices } from '../read/language-services';
import { RepositorySource } from '../read/repository-source';
import type { Tree } from '../read/tree';
import { YamlFile } from '../read/yaml-file';

const { port, begin } = workerData as { port: MessagePort; begin: Int32Array };

/** Asked for any file, it tells that the answer depends on more than is known here. */
class NoTree implements Tree {
  public readonly paths = [];
  public isAsked = false;

  public read(): undefined {
    this.isAsked = true;
  }

  public isExecutable(): undefined {
    this.isAsked = true;
  }
}

function main(): void {
  // Loaded while the files are still read.
  languageServices();
  require('yaml');
  Atomics.wait(begin, 0, 0);
  const { files, turns } = receiveMessageOnPort(port)!.message as Given;
  files.forEach(({ path, text }, index) => {
    if (Atomics.compareExchange(turns, index, Turn.OPEN, Turn.TAKEN) !== Turn.OPEN) return;
    const diagnostics = diagnosticsOf(path, text);
    if (diagnostics) port.postMessage({ index, diagnostics } satisfies Told);
    Atomics.store(turns, index, diagnostics ? Turn.TOLD : Turn.LEFT);
    Atomics.notify(turns, index);
  });
  port.close();
}

/** Undefined where it fails: whoever asks gets the same failure from the validator itself. */
function diagnosticsOf(path: string, text: string): Diagnostic[] | undefined {
  const tree = new NoTree();
  try {
    const diagnostics = validate(YamlFile.of(path, text), new RepositorySource(tree));
    if (tree.isAsked) return undefined;
    return diagnostics.map(({ message, severity, code, range: { start } }) => ({ message, severity, code, range: { start } }));
  } catch {
    return undefined;
  }
}

main();
