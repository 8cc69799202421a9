// Byte offsets of the records that hooks read and write, as the compiled text
// declares them, and the kernel's constants of that configuration.
#ifndef PREMAP_VERIFY_LAYOUT_H
#define PREMAP_VERIFY_LAYOUT_H

#include "kernel/Flags.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace premap::verify {

struct FieldPlace {
  unsigned Offset = 0; ///< bytes
  unsigned Size = 0;   ///< bytes; 0 for a bit-field
  bool operator==(const FieldPlace &) const = default;
};

/// Members of anonymous structs and unions count as members of the record.
struct RecordPlaces {
  unsigned Size = 0; ///< bytes
  std::map<std::string, FieldPlace> Fields;
  bool operator==(const RecordPlaces &) const = default;

  /// Null if there is no such member.
  const FieldPlace *find(const std::string &Name) const {
    auto It = Fields.find(Name);
    return It == Fields.end() ? nullptr : &It->second;
  }
};

/// Whether every place means the same member in both, or a member that only one
/// of them has and nothing that only the other has.
bool meanTheSame(const RecordPlaces &A, const RecordPlaces &B);

struct Layout {
  std::map<std::string, RecordPlaces> Records; ///< by tag
  /// VM_READ, ..., as words; PAGE_SHIFT. Only what the text declares.
  std::map<std::string, std::uint64_t> Constants;
  unsigned PointerBytes = 8;

  const RecordPlaces *find(const std::string &Tag) const {
    auto It = Records.find(Tag);
    return It == Records.end() ? nullptr : &It->second;
  }
  const FieldPlace *find(const std::string &Tag,
                         const std::string &Field) const {
    const RecordPlaces *Record = find(Tag);
    return Record ? Record->find(Field) : nullptr;
  }
  /// The member at \p Offset, the smallest one if several start there; "" if
  /// none does.
  std::string fieldAt(const std::string &Tag, unsigned Offset) const;
};

/// The name of a flag, "SHARED"; one that is in no row does not compile.
struct FlagName {
  consteval FlagName(const char *Given) : Name(Given) { kernel::flagBit(Name); }
  FlagName(const kernel::Flag &F) : Name(F.Name) {}
  std::string_view Name;
};

/// Flag word of "SHARED", "MAYWRITE", ...: the text's own value, else the one
/// that mainline has used for VM_SHARED, ...
std::uint64_t flagValue(const Layout &L, FlagName Name);

/// "READ|MAYREAD|0x800000000"; "0" for none.
std::string flagNames(const Layout &L, std::uint64_t Word);

/// The flags that flagNames() names: whose number is the same in all kernels
/// that have them, and nobody else's.
std::vector<const kernel::Flag *> namedFlags();

} // namespace premap::verify

#endif
