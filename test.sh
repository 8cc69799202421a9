#!/usr/bin/env bash
# Installs what premap needs, builds it and runs all its tests.
#
#   ./test.sh               everything; ctest's summary comes last
#   ./test.sh --deps-only   installs the packages and stops
#   ./test.sh --linux-tree [newest|7.3|7.2|6.12]
#                           unpacks that kernel (default: the newest that
#                           Debian has), prints its folder and stops
#
# The tests on real kernels use Debian's linux-source packages, unpacked and
# configured once below PREMAP_CACHE (default: ~/.cache/premap).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

packages=(
	# premap itself
	clang-22 libclang-22-dev libclang-cpp22 libclang-rt-22-dev lld-22 llvm-22-dev
	cmake ninja-build nlohmann-json3-dev libcli11-dev libz3-dev libsqlite3-dev
	libgtest-dev libgmock-dev libbenchmark-dev git
	# what Kbuild wants, and what --sandbox starts it with
	make flex bison bc perl python3 libelf-dev libssl-dev libc6-dev
	bubblewrap
	# to unpack the kernels that the tests read, and for their VMA harness
	xz-utils liburcu-dev
)

# What only tests need: a browser for report.html, what makes and checks a
# package, and what reads manual pages.
test_packages=(chromium dpkg-dev lintian groff-base)
# Other sources of Node bring npm along.
command -v node >/dev/null || test_packages+=(nodejs)
command -v npm >/dev/null || test_packages+=(npm)

say() { echo "== $*" >&2; }
die() {
	echo "$0: $*" >&2
	exit 1
}

# Prints those of the packages that are not installed.
missing_packages() {
	local installed
	installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' \
		"$@" 2>/dev/null | sed -n 's/ installed$//p') || true
	printf '%s\n' "$@" | grep -vxF "$installed" || true
}

# install_packages PACKAGE...
install_packages() {
	local missing as_root=()
	missing=$(missing_packages "$@" | paste -sd' ')
	[ -n "$missing" ] || return 0
	command -v apt-get >/dev/null ||
		die "no apt-get here; install by hand: $missing"
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null ||
			die "run as root, or install sudo, to install: $missing"
		as_root=(sudo)
	fi
	say "installing $missing"
	# LLVM 22 comes with Debian 12's security updates, hence the update.
	"${as_root[@]}" apt-get update -qq </dev/null >&2
	# shellcheck disable=SC2086 # one word for each package
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing </dev/null >&2
}

# build PRESET TARGET...: a build folder of another machine or another compiler
# is configured anew by cmake itself.
build() {
	local preset=$1
	shift
	local launcher=()
	if command -v ccache >/dev/null; then
		launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
		# One cache for all checkouts.
		export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
		export CCACHE_SLOPPINESS=pch_defines,time_macros
	fi
	say "building ($preset)"
	cmake --preset "$preset" "${launcher[@]}" >/dev/null
	cmake --build --preset "$preset" --target "$@" -- --quiet >&2
}

case "${1-}" in
--deps-only)
	install_packages "${packages[@]}"
	exit
	;;
--linux-tree)
	[ $# -le 2 ] || die "usage: ./test.sh --linux-tree [newest|7.3|7.2|6.12]"
	exec tool/tree/linux-source.sh "${2:-newest}"
	;;
"") ;;
*) die "usage: ./test.sh [--deps-only | --linux-tree [newest|7.3|7.2|6.12]]" ;;
esac

# The newest kernel is the one that people migrate; 6.12 shows what only a tree
# without the API can, 7.2 an API that has changed since. Debian drops old
# backports some day: the tests of such a kernel then say that they are skipped.
bring_trees() {
	tool/tree/linux-source.sh newest >"$1/newest" || return
	tool/tree/linux-source.sh 7.2 >"$1/7.2" || true
	tool/tree/linux-source.sh 6.12 >"$1/6.12" || true
}

install_packages "${packages[@]}" "${test_packages[@]}"
for folder in tool/report/browser tool/lint/sarif; do
	npm ci --prefix $folder --no-audit --no-fund --ignore-scripts >&2 ||
		say "npm cannot install what $folder needs: its test will be skipped"
done
folders=$(mktemp -d)
trap 'rm -rf "$folders"; jobs -p | xargs -r kill 2>/dev/null || true' EXIT
# That waits for a mirror most of the time.
bring_trees "$folders" &
bringing=$!
build release premap_unsanitized
wait "$bringing" || die "there is no kernel to test on"
PREMAP_LINUX_TREE=$(<"$folders/newest")
PREMAP_LINUX_TREE_7_2=$(<"$folders/7.2")
PREMAP_LINUX_TREE_6_12=$(<"$folders/6.12")
export PREMAP_LINUX_TREE PREMAP_LINUX_TREE_7_2 PREMAP_LINUX_TREE_6_12

# Kbuild often waits for one process: all at once takes half the time.
configuring=()
for tree in "$PREMAP_LINUX_TREE" "$PREMAP_LINUX_TREE_7_2" "$PREMAP_LINUX_TREE_6_12"; do
	[ -n "$tree" ] || continue
	say "configuring $tree"
	build/release/premap configure "$tree" --arch x86_64 --quiet &
	configuring+=($!)
done
for one in "${configuring[@]}"; do
	wait "$one" || die "a kernel could not be configured"
done

say "testing (release)"
ctest --preset release -j "$(nproc)" --label-regex 'real-tree|unsanitized'

build asan all
say "testing (asan)"
# Debian's LLVM and Z3 are not instrumented; what they keep is not ours.
export LSAN_OPTIONS=suppressions=$PWD/.lsan-suppressions:print_suppressions=0
ctest --preset asan -j "$(nproc)" --label-exclude 'real-tree|unsanitized'
