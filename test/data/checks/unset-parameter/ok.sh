#!/usr/bin/env bash
set -euo pipefail
name="${1:?usage: ok.sh NAME}"
echo "$1" "$0" "$@" "${2:-}" "${3-x}" "${4:-}"
go() { echo "$1" "$5"; }
go "$@"
