#!/usr/bin/env bash
set -euo pipefail
packages="make"
case "${1:-}" in
  arm) packages+=" gcc-arm"; export CC=arm-gcc ;;
  riscv) packages+=" gcc-riscv" ;;
  loong) export CGO_ENABLED=0 ;;
esac
echo "$packages"
