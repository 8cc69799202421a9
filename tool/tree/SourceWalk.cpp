#include "tool/tree/SourceWalk.h"

#include "guard/VisibleText.h"

#include "llvm/ADT/StringSwitch.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

using llvm::StringRef;

namespace premap {

static bool isLeftOut(StringRef TopFolder) {
  return llvm::StringSwitch<bool>(TopFolder)
      .Cases({"tools", "scripts", "usr", "Documentation"}, true)
      .Default(false);
}

static unsigned char typeOf(int Folder, const dirent &Entry) {
  if (Entry.d_type != DT_UNKNOWN)
    return Entry.d_type;
  struct stat Status;
  if (::fstatat(Folder, Entry.d_name, &Status, AT_SYMLINK_NOFOLLOW) != 0)
    return DT_UNKNOWN;
  return S_ISDIR(Status.st_mode)   ? DT_DIR
         : S_ISREG(Status.st_mode) ? DT_REG
                                   : DT_UNKNOWN;
}

SourceList listSources(const KernelTree &Tree) {
  SourceList List;
  std::vector<std::string> Pending{""};
  while (!Pending.empty()) {
    std::string Folder = std::move(Pending.back());
    Pending.pop_back();
    std::unique_ptr<DIR, int (*)(DIR *)> Stream(
        ::opendir(Tree.absolute(Folder).c_str()), ::closedir);
    if (!Stream) {
      List.Unread.push_back({Folder, std::strerror(errno)});
      continue;
    }
    while (const dirent *Entry = ::readdir(Stream.get())) {
      StringRef Name = Entry->d_name;
      if (Name.starts_with(".") || (Folder.empty() && isLeftOut(Name)))
        continue;
      unsigned char Type = typeOf(::dirfd(Stream.get()), *Entry);
      std::string Path =
          Folder.empty() ? Name.str() : Folder + "/" + Name.str();
      bool IsSource =
          Type == DT_REG && (Name.ends_with(".c") || Name.ends_with(".h"));
      if (Type != DT_DIR && !IsSource)
        continue;
      // Reports have a line for each file.
      if (std::string Shown = visibleName(Path); Shown != Path)
        List.Unread.push_back({Shown, "its name has control characters"});
      else
        (IsSource ? List.Files : Pending).push_back(std::move(Path));
    }
  }
  for (const auto &[Path, Text] : Tree.texts()) {
    std::erase(List.Files, Path);
    bool IsSource =
        StringRef(Path).ends_with(".c") || StringRef(Path).ends_with(".h");
    if (Text && IsSource && !isLeftOut(StringRef(Path).split('/').first))
      List.Files.push_back(Path);
  }
  std::sort(List.Files.begin(), List.Files.end());
  std::sort(List.Unread.begin(), List.Unread.end());
  return List;
}

namespace {

/// Reads one file after the other into a buffer that only grows.
class FileReader {
public:
  /// The text, valid until the next call; empty with \p Error set to the
  /// error number if it cannot be read.
  StringRef read(const std::string &Path, int &Error);

private:
  std::vector<char> Buffer = std::vector<char>(1 << 20);
};

StringRef FileReader::read(const std::string &Path, int &Error) {
  int Fd = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  Error = Fd < 0 ? errno : 0;
  if (Fd < 0)
    return StringRef();
  size_t Length = 0;
  for (;;) {
    if (Length == Buffer.size())
      Buffer.resize(2 * Buffer.size());
    ssize_t Got = ::read(Fd, Buffer.data() + Length, Buffer.size() - Length);
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got < 0)
      Error = errno;
    if (Got <= 0)
      break;
    Length += Got;
  }
  ::close(Fd);
  return Error ? StringRef() : StringRef(Buffer.data(), Length);
}

} // namespace

std::vector<UnreadPath>
forEachSource(const KernelTree &Tree, const std::vector<std::string> &Files,
              unsigned Jobs,
              llvm::function_ref<void(size_t, StringRef)> OnText) {
  std::atomic<size_t> Next = 0;
  std::mutex UnreadMutex;
  std::vector<UnreadPath> Unread;
  auto Work = [&] {
    FileReader Reader;
    for (size_t I; (I = Next.fetch_add(1)) < Files.size();) {
      if (auto At = Tree.texts().find(Files[I]); At != Tree.texts().end()) {
        OnText(I, At->second ? StringRef(*At->second) : StringRef());
        continue;
      }
      int Error = 0;
      StringRef Text = Reader.read(Tree.absolute(Files[I]), Error);
      if (Error) {
        std::lock_guard Lock(UnreadMutex);
        Unread.push_back({Files[I], std::strerror(Error)});
        continue;
      }
      OnText(I, Text);
    }
  };
  std::vector<std::thread> Threads;
  try {
    for (unsigned I = 1; I < std::max(1u, Jobs); ++I)
      Threads.emplace_back(Work);
  } catch (const std::system_error &) {
    // Where no more threads may be started, those that are there do it all.
  }
  Work();
  for (std::thread &Thread : Threads)
    Thread.join();
  std::sort(Unread.begin(), Unread.end());
  return Unread;
}

} // namespace premap
