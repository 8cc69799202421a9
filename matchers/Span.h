// A piece of a source file, as plain numbers.
#ifndef PREMAP_MATCHERS_SPAN_H
#define PREMAP_MATCHERS_SPAN_H

#include "nlohmann/json.hpp"

#include <string>
#include <tuple>

namespace premap {

struct Span {
  std::string Path;    ///< relative to the tree's root
  unsigned Offset = 0; ///< bytes from the start of the file
  unsigned Length = 0; ///< bytes; 0 means: there is no editable text
  unsigned Line = 0;   ///< 1-based, of Offset
  unsigned Column = 0; ///< 1-based, of Offset, in bytes; 0 if not known

  unsigned end() const { return Offset + Length; }
  explicit operator bool() const { return Length != 0; }
  bool operator==(const Span &O) const {
    return Path == O.Path && Offset == O.Offset && Length == O.Length &&
           Line == O.Line;
  }
  bool operator<(const Span &O) const {
    return std::tie(Path, Offset, Length) <
           std::tie(O.Path, O.Offset, O.Length);
  }
  bool contains(const Span &O) const {
    return Path == O.Path && Offset <= O.Offset && O.end() <= end();
  }
};

void to_json(nlohmann::json &J, const Span &Value);
void from_json(const nlohmann::json &J, Span &Value);

} // namespace premap

#endif
