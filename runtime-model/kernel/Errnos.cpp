#include "kernel/Errnos.h"

#include <cstdlib>

namespace premap::kernel {

std::span<const Errno> errnos() { return detail::Rows; }

std::string_view errnoName(int Number) {
  for (const Errno &E : detail::Rows)
    if (E.Number == Number || E.Number == -Number)
      return E.Name;
  return "";
}

std::string errorText(int Number) {
  std::string_view Name = errnoName(Number);
  return "-" +
         (Name.empty() ? std::to_string(std::abs(Number)) : std::string(Name));
}

std::optional<int> errnoNumber(std::string_view Name) {
  if (Name.starts_with('-'))
    Name.remove_prefix(1);
  for (const Errno &E : detail::Rows)
    if (E.Name == Name)
      return E.Number;
  return std::nullopt;
}

} // namespace premap::kernel
