#!/usr/bin/env bash
# Measures premap beside other tools, on this machine, in one run.
#
#   ./bench.sh [TREE]            the newest kernel that Debian has, by default
#   ./bench.sh --runs 9 TREE     so often each (default: 5); medians are printed
#   ./bench.sh --only scan,parse TREE
#
# Parts: scan (cold, warm, beside Coccinelle and ripgrep), parse (beside
# `clang-22 -fsyntax-only -w`), growth, lint, run, configure, memory. What is
# compared is run in turn, so that both see the same machine. spatch is of the
# package coccinelle, rg of ripgrep; what is not installed is left out. Wall times
# say something on an idle machine only; processor time and memory always do.
# "peak MiB" is that of the largest process; memory adds up all of them, what
# they share counted once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
premap=${PREMAP:-$here/build/release/premap}

runs=5 only=scan,parse,growth,lint,run,configure,memory tree=
while [ $# -gt 0 ]; do
	case $1 in
	--runs) runs=$2 && shift ;;
	--only) only=$2 && shift ;;
	-h | --help)
		sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
		exit 0
		;;
	-*)
		echo "$0: unknown option $1" >&2
		exit 2
		;;
	*) tree=$1 ;;
	esac
	shift
done
[ -n "$tree" ] || tree=$("$here/test.sh" --linux-tree)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

RUNS=$runs ONLY=$only TREE=$(realpath "$tree") PREMAP=$premap WORK=$work \
	python3 - <<'END'
import glob, json, os, re, shlex, shutil, statistics, subprocess, sys, time

runs, only = int(os.environ["RUNS"]), os.environ["ONLY"].split(",")
tree, premap, work = (os.environ[n] for n in ("TREE", "PREMAP", "WORK"))
jobs = len(os.sched_getaffinity(0))
os.environ["PREMAP_CACHE"] = own = os.environ.get(
    "PREMAP_CACHE", os.path.expanduser(os.environ.get("XDG_CACHE_HOME", "~/.cache")
                                       + "/premap"))


class Run:
    """What a command took, its children's children included."""
    wall = cpu = peak = 0.0


def measure(words, fine=(0,), cwd=None):
    run, out = Run(), open(work + "/err", "w")
    begin = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=out, cwd=cwd)
    _, status, used = os.wait4(child.pid, 0)
    run.wall = time.monotonic() - begin
    run.cpu = used.ru_utime + used.ru_stime
    run.peak = used.ru_maxrss / 1024
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if fine is not None and code not in fine:
        sys.exit("%s: status %d\n%s" % (shlex.join(words[:3]), code,
                                        open(work + "/err").read()[-2000:]))
    return run


def together(words):
    """The most that a command and all its children take at a time, in MiB."""
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    most = 0
    while child.poll() is None:
        now = 0
        for stat in glob.glob("/proc/[0-9]*/stat"):
            try:
                fields = open(stat).read().rpartition(")")[2].split()
                if int(fields[3]) == child.pid:
                    rollup = open(os.path.dirname(stat) + "/smaps_rollup").read()
                    now += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M).group(1))
            except (OSError, AttributeError, IndexError):
                pass  # it has ended
        most = max(most, now)
        time.sleep(0.1)
    return most / 1024


class Row:
    def __init__(self, name, words, before=None, fine=(0, 1, 3), cwd=None):
        self.name, self.words, self.before = name, words, before
        self.fine, self.cwd, self.all = fine, cwd, []

    def once(self):
        if self.before:
            self.before()
        self.all.append(measure(self.words, self.fine, self.cwd))

    def median(self, what):
        return statistics.median(getattr(r, what) for r in self.all)


def compare(title, rows):
    """Runs the rows in turn, and prints each beside the first one."""
    print("\n%-44s %9s %9s %9s %7s %7s" %
          (title, "wall s", "cpu s", "peak MiB", "wall", "cpu"), flush=True)
    for _ in range(runs):
        for row in rows:
            row.once()
    for row in rows:
        ratio = [rows[0].median(w) / max(row.median(w), 1e-3) for w in ("wall", "cpu")]
        print("  %-42s %9.2f %9.2f %9.0f" % (row.name, *(row.median(w) for w in
                                             ("wall", "cpu", "peak"))) +
              ("" if row is rows[0] else " %6.2fx %6.2fx" % tuple(ratio)), flush=True)


def tool(*words):
    return [premap, words[0], tree, "-q", *words[1:]]


def empty():
    shutil.rmtree(work + "/cache", ignore_errors=True)


def database():
    """The commands of the architecture that compiles most of the tree, which is
    the host's: `configure` keeps of some others a file or two, no sample of it."""
    most = []
    for path in glob.glob("%s/trees/*/build/*/compile_commands.json" % own):
        commands = json.load(open(path))
        if commands and commands[0]["file"].startswith(tree + "/"):
            most = max(most, commands, key=len)
    return most or sys.exit("%s is not configured: premap configure %s" % (tree, tree))


def scan(name, *more):
    return Row(name, tool("scan", "--no-cache", *more))


cold = lambda: scan("premap scan, cold")
others = []
for missing in ("spatch", "rg"):
    if not shutil.which(missing):
        print("left out, for it is not installed: " + missing)
if shutil.which("spatch"):
    open(work + "/mmap.cocci", "w").write(
        "@@\nidentifier t, f;\n@@\n"
        "  struct file_operations t = {\n*   .mmap = f,\n  };\n\n"
        "@@\nstruct file_operations *t;\nidentifier f;\n@@\n* t->mmap = f\n")
    others.append(Row("spatch, the same tables",
                      ["spatch", "--very-quiet", "-j", str(jobs), "--no-includes",
                       "--sp-file", work + "/mmap.cocci", "--dir", tree]))
if shutil.which("rg"):
    others.append(Row("rg -w mmap", ["rg", "-w", "-c", "-j", str(jobs), "-tc",
                                     "mmap", tree]))
print("%s, %d processors, medians of %d; x: premap's share of the other" %
      (os.path.basename(tree), jobs, runs))
if "scan" in only:
    compare("scan, every file parsed", [cold(), *others])
    for row in others:
        row.all = []
    warm = Row("premap scan, warm", tool("scan"))
    warm.once()
    warm.all = []
    compare("scan, nothing has changed", [warm, *others])

search = Row("text search, no file parsed",
             tool("scan", "--tables", "all", "--shard", "1/1000000", "--cache",
                  work + "/cache"), empty)
half = lambda part: Row("shard 1/%d" % part,
                        tool("scan", "--shard", "1/%d" % part, "--cache",
                             work + "/cache"), empty)
if "parse" in only:
    files = [c for c in database()
             if re.search(rb"\bmmap\s*=", open(c["file"], "rb").read())][::10]
    script = "cd %s\n" % shlex.quote(files[0]["directory"])
    for c in files:
        words = c.get("arguments") or shlex.split(c["command"])
        keep = [w for w in words[1:] if w != "-c" and not w.startswith("-Wp,")]
        at = keep.index("-o") if "-o" in keep else None
        if at is not None:
            del keep[at:at + 2]
        script += "clang-22 -fsyntax-only -w %s || :\n" % shlex.join(keep)
    open(work + "/clang.sh", "w").write(script)
    clang = Row("clang-22 -fsyntax-only, %d files" % len(files),
                ["bash", work + "/clang.sh"], fine=None)
    shard = half(2)
    compare("parse", [shard, search, clang])
    words = [premap, "scan", tree, "--shard", "1/2", "--cache", work + "/count"]
    said = subprocess.run(words, capture_output=True, text=True).stderr
    units = int(re.search(r"(\d+) units", said).group(1))
    ours = (shard.median("cpu") - search.median("cpu")) / units
    theirs = clang.median("cpu") / len(files)
    print("  each of %d units %.0f ms, each of clang's files %.0f ms: %.2fx" %
          (units, 1000 * ours, 1000 * theirs, ours / theirs))
if "growth" in only:
    rows = [cold(), half(2), half(4), search]
    compare("growth: the whole, a half, a quarter, nothing", rows)
    archs = sorted({os.path.basename(os.path.dirname(p)) for p in glob.glob(
        "%s/trees/%s-*/build/*/premap.json" % (own, os.path.basename(tree)))})
    if len(archs) > 1:
        compare("growth: architectures",
                [scan(",".join(archs), "--arch", ",".join(archs)),
                 scan(archs[0], "--arch", archs[0])])
if "lint" in only:
    compare("lint", [Row("premap lint, cold", tool("lint", "--no-cache")),
                     Row("premap lint, warm", tool("lint"))])
if "run" in only:
    out = lambda: shutil.rmtree(work + "/out", ignore_errors=True)
    compare("run", [Row("premap run, cold",
                        tool("run", "--no-cache", "-o", work + "/out"), out),
                    Row("premap run, warm", tool("run", "-o", work + "/out"), out)])
if "memory" in only:
    print("\n%-44s %9s" % ("memory of all processes, one run", "peak MiB"))
    for words in (["scan", "--no-cache", "-j2"],
                  ["run", "--no-cache", "-j2", "-o", work + "/out"]):
        shutil.rmtree(work + "/out", ignore_errors=True)
        print("  premap %-35s %9.0f" %
              (" ".join(words[:3]), together(tool(*words))), flush=True)
if "configure" in only:
    compare("configure",
            [Row("premap configure, warm", tool("configure", "-p", work + "/build")),
             Row("premap configure, cold",
                 tool("configure", "--again", "-p", work + "/build"))])
END
