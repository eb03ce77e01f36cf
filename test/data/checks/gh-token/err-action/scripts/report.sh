#!/usr/bin/env bash
set -euo pipefail

call_gh() {
  if ! gh "$@"; then
    exit 4
  fi
}

export GH_TOKEN="${GH_TOKEN:?}"
call_gh issue create --repo "${GITHUB_REPOSITORY}" --title failed --body "$1"
