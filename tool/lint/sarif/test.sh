#!/bin/sh
# test.sh PREMAP TESTDATA: SARIF output against its schema. Status 77 says what
# is missing for that; ../../../test.sh installs it.
cd "$(dirname "$0")" || exit
skip() {
	echo "skipped: $1"
	exit 77
}
command -v node >/dev/null || skip "there is no node"
[ -d node_modules/ajv ] || skip "run npm ci in $PWD first"
PREMAP_BINARY=$1 PREMAP_TESTDATA=$2 exec node --test sarif.test.mjs
