#!/usr/bin/env bash
plain() { make all; make install; }
if plain; then echo done; fi
