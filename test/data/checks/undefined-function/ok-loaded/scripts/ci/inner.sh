#!/usr/bin/env bash
check_one() { true; }
check_two
