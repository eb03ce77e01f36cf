#!/usr/bin/env zsh
for i (1 2) echo $i
