#!/usr/bin/env bash
set -euo pipefail

main() {
  if ! command -v ruff; then
    pip install ruff
  fi
}

main "$@"
