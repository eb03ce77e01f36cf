#!/usr/bin/env bash
main() {
  echo "a"

main "$@"
