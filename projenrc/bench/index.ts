// Everything that is said about speed, measured in one run: `npx projen bench [RUNS]`.
import { main as gate } from './gate';
import { main as simulation } from './simulation';
import { main as synth } from './synth';

synth();
gate();
simulation();
