#!/usr/bin/env bash
set -euo pipefail
case "${1:-}" in build) make ;; test) make test ;; *) exit 64 ;; esac
case "$PATH" in *:/opt/bin:*) ;; *:/bin:*) echo yes ;; esac
case "$-" in *i*) echo interactive ;; esac
case "${2:-}" in verbose) set -x ;; esac
case "$RUNNER_OS" in Linux) make linux ;; macOS) make mac ;; Windows) make win ;; esac
level=1
case "${3:-}" in quiet) level=0 ;; loud) level=2 ;; esac
while getopts ab option; do case "$option" in a) make a ;; b) make b ;; esac; done
find_os() { case "$1" in linux) return 0 ;; darwin) return 0 ;; esac; echo "unknown $1 $level" >&2; return 1; }
find_os "$(uname)"
