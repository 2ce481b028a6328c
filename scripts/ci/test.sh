#!/usr/bin/env bash
# Installs what the lockfile names, and runs all tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
npm ci
npm test
