// Protection bits, and how they, numbers and errors are printed.
#include "model/Machine.h"

#include <cerrno>
#include <cstdio>

namespace premap::model {

Pgprot vmGetPageProt(FlagSet Flags) {
  Pgprot P;
  P.Write = (Flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED);
  return P;
}

Pgprot vmPgprotModify(Pgprot Old, FlagSet Flags) {
  Old.Write = vmGetPageProt(Flags).Write;
  return Old;
}

std::string describe(const Machine &M, Pgprot P, FlagSet Flags) {
  std::string Text = P.Cache ? M.str(P.Cache) : "default";
  if (P.Decrypted)
    Text += ",decrypted";
  bool Expected = vmGetPageProt(Flags).Write;
  if (P.Write != Expected)
    Text += P.Write ? ",writable" : ",write-protected";
  return Text;
}

static constexpr std::pair<int, const char *> ErrorNames[] = {
    {EPERM, "EPERM"},
    {ENOENT, "ENOENT"},
    {EIO, "EIO"},
    {ENXIO, "ENXIO"},
    {E2BIG, "E2BIG"},
    {EBADF, "EBADF"},
    {EAGAIN, "EAGAIN"},
    {ENOMEM, "ENOMEM"},
    {EACCES, "EACCES"},
    {EFAULT, "EFAULT"},
    {EBUSY, "EBUSY"},
    {EEXIST, "EEXIST"},
    {ENODEV, "ENODEV"},
    {EINVAL, "EINVAL"},
    {ENOTTY, "ENOTTY"},
    {ETXTBSY, "ETXTBSY"},
    {EFBIG, "EFBIG"},
    {ENOSPC, "ENOSPC"},
    {EROFS, "EROFS"},
    {EPIPE, "EPIPE"},
    {ERANGE, "ERANGE"},
    {EDEADLK, "EDEADLK"},
    {ENOSYS, "ENOSYS"},
    {ENODATA, "ENODATA"},
    {EPROTO, "EPROTO"},
    {EOVERFLOW, "EOVERFLOW"},
    {EOPNOTSUPP, "EOPNOTSUPP"},
    {ESTALE, "ESTALE"},
    {EINTR, "EINTR"},
    {ESRCH, "ESRCH"},
    {EISDIR, "EISDIR"},
    {ENOTDIR, "ENOTDIR"},
    {ESPIPE, "ESPIPE"},
    {EMFILE, "EMFILE"},
    {ENFILE, "ENFILE"},
    {EXDEV, "EXDEV"},
    {ETIMEDOUT, "ETIMEDOUT"},
    {ECANCELED, "ECANCELED"},
    {EREMOTEIO, "EREMOTEIO"},
    {512, "ERESTARTSYS"},
    {524, "ENOTSUPP"},
    {517, "EPROBE_DEFER"},
    {ENOLCK, "ENOLCK"},
    {ESHUTDOWN, "ESHUTDOWN"},
    {ENOTCONN, "ENOTCONN"},
    {EILSEQ, "EILSEQ"},
    {EBADFD, "EBADFD"},
    {EUCLEAN, "EUCLEAN"},
    {EMSGSIZE, "EMSGSIZE"},
    {EDOM, "EDOM"},
    {ENOBUFS, "ENOBUFS"},
};

std::string errorName(std::int64_t Error) {
  for (auto [Number, Name] : ErrorNames)
    if (Error == -Number)
      return std::string("-") + Name;
  return std::to_string(Error);
}

std::optional<int> errorByName(std::string_view Text) {
  for (auto [Number, Name] : ErrorNames)
    if (Text == std::string("-") + Name)
      return -Number;
  return std::nullopt;
}

std::string hex(std::uint64_t Value) {
  char Buffer[24];
  std::snprintf(Buffer, sizeof(Buffer), "0x%llx", (unsigned long long)Value);
  return Buffer;
}

} // namespace premap::model
