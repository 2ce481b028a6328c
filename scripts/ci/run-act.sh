#!/usr/bin/env bash
# Runs .github/workflows/acceptance.yml, and the workflows of a new user (scripts/ci/newcomer/), with nektos/act on this
# machine: no container and no network.
#
# act runs `using: node24` with the `node` of the PATH, and copies the work tree (without what git ignores) in
# place of actions/checkout, which therefore needs no download.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/ci/install-tools.sh
PATH=$(scripts/ci/node24-path.sh):$PATH

cache=$PWD/.cache/act
mkdir -p "$cache"
log=$cache/log
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy
# The server of the workflow is GitHub's API here, so that its port is chosen beforehand. By another name: a host of GitHub's
# is asked differently.
port=$(node -e "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close() })")
if XDG_CACHE_HOME=$cache XDG_CONFIG_HOME=$cache .cache/tools/bin/act push \
  --workflows .github/workflows/acceptance.yml --platform ubuntu-latest=-self-hosted \
  --env ACCEPTANCE_PORT="$port" --env GITHUB_API_URL="http://localhost:$port" --env GITHUB_REPOSITORY=octocat/hello-world \
  --action-cache-path "$cache/actions" --action-offline-mode --no-cache-server \
  < /dev/null > "$log" 2>&1; then
  grep --extended-regexp --only-matching '(Success|Failure) - Main .*' "$log"
else
  cat "$log"
  exit 1
fi
node scripts/ci/run-newcomer.mjs .cache/tools/bin/act "$cache"
