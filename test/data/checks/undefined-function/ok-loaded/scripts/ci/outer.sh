#!/usr/bin/env bash
check_two() { true; }
. scripts/ci/inner.sh
