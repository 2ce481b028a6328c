#!/usr/bin/env bash
# Installs the linters of workflows, the runner and GitHub's Markdown parser into .cache/tools, where they stay until a
# version changes.
set -euo pipefail
cd "$(dirname "$0")/../.."

actionlint=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
act=github.com/nektos/act@v0.2.89

tools=$PWD/.cache/tools
wanted="$actionlint $act $(tr '\n' ' ' < scripts/ci/requirements.txt)"
if [ "$(cat "$tools/installed" 2> /dev/null)" = "$wanted" ]; then exit 0; fi

for command in go python3; do
  if ! command -v "$command" > /dev/null; then
    echo "$command is not there: it is needed to install actionlint and act (Go 1.24 or newer), zizmor, shellcheck and cmarkgfm (Python 3.10 or newer)" >&2
    exit 1
  fi
done

rm -rf "$tools"
mkdir -p "$tools/bin"
python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
  --requirement scripts/ci/requirements.txt
ln -s ../python/bin/zizmor ../python/bin/shellcheck "$tools/bin/"
# From the root: a go.mod of a folder above would change what is built.
(cd / && GOBIN="$tools/bin" go install "$actionlint" && GOBIN="$tools/bin" go install "$act")
echo "$wanted" > "$tools/installed"
