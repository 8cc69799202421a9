// The names of the VM_* flags.
#include "model/Flags.h"

namespace premap::model {

namespace {

struct NamedFlag {
  std::string_view Name;
  FlagSet Bit;
};

} // namespace

static constexpr NamedFlag NamedFlags[] = {
    {"READ", VM_READ},
    {"WRITE", VM_WRITE},
    {"EXEC", VM_EXEC},
    {"SHARED", VM_SHARED},
    {"MAYREAD", VM_MAYREAD},
    {"MAYWRITE", VM_MAYWRITE},
    {"MAYEXEC", VM_MAYEXEC},
    {"MAYSHARE", VM_MAYSHARE},
    {"GROWSDOWN", VM_GROWSDOWN},
    {"UFFD_MISSING", VM_UFFD_MISSING},
    {"PFNMAP", VM_PFNMAP},
    {"MAYBE_GUARD", VM_MAYBE_GUARD},
    {"UFFD_WP", VM_UFFD_WP},
    {"LOCKED", VM_LOCKED},
    {"IO", VM_IO},
    {"SEQ_READ", VM_SEQ_READ},
    {"RAND_READ", VM_RAND_READ},
    {"DONTCOPY", VM_DONTCOPY},
    {"DONTEXPAND", VM_DONTEXPAND},
    {"LOCKONFAULT", VM_LOCKONFAULT},
    {"ACCOUNT", VM_ACCOUNT},
    {"NORESERVE", VM_NORESERVE},
    {"HUGETLB", VM_HUGETLB},
    {"SYNC", VM_SYNC},
    {"ARCH_1", VM_ARCH_1},
    {"WIPEONFORK", VM_WIPEONFORK},
    {"DONTDUMP", VM_DONTDUMP},
    {"SOFTDIRTY", VM_SOFTDIRTY},
    {"MIXEDMAP", VM_MIXEDMAP},
    {"HUGEPAGE", VM_HUGEPAGE},
    {"NOHUGEPAGE", VM_NOHUGEPAGE},
    {"MERGEABLE", VM_MERGEABLE},
};

std::optional<FlagSet> flagByName(std::string_view Name) {
  for (const NamedFlag &F : NamedFlags)
    if (F.Name == Name)
      return F.Bit;
  return std::nullopt;
}

std::vector<std::string_view> flagNames(FlagSet Flags) {
  std::vector<std::string_view> Names;
  for (const NamedFlag &F : NamedFlags)
    if (Flags & F.Bit)
      Names.push_back(F.Name);
  return Names;
}

} // namespace premap::model
