#!/usr/bin/env bash
set -euo pipefail
main() { npm test | tee log; }
main "$@"
