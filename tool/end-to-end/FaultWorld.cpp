#include "FaultWorld.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;

namespace premap::faults {

static std::string read(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

static void write(const fs::path &Path, const std::string &Text) {
  fs::create_directories(Path.parent_path());
  std::ofstream(Path, std::ios::binary) << Text;
}

/// Runs a program of the system; the campaign cannot do without.
static void must(const std::string &ShellCommand) {
  if (std::system(ShellCommand.c_str()) != 0) {
    std::fprintf(stderr, "failed: %s\n", ShellCommand.c_str());
    std::exit(2);
  }
}

World::World(fs::path Where, const fs::path &Testdata)
    : Root(std::move(Where)), Now(Root / "now"), First(Root / "first") {
  fs::remove_all(Root);
  for (const char *Name : {"home", "tmp", "cache", "results", "elsewhere"})
    fs::create_directories(Now / Name);
  write(Now / "elsewhere/letter.txt", "dear\n");
  write(Now / "results/notes.txt", "mine\n");
  makeTree(Testdata);
  // What several commands find there: a configuration and earlier results.
  for (const std::vector<std::string> &Words :
       {std::vector<std::string>{"configure", path("tree"), "-q", "--arch",
                                 "x86_64"},
        {"run", path("tree"), "-q", "--target-api", "7.1", "-o",
         path("results/earlier")}})
    if (Ending E = run(Words, ""); E.Status != 0) {
      std::fprintf(stderr, "premap %s: %d\n%s", Words[0].c_str(), E.Status,
                   E.Err.c_str());
      std::exit(2);
    }
  must("cp -a '" + Now.string() + "' '" + First.string() + "'");
}

World::~World() { fs::remove_all(Root); }

/// The sample tree with three drivers only: a run has to be quick.
void World::makeTree(const fs::path &Testdata) const {
  const std::set<std::string> Drivers{"late.c", "ledram.c", "bar.c"};
  fs::path Tree = Now / "tree";
  fs::copy(Testdata / "tree", Tree, fs::copy_options::recursive);
  std::vector<fs::path> Gone;
  for (const auto &Entry : fs::recursive_directory_iterator(Tree)) {
    if (Entry.path().extension() == ".c" &&
        !Drivers.count(Entry.path().filename()))
      Gone.push_back(Entry.path());
    if (Entry.path().filename() != "Makefile")
      continue;
    std::istringstream Old(read(Entry.path()));
    std::string New;
    for (std::string Line; std::getline(Old, Line);)
      if (Line.rfind("obj-", 0) != 0)
        New += Line + "\n";
    write(Entry.path(), New);
  }
  for (const fs::path &Path : Gone)
    fs::remove(Path);
  write(Tree / "drivers/Makefile", "obj-y += char/\n");
  write(Tree / "drivers/char/Makefile", "obj-y += late.o ledram.o bar.o\n");
  must("cd '" + Tree.string() +
       "' && git init -q && git add . && git -c user.name=n -c "
       "user.email=n@example.org commit -q -m m");
  fs::copy(Testdata / "patches/right-late.patch", Now / "elsewhere");
  fs::copy(Testdata / "scenarios/private-data-overwritten-by-merge.json",
           Now / "elsewhere/scenario.json");
}

void World::reset() const {
  fs::remove_all(Now);
  must("cp -a '" + First.string() + "' '" + Now.string() + "'");
}

void World::checkOut() const {
  must("git -C '" + path("tree") + "' checkout -q -- .");
}

Snapshot World::look() const {
  Snapshot Seen;
  for (auto I = fs::recursive_directory_iterator(Now);
       I != fs::recursive_directory_iterator(); ++I) {
    std::string Path = fs::relative(I->path(), Now);
    if (Path == "tree/.git") {
      I.disable_recursion_pending();
      continue;
    }
    fs::file_status Status = I->symlink_status();
    std::string What = std::to_string(int(Status.type())) + "," +
                       std::to_string(unsigned(Status.permissions())) + ",";
    if (fs::is_regular_file(Status))
      What += read(I->path());
    Seen[Path] = What;
  }
  return Seen;
}

std::vector<Command> World::commands() const {
  const std::string Tree = path("tree"), Results = path("results");
  const std::vector<std::string> Api{"--target-api", "7.1", "-q"};
  std::vector<Command> All{
      {"doctor", {"doctor", Tree}, {}},
      {"model",
       {"model", path("elsewhere/scenario.json"), "--output",
        "json:" + Results + "/model.json"},
       {"results/model.json"}},
      {"scan",
       {"scan", Tree, "-q", "--output", "json:" + Results + "/scan.json"},
       {"results/scan.json"}},
      {"explain", {"explain", Tree, "late_mmap"}, {}},
      {"rewrite",
       {"rewrite", Tree, "late_mmap", "--output",
        "json:" + Results + "/rewrite.json"},
       {"results/rewrite.json"}},
      {"in-place",
       {"rewrite", Tree, "--in-place", "--no-verify"},
       {"tree/drivers/char/late.c", "tree/drivers/char/ledram.c",
        "tree/drivers/char/bar.c"}},
      {"verify", {"verify", Tree, "late_mmap"}, {}},
      {"verify-patch",
       {"verify", Tree, "--patch", path("elsewhere/right-late.patch")},
       {}},
      {"run",
       {"run", Tree, "--no-verify", "-o", Results + "/out"},
       {"results/out"}},
      {"run-again",
       {"run", Tree, "--no-verify", "-o", Results + "/earlier"},
       {"results/earlier"}},
      {"configure",
       {"configure", Tree, "-q", "--again", "--arch", "x86_64"},
       {}}};
  const std::set<std::string> Plain{"doctor", "model", "scan", "configure"};
  for (Command &C : All)
    if (!Plain.count(C.Name))
      C.Words.insert(C.Words.end(), Api.begin(), Api.end());
  return All;
}

/// Whether a process of the session \p Session runs.
static bool hasProcesses(pid_t Session) {
  std::error_code EC;
  for (const auto &Entry : fs::directory_iterator("/proc", EC)) {
    std::string Text = read(Entry.path() / "stat");
    size_t Name = Text.rfind(')');
    if (Name == std::string::npos)
      continue;
    char State;
    int Parent, Group, Its;
    if (std::sscanf(Text.c_str() + Name + 1, " %c %d %d %d", &State, &Parent,
                    &Group, &Its) == 4 &&
        Its == Session && State != 'Z' && State != 'X')
      return true;
  }
  return false;
}

[[noreturn]] static void become(const World &W,
                                const std::vector<std::string> &Words,
                                const std::string &Fault) {
  ::setsid();
  int Null = ::open("/dev/null", O_RDONLY);
  int Out =
      ::open(W.path("../out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  int Err =
      ::open(W.path("../err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(Null, 0);
  ::dup2(Out, 1);
  ::dup2(Err, 2);
  for (int Fd : {Null, Out, Err})
    ::close(Fd);
  if (::chdir(W.path("elsewhere").c_str()) != 0)
    ::_exit(99);
  ::setenv("HOME", W.path("home").c_str(), 1);
  ::setenv("TMPDIR", W.path("tmp").c_str(), 1);
  ::setenv("PREMAP_CACHE", W.path("cache").c_str(), 1);
  ::setenv("LD_PRELOAD", PREMAP_FAULT_SHIM, 1);
  if (Fault.empty())
    ::setenv("PREMAP_FAULT_COUNTS", W.path("../counts").c_str(), 1);
  else
    ::setenv("PREMAP_FAULT", Fault.c_str(), 1);
  std::vector<char *> Argv{const_cast<char *>(PREMAP_BINARY)};
  for (const std::string &Word : Words)
    Argv.push_back(const_cast<char *>(Word.c_str()));
  // Two workers: what one of them loses must not be lost.
  for (const char *Word : {"-j", "2"})
    if (Words[0] != "model")
      Argv.push_back(const_cast<char *>(Word));
  Argv.push_back(nullptr);
  ::execv(Argv[0], Argv.data());
  ::_exit(99);
}

Ending World::run(const std::vector<std::string> &Words,
                  const std::string &Fault) const {
  using namespace std::chrono_literals;
  Ending End;
  pid_t Pid = ::fork();
  if (Pid == 0)
    become(*this, Words, Fault);
  int Status = 0;
  const auto Patience = std::chrono::steady_clock::now() + 120s;
  while (::waitpid(Pid, &Status, WUNTRACED | WNOHANG) == 0) {
    std::this_thread::sleep_for(2ms);
    End.Hung = std::chrono::steady_clock::now() > Patience;
    if (End.Hung)
      ::kill(Pid, SIGSTOP);
  }
  if (WIFSTOPPED(Status)) {
    // As `timeout -s KILL` does with what takes too long.
    std::this_thread::sleep_for(100ms);
    ::kill(Pid, SIGKILL);
    ::waitpid(Pid, &Status, 0);
  }
  End.Status =
      WIFSIGNALED(Status) ? 128 + WTERMSIG(Status) : WEXITSTATUS(Status);
  for (unsigned I = 0; I != 100 && hasProcesses(Pid); ++I)
    std::this_thread::sleep_for(20ms);
  End.LeftProcesses = hasProcesses(Pid);
  if (End.LeftProcesses)
    ::kill(-Pid, SIGKILL);
  End.Out = read(Root / "out");
  End.Err = read(Root / "err");
  if (Fault.empty()) {
    std::istringstream Counts(read(Root / "counts"));
    std::string Name;
    unsigned Count;
    while (Counts >> Name >> Count)
      End.Calls[Name] = Count;
  }
  return End;
}

} // namespace premap::faults
