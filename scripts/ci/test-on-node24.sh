#!/usr/bin/env bash
# The tests on Node 24, where the Node at hand is another one.
set -euo pipefail
cd "$(dirname "$0")/../.."
node24=$(scripts/ci/node24-path.sh)
if [ "$node24" = "$(dirname "$(command -v node)")" ]; then
  echo "The tests have run on Node $(node --version) already"
  exit 0
fi
PATH=$node24:$PATH
echo "Node $(node --version)"
npm test
