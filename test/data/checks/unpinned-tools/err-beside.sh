#!/usr/bin/env bash
set -euo pipefail

pack() {
  tar -czf package.tgz dist
  sha256sum package.tgz > package.tgz.sha256
}

main() {
  curl -fsSLo tool https://example.com/v1.2.3/tool
  chmod +x tool
  ./tool build
  pack
}

main "$@"
