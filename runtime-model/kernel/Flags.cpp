#include "kernel/Flags.h"

namespace premap::kernel {

std::span<const Flag> flags() { return detail::FlagRows; }

const Flag *flagNamed(std::string_view Name) {
  if (Name.starts_with(BitPrefix) && Name.ends_with(BitSuffix) &&
      Name.size() > BitPrefix.size() + BitSuffix.size()) {
    Name.remove_prefix(BitPrefix.size());
    Name.remove_suffix(BitSuffix.size());
  } else if (Name.starts_with(WordPrefix))
    Name.remove_prefix(WordPrefix.size());
  for (const Flag &F : detail::FlagRows)
    if (F.Name == Name)
      return &F;
  return nullptr;
}

static constexpr AccessFlags Accesses[] = {{"VM_WRITE", "VM_MAYWRITE"},
                                           {"VM_EXEC", "VM_MAYEXEC"},
                                           {"VM_READ", "VM_MAYREAD"}};

std::span<const AccessFlags> accessFlags() { return Accesses; }

bool tellsSharing(std::string_view Name) {
  const Flag *Row = flagNamed(Name);
  return Row && (Row->Name == "SHARED" || Row->Name == "MAYSHARE");
}

std::string wordName(const Flag &F) {
  return std::string(WordPrefix) + std::string(F.Name);
}

std::string bitName(const Flag &F) {
  return std::string(BitPrefix) + std::string(F.Name) + std::string(BitSuffix);
}

} // namespace premap::kernel
