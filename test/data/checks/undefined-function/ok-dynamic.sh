#!/usr/bin/env bash
source "$LIBRARY"
check_one() { true; }
check_two
