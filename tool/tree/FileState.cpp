#include "tool/tree/FileState.h"

#include "guard/GuardedFiles.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"

#include <sys/stat.h>

namespace premap {

std::string hashOf(llvm::ArrayRef<llvm::StringRef> Parts, unsigned Bytes) {
  llvm::BLAKE3 Hash;
  for (llvm::StringRef Part : Parts) {
    uint64_t Size = Part.size();
    Hash.update(
        llvm::ArrayRef(reinterpret_cast<const uint8_t *>(&Size), sizeof(Size)));
    Hash.update(Part);
  }
  auto Result = Hash.final<LLVM_BLAKE3_OUT_LEN>();
  return std::string(reinterpret_cast<const char *>(Result.data()), Bytes);
}

static int64_t nanoseconds(const timespec &Time) {
  return int64_t(Time.tv_sec) * 1000000000 + Time.tv_nsec;
}

FileStamp stampOf(const std::string &Path) {
  FileStamp Stamp;
  struct stat Status;
  if (::stat(Path.c_str(), &Status) != 0)
    return Stamp;
  // What is in a folder changes its times; that it is there does not.
  if (S_ISDIR(Status.st_mode)) {
    Stamp.Kind = PathKind::Folder;
    return Stamp;
  }
  Stamp.Kind = S_ISREG(Status.st_mode) ? PathKind::File : PathKind::Other;
  Stamp.Size = Status.st_size;
  Stamp.Modified = nanoseconds(Status.st_mtim);
  Stamp.Changed = nanoseconds(Status.st_ctim);
  Stamp.Inode = int64_t(Status.st_ino);
  return Stamp;
}

std::optional<std::string> contentHash(const std::string &Path) {
  llvm::ErrorOr<std::string> Text = readRegularFile(Path);
  if (!Text)
    return std::nullopt;
  return hashOf({*Text});
}

std::string placeOf(const std::string &Path) {
  llvm::SmallString<256> Real;
  if (llvm::sys::fs::real_path(Path, Real))
    return "";
  return Real.str().str();
}

} // namespace premap
