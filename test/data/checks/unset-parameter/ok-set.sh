#!/usr/bin/env bash
set -u
set -- a b
echo "$1"
