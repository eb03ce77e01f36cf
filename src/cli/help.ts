export const HELP = `Usage: projen-delivery [COMMAND]

Commands:
  synth            run the composition .projenrc.ts of this folder (also without a command)
  check [PATH...]  check workflows, actions and scripts as they stand
  diff OLD [NEW]   tell what changed in the pipelines between two trees
  simulate         tell what an event starts, what runs, what is skipped, and why
  graph            draw workflows, or what an event does in them
  prove            try every way in which jobs can end, and look whether laws hold
  run [WORKFLOW]   run a workflow on this machine, without containers
  benchmark        judge runs of benchmarks, base against head

Options:
  --help           this text, or that of a command: projen-delivery check --help
  --version        the version

Guide: docs/cli.md of the package.
`;

export const SYNTH_HELP = `Usage: projen-delivery synth

Runs the composition .projenrc.ts of the current folder, type-checked, and writes
what it generates. Needs ts-node and typescript in the project.

Exit code: 0 written, 1 refused: the message says why, and nothing was written.
`;

export const CHECK_HELP = `Usage: projen-delivery check [OPTION...] [PATH...]

Checks workflows, actions and scripts, whoever wrote them. Offline; runs nothing.

PATH is a folder of a repository, its .github folder, or single files: a workflow,
an action.yml, a script, wherever they lie. Without PATH: the repository around
the current folder, that is the nearest with .git or .github.

Options:
  --format FORMAT   text (default), json, sarif or github (annotations)
  --policy POLICY   baseline (default), hardened or release: how strict
  --severity LEAST  tell findings from error, warning or info (default) up
  --only ID         only this check; may be repeated
  --except ID       all but this check; may be repeated
  --rules           list all checks instead, as text or json
  --help            this text

A finding is acknowledged by a comment behind it, or on a line of its own above:
  # projen-delivery: ignore[check-id] reason until 2027-03-01

Exit code: 0 no error found, 1 at least one finding of severity error,
2 the check could not be made, or not completely; the message says why.
`;

export const BENCHMARK_HELP = `Usage: projen-delivery benchmark COMMAND OPTION...

Judges paired runs of two versions, as the script of a BenchmarkStage does. Runs
nothing itself. Runs are files <runs>/<first|confirmation>/<number>.<base|head>.json.

Commands:
  collect   --format FORMAT --path RESULTS --elapsed SECONDS --cpu SECONDS --to FILE
            reads what a tool wrote after one run. FORMAT is
            custom-smaller-is-better, custom-bigger-is-better, hyperfine, vitest,
            mitata, criterion, or duration: the seconds that the command took
  next      --runs FOLDER --threshold PERCENT --repetitions PAIRS
            tells which pairs to run next, such as "first 11 20", or nothing
  report    --runs FOLDER --threshold PERCENT --repetitions PAIRS --head COMMIT
            --base COMMIT --to FOLDER [--title TEXT] [--run-url URL] [--history FILE]
            writes report.md, result.json and record.json
  baseline  --history FILE --days DAYS
            tells the newest commit of a history that is so many days old

Exit code: 0 done, 2 it could not be done, 3 a regression (report).
`;
