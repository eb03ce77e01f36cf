#!/usr/bin/env bash
set -euo pipefail
is_ready() { curl -fsS https://example.com/ready > /dev/null; }
has_name() { local name; name=$(basename "$1"); [[ -n "$name" ]]; }
build() { make all || return 1; make install; }
plain() { make all; make install; }
if is_ready; then echo ready; fi
has_name "$1" && echo named
build || exit 1
plain
