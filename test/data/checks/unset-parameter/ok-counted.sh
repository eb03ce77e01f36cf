#!/usr/bin/env bash
set -eu
if [ "$#" -ne 1 ]; then echo "usage: x NAME" >&2; exit 64; fi
echo "$1"
