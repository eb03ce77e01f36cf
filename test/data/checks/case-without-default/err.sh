#!/usr/bin/env bash
set -euo pipefail
case "${1:-}" in
  build) make ;;
  test | check) make test ;;
esac
case "$RUNNER_OS" in Linux) make linux ;; macOS) make mac ;; esac
