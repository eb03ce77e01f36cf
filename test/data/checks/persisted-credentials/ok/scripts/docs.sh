#!/usr/bin/env bash
git push origin gh-pages
