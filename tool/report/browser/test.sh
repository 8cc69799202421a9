#!/bin/sh
# test.sh PREMAP TESTDATA: report.html in a headless Chromium. Status 77 says
# what is missing for that; ../../../test.sh installs it.
cd "$(dirname "$0")" || exit
skip() {
	echo "skipped: $1"
	exit 77
}
command -v node >/dev/null || skip "there is no node"
node -e 'import("./pages.mjs").then((m) => process.exit(m.chromium() ? 0 : 1))' ||
	skip "there is no chromium"
[ -d node_modules/playwright-core ] || skip "run npm ci in $PWD first"
PREMAP_BINARY=$1 PREMAP_TESTDATA=$2 exec node --test report.test.mjs
