#!/usr/bin/env bash
# Runs premap's main job and says what it made:
#
#   ./demo.sh              on the small tree testdata/tree, into ./out
#   ./demo.sh linux [DIR]  on the newest kernel that Debian has, into DIR/out;
#                          it is unpacked and configured below DIR
#                          (default: PREMAP_CACHE, else ~/.cache/premap)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
	echo "usage: ./demo.sh [linux [DIR]]" >&2
	exit 2
}

case "${1-}" in
"") [ $# -eq 0 ] || usage ;;
linux)
	[ $# -le 2 ] || usage
	PREMAP_CACHE=$(realpath -m "${2:-${PREMAP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/premap}}")
	export PREMAP_CACHE
	;;
*) usage ;;
esac

./test.sh --deps-only
launcher=()
if command -v ccache >/dev/null; then
	launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
echo "== building premap: some minutes the first time, nothing afterwards"
cmake --preset release "${launcher[@]}" >/dev/null
cmake --build --preset release --target premap -- --quiet |
	{ grep -v '^ninja: no work to do' || true; }

if [ "${1-}" = linux ]; then
	tree=$(./test.sh --linux-tree newest)
	out=$PREMAP_CACHE/out
	target=auto
	echo "== running it on $tree: some minutes; conversions are verified one by one"
else
	tree=testdata/tree
	out=out
	# It has no mmap_prepare, so this is a preview for the release named.
	target=7.1
	echo "== running it on $tree, a small tree written for this"
fi

# Status 3 says that a file could not be read: the small tree has one that is
# broken on purpose.
status=0
build/release/premap run "$tree" -o "$out" --target-api "$target" || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || exit "$status"

echo
echo "What was made in $out:"
(cd "$out" && find . -maxdepth 1 -type f ! -name '.*' -printf '  %f\n' | sort)
echo "  series/: $(find "$out/series" -name '*.patch' ! -name '*cover-letter*' | wc -l) patches for git am, with a cover letter"
# git skips files of a patch without a word if it runs in a subfolder of some
# repository, so the copy stands outside of this one.
echo "To try the patches: cp -r $tree /tmp/converted && cd /tmp/converted &&"
echo "                     git apply $(realpath "$out")/all.patch"
echo "To look at all of it: $(realpath "$out")/report.html"
