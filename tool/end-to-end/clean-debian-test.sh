#!/bin/sh
# clean-debian-test.sh BUILD TREE: makes a Debian 12 that has nothing else,
# installs the package there with apt, which brings what it depends on, and uses
# the program, its manual pages and its completions. Wants root, debootstrap and
# a mirror (PREMAP_DEBIAN_MIRROR, PREMAP_DEBIAN_SECURITY); status 77 says what
# there is none of.
set -eu
build=$1 tree=$2
mirror=${PREMAP_DEBIAN_MIRROR:-http://deb.debian.org/debian}
security=${PREMAP_DEBIAN_SECURITY:-http://deb.debian.org/debian-security}
skip() {
	echo "skipped: $1"
	exit 77
}
[ "$(id -u)" -eq 0 ] || skip "only root can make a Debian"
for tool in cpack dpkg-shlibdeps debootstrap unshare; do
	command -v "$tool" >/dev/null || skip "there is no $tool"
done
# In a name space of mounts of its own: nothing stays mounted.
if [ "${3-}" != unshared ]; then
	unshare -m true 2>/dev/null || skip "mounts are not allowed here"
	exec unshare -m sh "$0" "$build" "$tree" unshared
fi

work=$(mktemp -d)
trap 'umount -R "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
mount -t tmpfs -o size=4g tmpfs "$work"
root=$work/debian
# said WHAT COMMAND...: what it prints is shown if it fails.
said() {
	what=$1
	shift
	"$@" >"$work/log" 2>&1 </dev/null || {
		tail -n 30 "$work/log"
		echo "$what failed"
		exit 1
	}
}
within() { chroot "$root" env DEBIAN_FRONTEND=noninteractive "$@"; }

(cd "$build" && said "cpack" cpack -B "$work/package")
if ! debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/log" 2>&1; then
	tail -n 3 "$work/log"
	skip "debootstrap cannot make a Debian here"
fi
cp "$work"/package/premap_*.deb "$root/srv/premap.deb"
cp -r "$tree" "$root/srv/tree"
cat >"$root/etc/apt/sources.list" <<END
deb $mirror bookworm main
deb $mirror bookworm-updates main
deb $security bookworm-security main
END
# A minimal Debian leaves documentation out; people's do not.
rm -f "$root"/etc/dpkg/dpkg.cfg.d/*
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"
said "apt-get update" within apt-get update -qq
said "apt-get install" within apt-get install -y -qq --no-install-recommends \
	/srv/premap.deb man-db bash-completion zsh fish

within premap --version
said "the manual" within man --pager=cat premap-scan
grep -q -- --tables "$work/log"
said "bash" within bash -c '. /usr/share/bash-completion/bash_completion
	_completion_loader premap
	COMP_WORDS=(premap sc) COMP_CWORD=1; _premap; echo "${COMPREPLY[@]}"'
grep -qx scan "$work/log"
said "fish" within fish -c 'complete -C "premap baseline cr"'
grep -q '^create' "$work/log"
cp "$(dirname "$0")/zsh-offers.zsh" "$root/srv"
said "zsh" within zsh -f /srv/zsh-offers.zsh /usr/share/zsh/vendor-completions "premap sc"
grep -qx scan "$work/log"

# Without what Kbuild needs, which is only recommended, it says what to install.
within premap doctor >"$work/log" 2>&1 || [ $? -eq 2 ]
missing=$(sed -e :a -e '/\\$/{N;s/\\\n//;ta' -e '}' "$work/log" |
	sed -n 's/.*run: apt-get install //p')
[ -n "$missing" ] || {
	cat "$work/log"
	exit 1
}
# shellcheck disable=SC2086 # one word for each package
said "what doctor names" within apt-get install -y -qq --no-install-recommends $missing
said "configure" within premap configure /srv/tree --arch x86_64 -q
status=0
within premap scan /srv/tree -q --output json:/srv/scan.json || status=$?
# The sample tree has a file that is broken on purpose.
[ "$status" -eq 3 ] && grep -q '"id": "drivers/char/bar.c:bar_mmap"' "$root/srv/scan.json"
