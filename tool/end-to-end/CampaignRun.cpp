#include "CampaignRun.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <map>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;

namespace premap::faults {

std::string textOf(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

std::string everythingIn(const fs::path &Folder) {
  std::map<std::string, std::string> All;
  for (const auto &Entry : fs::recursive_directory_iterator(Folder))
    All[Entry.path()] =
        std::to_string(unsigned(Entry.symlink_status().permissions())) +
        (Entry.is_regular_file() ? textOf(Entry.path()) : "");
  std::string Text;
  for (const auto &[Path, What] : All)
    Text += Path + "\n" + What + "\n";
  return Text;
}

/// The processes of a session.
static std::vector<pid_t> processesOf(pid_t Session) {
  std::vector<pid_t> Found;
  std::error_code EC;
  for (const auto &Entry : fs::directory_iterator("/proc", EC)) {
    std::string Text = textOf(Entry.path() / "stat");
    size_t Name = Text.rfind(')');
    if (Name == std::string::npos)
      continue;
    char State;
    int Parent, Group, Its;
    if (std::sscanf(Text.c_str() + Name + 1, " %c %d %d %d", &State, &Parent,
                    &Group, &Its) == 4 &&
        Its == Session && State != 'Z' && State != 'X')
      Found.push_back(std::atoi(Text.c_str()));
  }
  return Found;
}

CampaignRun::CampaignRun(const fs::path &Home, const fs::path &Cache,
                         const std::vector<std::string> &Arguments) {
  static unsigned Number = 0;
  OutFile = Home / ("out" + std::to_string(++Number));
  ErrFile = Home / ("err" + std::to_string(Number));
  int Out = ::open(OutFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  int Err = ::open(ErrFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  Pid = ::fork();
  if (Pid == 0) {
    ::setsid();
    int Null = ::open("/dev/null", O_RDONLY);
    ::dup2(Null, 0);
    ::dup2(Out, 1);
    ::dup2(Err, 2);
    for (int Fd = 3; Fd != 64; ++Fd)
      ::close(Fd);
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 ||
                             ::setgid(Nobody) != 0 || ::setuid(Nobody) != 0))
      ::_exit(98);
    if (::chdir(Home.c_str()) != 0)
      ::_exit(98);
    ::setenv("HOME", Home.c_str(), 1);
    ::setenv("TMPDIR", (Home / "tmp").c_str(), 1);
    ::setenv("PREMAP_CACHE", (Home / "cache").c_str(), 1);
    std::vector<std::string> Own{PREMAP_BINARY};
    Own.insert(Own.end(), Arguments.begin(), Arguments.end());
    if (!Cache.empty())
      Own.insert(Own.end(), {"--cache", Cache.string()});
    std::vector<char *> Argv;
    for (std::string &Word : Own)
      Argv.push_back(Word.data());
    Argv.push_back(nullptr);
    ::execv(Argv[0], Argv.data());
    ::_exit(99);
  }
  ::close(Out);
  ::close(Err);
}

void CampaignRun::killAfter(std::chrono::milliseconds Delay, bool OnlyAWorker,
                            std::mt19937 &Random) {
  std::this_thread::sleep_for(Delay);
  pid_t Victim = Pid;
  if (OnlyAWorker) {
    std::vector<pid_t> All = processesOf(Pid);
    std::erase(All, Pid);
    if (All.empty())
      return;
    Victim = All[Random() % All.size()];
  }
  Killed = ::kill(Victim, SIGKILL) == 0;
}

void CampaignRun::finish() {
  if (Pid < 0)
    return;
  int Its = 0;
  while (::waitpid(Pid, &Its, 0) < 0 && errno == EINTR)
    ;
  Status = WIFSIGNALED(Its) ? 128 + WTERMSIG(Its) : WEXITSTATUS(Its);
  for (unsigned I = 0; I != 100 && !processesOf(Pid).empty(); ++I)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  LeftProcesses = !processesOf(Pid).empty();
  if (LeftProcesses)
    ::kill(-Pid, SIGKILL);
  Pid = -1;
  Out = textOf(OutFile);
  Err = textOf(ErrFile);
  fs::remove(OutFile);
  fs::remove(ErrFile);
}

} // namespace premap::faults
