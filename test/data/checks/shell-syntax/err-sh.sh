#!/bin/sh
list=(a b)
echo "$list"
