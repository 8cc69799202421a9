#!/bin/sh
# package-test.sh BUILD TREE: makes the package for Debian, lets lintian look at
# it where there is one, installs it below a root of its own and runs it from
# there.
set -eu
build=$1 tree=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in cpack dpkg-shlibdeps; do
	command -v "$tool" >/dev/null || {
		echo "skipped: there is no $tool"
		exit 77
	}
done

cd "$build"
cpack -B "$work" >"$work/log" 2>&1 || {
	cat "$work/log"
	exit 1
}
package=$(echo "$work"/premap_*.deb)

if command -v lintian >/dev/null; then
	# Whose package it is, is not known here.
	lintian --fail-on error --allow-root \
		--suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog \
		"$package"
else
	echo "lintian is not installed"
fi

root=$work/root
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
touch "$root/var/lib/dpkg/status"
if [ "$(id -u)" -eq 0 ]; then
	dpkg --root="$root" --log=/dev/null --force-depends -i "$package" >/dev/null 2>"$work/log" || {
		cat "$work/log"
		exit 1
	}
else
	dpkg-deb -x "$package" "$root"
fi
for file in bin/premap share/man/man1/premap.1.gz share/man/man1/premap-scan.1.gz \
	share/bash-completion/completions/premap share/zsh/vendor-completions/_premap \
	share/fish/vendor_completions.d/premap.fish share/doc/premap/copyright; do
	[ -s "$root/usr/$file" ] || {
		echo "$file is not in the package"
		exit 1
	}
done

"$root/usr/bin/premap" --version
export PREMAP_CACHE="$work/cache"
"$root/usr/bin/premap" configure "$tree" --arch x86_64 -q
status=0
"$root/usr/bin/premap" scan "$tree" -q --output "json:$work/scan.json" || status=$?
# The sample tree has a file that is broken on purpose.
[ "$status" -eq 3 ] && grep -q '"id": "drivers/char/bar.c:bar_mmap"' "$work/scan.json"
