#!/usr/bin/env bash
set -euo pipefail
check_actors() { true; }
case "${1:?}" in
  actors) check_actors ;;
  sync) check_sync ;;
  *) exit 64 ;;
esac
