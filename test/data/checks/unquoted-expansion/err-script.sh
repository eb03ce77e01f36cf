#!/usr/bin/env bash
set -euo pipefail
version=$(cat VERSION)
git tag v$version
cp $1 "$2"
