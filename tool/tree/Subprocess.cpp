#include "tool/tree/Subprocess.h"

#include "tool/tree/Interrupt.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace premap {

std::string findProgram(llvm::StringRef Program) {
  llvm::ErrorOr<std::string> Path = llvm::sys::findProgramByName(Program);
  return Path ? *Path : "";
}

char CannotRun::ID = 0;

static llvm::Error cannot(const llvm::Twine &What, int Error) {
  return llvm::make_error<CannotRun>(
      ("cannot " + What + ": " + std::strerror(Error)).str());
}

namespace {

class FileDescriptor {
public:
  FileDescriptor() = default;
  ~FileDescriptor() { reset(); }
  FileDescriptor(const FileDescriptor &) = delete;
  FileDescriptor &operator=(const FileDescriptor &) = delete;
  void reset(int New = -1) {
    if (Fd >= 0)
      ::close(Fd);
    Fd = New;
  }
  int get() const { return Fd; }

private:
  int Fd = -1;
};

struct Pipe {
  FileDescriptor Read, Write;
  bool open() {
    int Ends[2];
    if (::pipe2(Ends, O_CLOEXEC) != 0)
      return false;
    Read.reset(Ends[0]);
    Write.reset(Ends[1]);
    return true;
  }
};

} // namespace

/// Ends a child that could not become the program; \p Trouble leads to us.
[[noreturn]] static void exitWith(int Trouble, const std::string &What) {
  std::string Message = What + ": " + std::strerror(errno);
  if (::write(Trouble, Message.data(), Message.size()) < 0)
    ::_exit(126);
  ::_exit(127);
}

static void keepOfEnvironment(const std::vector<std::string> &Names) {
  std::vector<std::pair<const char *, std::string>> Kept;
  for (const std::string &Name : Names)
    if (const char *Value = std::getenv(Name.c_str()))
      Kept.emplace_back(Name.c_str(), Value);
  ::clearenv();
  for (const auto &[Name, Value] : Kept)
    ::setenv(Name, Value.c_str(), 1);
}

static void makeEnvironmentPlain() {
  keepOfEnvironment({"PATH", "HOME", "TMPDIR"});
  ::setenv("LC_ALL", "C", 1);
  ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
}

[[noreturn]] static void childMain(const Process &P, const std::string &Program,
                                   int Out, int Err, int Trouble) {
  ::setpgid(0, 0);
  int Null = ::open("/dev/null", O_RDONLY);
  if (Null < 0 || ::dup2(Null, 0) < 0 || ::dup2(Out, 1) < 0 ||
      ::dup2(Err, 2) < 0)
    exitWith(Trouble, "cannot connect " + Program);
  if (!P.Directory.empty() && ::chdir(P.Directory.c_str()) != 0)
    exitWith(Trouble, "cannot enter " + P.Directory);
  if (P.Plain)
    makeEnvironmentPlain();
  else if (!P.Keep.empty())
    keepOfEnvironment(P.Keep);
  for (const std::string &Entry : P.Environment) {
    size_t Equals = Entry.find('=');
    std::string Name = Entry.substr(0, Equals);
    if (Equals == std::string::npos)
      ::unsetenv(Name.c_str());
    else
      ::setenv(Name.c_str(), Entry.c_str() + Equals + 1, 1);
  }
  std::vector<char *> Argv;
  for (const std::string &Word : P.Argv)
    Argv.push_back(const_cast<char *>(Word.c_str()));
  Argv.push_back(nullptr);
  ::execv(Program.c_str(), Argv.data());
  exitWith(Trouble, "cannot run " + Program);
}

/// Starts the program in a group of its own and ends the whole group: when the
/// program is done, when we are told to (SIGTERM), and when premap dies.
[[noreturn]] static void supervise(const Process &P, const std::string &Program,
                                   int Out, int Err, int Trouble,
                                   pid_t Premap) {
  InterruptGuard::resetInChild();
  ::signal(SIGCHLD, SIG_DFL);
  // Ctrl-C reaches the whole foreground group; premap decides.
  ::setpgid(0, 0);
  ::dup2(Err, STDERR_FILENO);
  sigset_t Wanted, Before;
  sigemptyset(&Wanted);
  for (int Signal : {SIGCHLD, SIGTERM, SIGHUP})
    sigaddset(&Wanted, Signal);
  ::sigprocmask(SIG_BLOCK, &Wanted, &Before);
  ::prctl(PR_SET_PDEATHSIG, SIGHUP);
  if (::getppid() != Premap)
    ::_exit(0);
  pid_t Pid = ::fork();
  if (Pid < 0)
    exitWith(Trouble, "cannot start " + Program);
  if (Pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::sigprocmask(SIG_SETMASK, &Before, nullptr);
    childMain(P, Program, Out, Err, Trouble);
  }
  ::setpgid(Pid, Pid);
  for (int Fd : {Out, Err, Trouble})
    ::close(Fd);
  const timespec *Patience = nullptr;
  for (;;) {
    int Status = 0;
    int Signal = ::sigtimedwait(&Wanted, nullptr, Patience);
    static const timespec AfterTerm{3, 0};
    if (Signal == SIGTERM) { // make removes half-made targets
      ::kill(-Pid, SIGTERM);
      Patience = &AfterTerm;
    }
    if (Signal == SIGHUP || (Signal < 0 && errno == EAGAIN))
      ::kill(-Pid, SIGKILL);
    if (::waitpid(Pid, &Status, WNOHANG) != Pid)
      continue;
    ::kill(-Pid, SIGKILL);
    ::_exit(WIFSIGNALED(Status) ? 128 + WTERMSIG(Status) : WEXITSTATUS(Status));
  }
}

namespace {

/// A pipe's end, and where what it says goes.
struct Source {
  int Fd; ///< -1: there is none
  std::string *Text;
};

} // namespace

/// Reads all until they end. False after Ctrl-C.
static bool collect(InterruptGuard &Guard, std::vector<Source> Sources) {
  std::erase_if(Sources, [](const Source &S) { return S.Fd < 0; });
  while (!Sources.empty()) {
    std::vector<pollfd> Polled{{Guard.fd(), POLLIN, 0}};
    for (const Source &S : Sources)
      Polled.push_back({S.Fd, POLLIN, 0});
    ::poll(Polled.data(), Polled.size(), -1);
    if (wasInterrupted())
      return false;
    for (size_t I = Sources.size(); I-- != 0;) {
      if (!Polled[I + 1].revents)
        continue;
      std::array<char, 65536> Buffer;
      ssize_t Got = ::read(Sources[I].Fd, Buffer.data(), Buffer.size());
      if (Got > 0)
        Sources[I].Text->append(Buffer.data(), Got);
      else if (Got == 0 || errno != EINTR)
        Sources.erase(Sources.begin() + I);
    }
  }
  return true;
}

static int waitFor(pid_t Pid) {
  int Status = 0;
  while (::waitpid(Pid, &Status, 0) < 0 && errno == EINTR)
    ;
  return WIFSIGNALED(Status) ? 128 + WTERMSIG(Status) : WEXITSTATUS(Status);
}

llvm::Expected<ProcessResult> runProcess(const Process &P) {
  std::string Program = findProgram(P.Argv.front());
  if (Program.empty())
    return llvm::make_error<CannotRun>(
        "'" + P.Argv.front() +
        "' is needed and not in PATH; `premap doctor` says how to install it");
  Pipe Out, Err, Trouble;
  FileDescriptor File;
  if (!Err.open() || !Trouble.open() || (P.OutputFile.empty() && !Out.open()))
    return cannot("create a pipe", errno);
  if (!P.OutputFile.empty()) {
    File.reset(::open(P.OutputFile.c_str(),
                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (File.get() < 0)
      return cannot("write '" + P.OutputFile + "'", errno);
  }
  InterruptGuard Guard;
  pid_t Premap = ::getpid();
  pid_t Pid = ::fork();
  if (Pid < 0)
    return cannot("start " + P.Argv.front(), errno);
  if (Pid == 0)
    supervise(P, Program, P.OutputFile.empty() ? Out.Write.get() : File.get(),
              Err.Write.get(), Trouble.Write.get(), Premap);
  for (Pipe *P : {&Out, &Err, &Trouble})
    P->Write.reset();
  ProcessResult Result;
  std::string NotBegun;
  if (!collect(Guard, {{Out.Read.get(), &Result.Out},
                       {Err.Read.get(), &Result.Err},
                       {Trouble.Read.get(), &NotBegun}})) {
    ::kill(Pid, SIGTERM);
    waitFor(Pid);
    return llvm::createStringError("interrupted");
  }
  Result.Status = waitFor(Pid);
  if (!NotBegun.empty())
    return llvm::make_error<CannotRun>(NotBegun);
  return Result;
}

llvm::Expected<ProcessResult> runPlainly(std::vector<std::string> Argv,
                                         std::string Directory) {
  Process P;
  P.Argv = std::move(Argv);
  P.Directory = std::move(Directory);
  P.Plain = true;
  if (!P.Directory.empty())
    P.Environment.push_back("GIT_CEILING_DIRECTORIES=" +
                            llvm::sys::path::parent_path(P.Directory).str());
  return runProcess(P);
}

} // namespace premap
