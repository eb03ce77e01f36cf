#!/usr/bin/env bash
set -eu
npm run watch | tee watch.log &
sleep 1
