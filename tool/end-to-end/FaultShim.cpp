// Preloaded into premap by the fault campaign: lets the N-th call of a function
// fail, kill the process or stop it. PREMAP_FAULT is FUNCTION:N:ACTION, where
// ACTION is a number for errno, "kill" or "stop"; without it, calls are counted
// and written to the file PREMAP_FAULT_COUNTS. Workers count with their parent;
// other programs are left alone.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr const char *Names[] = {
    "rename",         "renameat2",   "linkat",   "fsync",
    "mkdir",          "mkdtemp",     "unlink",   "write",
    "open",           "ftruncate",   "mkostemp", "fork",
    "pthread_create", "posix_spawn", "rmdir",    "fchmod"};
constexpr unsigned Known = sizeof(Names) / sizeof(*Names);

struct Shared {
  std::atomic<unsigned> Calls[Known];
};

Shared *Counts = nullptr;
unsigned Chosen = Known; ///< index into Names
unsigned ChosenCall = 0;
int Error = 0; ///< 0: a signal instead
int Signal = 0;
pid_t Main = 0;
char CountsPath[4096];

std::string takeVariable(const char *Name) {
  const char *Value = std::getenv(Name);
  std::string Text = Value ? Value : "";
  ::unsetenv(Name);
  return Text;
}

[[gnu::constructor(101)]] void setUp() {
  Counts = static_cast<Shared *>(::mmap(nullptr, sizeof(Shared),
                                        PROT_READ | PROT_WRITE,
                                        MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  std::string Fault = takeVariable("PREMAP_FAULT");
  std::snprintf(CountsPath, sizeof(CountsPath), "%s",
                takeVariable("PREMAP_FAULT_COUNTS").c_str());
  ::unsetenv("LD_PRELOAD");
  Main = ::getpid();
  size_t First = Fault.find(':'), Second = Fault.rfind(':');
  if (First == std::string::npos || First == Second)
    return;
  for (unsigned I = 0; I != Known; ++I)
    if (Fault.substr(0, First) == Names[I])
      Chosen = I;
  ChosenCall = std::atoi(Fault.c_str() + First + 1);
  std::string Action = Fault.substr(Second + 1);
  if (Action == "kill")
    Signal = SIGKILL;
  else if (Action == "stop")
    Signal = SIGSTOP;
  else
    Error = std::atoi(Action.c_str());
}

/// Counts a call of Names[Which]; true if it is to fail, errno is set then.
bool fails(unsigned Which) {
  if (!Counts || Counts == MAP_FAILED)
    return false;
  unsigned Call = ++Counts->Calls[Which];
  if (Which != Chosen || Call != ChosenCall)
    return false;
  if (Signal) {
    // The process that the user started is the one that somebody kills.
    ::kill(Main, Signal);
    return false;
  }
  errno = Error;
  return true;
}

template <unsigned Which, typename Function> Function *next() {
  static Function *Found =
      reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, Names[Which]));
  return Found;
}

[[gnu::destructor]] void writeCounts() {
  if (!*CountsPath || ::getpid() != Main)
    return;
  if (std::FILE *Out = std::fopen(CountsPath, "w")) {
    for (unsigned I = 0; I != Known; ++I)
      std::fprintf(Out, "%s %u\n", Names[I], Counts->Calls[I].load());
    std::fclose(Out);
  }
}

} // namespace

extern "C" {

int rename(const char *From, const char *To) noexcept {
  return fails(0) ? -1 : next<0, int(const char *, const char *)>()(From, To);
}

int renameat2(int FromFd, const char *From, int ToFd, const char *To,
              unsigned Flags) noexcept {
  return fails(1)
             ? -1
             : next<1, int(int, const char *, int, const char *, unsigned)>()(
                   FromFd, From, ToFd, To, Flags);
}

int linkat(int FromFd, const char *From, int ToFd, const char *To,
           int Flags) noexcept {
  return fails(2) ? -1
                  : next<2, int(int, const char *, int, const char *, int)>()(
                        FromFd, From, ToFd, To, Flags);
}

int fsync(int Fd) { return fails(3) ? -1 : next<3, int(int)>()(Fd); }

int mkdir(const char *Path, mode_t Mode) noexcept {
  return fails(4) ? -1 : next<4, int(const char *, mode_t)>()(Path, Mode);
}

char *mkdtemp(char *Template) noexcept {
  return fails(5) ? nullptr : next<5, char *(char *)>()(Template);
}

int unlink(const char *Path) noexcept {
  return fails(6) ? -1 : next<6, int(const char *)>()(Path);
}

ssize_t write(int Fd, const void *Bytes, size_t Length) {
  return fails(7)
             ? -1
             : next<7, ssize_t(int, const void *, size_t)>()(Fd, Bytes, Length);
}

#define OPEN(Function)                                                         \
  int Function(const char *Path, int Flags, ...) {                             \
    mode_t Mode = 0;                                                           \
    if (Flags & (O_CREAT | __O_TMPFILE)) {                                     \
      va_list Rest;                                                            \
      va_start(Rest, Flags);                                                   \
      Mode = va_arg(Rest, mode_t);                                             \
      va_end(Rest);                                                            \
    }                                                                          \
    bool ForWrite = (Flags & O_ACCMODE) != O_RDONLY;                           \
    return ForWrite && fails(8)                                                \
               ? -1                                                            \
               : next<8, int(const char *, int, ...)>()(Path, Flags, Mode);    \
  }
OPEN(open)
OPEN(open64)
#undef OPEN

int ftruncate(int Fd, off_t Length) noexcept {
  return fails(9) ? -1 : next<9, int(int, off_t)>()(Fd, Length);
}

int mkostemp(char *Template, int Flags) {
  return fails(10) ? -1 : next<10, int(char *, int)>()(Template, Flags);
}

pid_t fork() noexcept { return fails(11) ? -1 : next<11, pid_t()>()(); }

int pthread_create(pthread_t *Thread, const pthread_attr_t *Attributes,
                   void *(*Run)(void *), void *Argument) noexcept {
  if (fails(12))
    return errno;
  return next<12, int(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                      void *)>()(Thread, Attributes, Run, Argument);
}

int posix_spawn(pid_t *Pid, const char *Path,
                const posix_spawn_file_actions_t *Actions,
                const posix_spawnattr_t *Attributes, char *const Argv[],
                char *const Environment[]) {
  if (fails(13))
    return errno;
  return next<13, int(pid_t *, const char *, const posix_spawn_file_actions_t *,
                      const posix_spawnattr_t *, char *const[],
                      char *const[])>()(Pid, Path, Actions, Attributes, Argv,
                                        Environment);
}

int rmdir(const char *Path) noexcept {
  return fails(14) ? -1 : next<14, int(const char *)>()(Path);
}

int fchmod(int Fd, mode_t Mode) noexcept {
  return fails(15) ? -1 : next<15, int(int, mode_t)>()(Fd, Mode);
}

} // extern "C"
