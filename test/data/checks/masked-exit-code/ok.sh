#!/usr/bin/env bash
set -euo pipefail
find_it() {
  local here there="x"
  here=$(gh api user)
  local dir="$(cd "$(dirname "$0")" && pwd)"
  echo "$here $there $dir"
}
find_it
